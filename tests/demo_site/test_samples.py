"""The demo's sample supporters: a past that looks like one, the same every time, and nobody's in particular."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo_site.partners import PARTNERS
from demo_site.petition_files import MORATORIUM, STOP_REKOGNITION
from demo_site.samples import SampleSignature, sample_supporters
from widget_server.core.fields import read_form
from widget_server.core.petition_file import parse_petition_file

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def samples() -> list[SampleSignature]:
    return list(sample_supporters(NOW))


def test_there_are_as_many_as_asked_for_oldest_first(samples: list[SampleSignature]) -> None:
    assert len(samples) == 1_200
    assert [one.signed_at for one in samples] == sorted(one.signed_at for one in samples)
    assert len(list(sample_supporters(NOW, 7))) == 7


def test_they_are_the_same_every_time(samples: list[SampleSignature]) -> None:
    assert list(sample_supporters(NOW)) == samples


def test_nobody_signs_or_confirms_in_the_future(samples: list[SampleSignature]) -> None:
    for one in samples:
        assert NOW - timedelta(days=36) < one.signed_at <= NOW
        assert one.signed_at + (one.confirmed_after or timedelta()) <= NOW


def test_every_one_of_them_fills_in_a_form_that_is_taken(samples: list[SampleSignature]) -> None:
    asked = {
        slug: parse_petition_file(Path(f"demo_site/petitions/{slug}.md").read_text("utf-8")).fields
        for slug in (STOP_REKOGNITION, MORATORIUM)
    }
    for one in samples:
        form = read_form(
            asked[one.petition],
            {
                "given_name": one.given_name,
                "family_name": one.family_name,
                "email": one.email,
                "country": one.country,
                "postcode": one.postcode,
                "comment": one.comment,
                "consent": "yes",
                "source": one.source,
                "show_name": "yes" if one.show_name else "",
                **{f"extra_{name}": answer for name, answer in one.extra.items()},
            },
        )
        assert (form.given_name, form.family_name) == (one.given_name, one.family_name)
        assert (form.postcode, form.show_name, form.extra) == (one.postcode, one.show_name, one.extra)
    assert any(one.extra and one.show_name for one in samples)


def test_their_addresses_are_nobodys(samples: list[SampleSignature]) -> None:
    assert len({one.email for one in samples}) == len(samples)
    assert {one.email.rpartition("@")[2] for one in samples} == {"example.org", "example.net", "example.com"}


def test_they_sign_both_petitions_through_every_partner_and_the_petitions_own_page(
    samples: list[SampleSignature],
) -> None:
    petitions = Counter(one.petition for one in samples)
    assert set(petitions) == {STOP_REKOGNITION, MORATORIUM}
    assert petitions[STOP_REKOGNITION] > petitions[MORATORIUM] > 100
    assert {one.partner for one in samples} == {partner.key for partner in PARTNERS} | {None}
    assert not any(one.partner_updates for one in samples if one.partner is None)


def test_most_have_confirmed_and_some_have_not(samples: list[SampleSignature]) -> None:
    confirmed = sum(one.confirmed_after is not None for one in samples) / len(samples)
    assert 0.8 < confirmed < 0.95
