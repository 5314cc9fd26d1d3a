"""Translations: completed from their original, and kept in step with it."""

from typing import Any

import pytest

from tests.support.campaign import petition_file, translation_file
from widget_server.core.catalogue import load_catalogues
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.translation import Translation, TranslationRefused, complete, in_step
from widget_server.core.translation_file import parse_translation_file

GERMAN = load_catalogues().best("de").section("petition")


def original(**front: Any) -> Petition:
    file = parse_petition_file(petition_file(**front))
    text = PetitionText(
        1, file.locale, file.title, file.target, file.statement, file.consent, file.opt_ins, file.legal, ""
    )
    return Petition(
        1, file.slug, text, file.lead_in, file.body, file.fields, "open", file.locale,
        image_url=file.image_url, image_alt=file.image_alt, share_text=file.share, retention_days=file.retention_days,
    )  # fmt: skip


def translated(petition: Petition, **front: Any) -> Translation:
    return complete(parse_translation_file(translation_file(**front)), petition)


def test_what_is_left_out_is_said_in_the_language_of_the_translation() -> None:
    translation = translated(original(retention_days=30))
    assert translation.lead_in == GERMAN["lead_in"]
    assert translation.text.consent == GERMAN["consent"]
    assert dict(translation.text.opt_ins) == {name: GERMAN[name] for name in ("updates", "partner_updates")}
    assert "30 Tage" in translation.text.legal


def test_a_target_that_is_called_the_same_everywhere_need_not_be_translated() -> None:
    assert translated(original(target="Amazon"), target=None).text.target == "Amazon"


def test_it_asks_for_the_opt_ins_that_its_original_asks_for() -> None:
    assert translated(original(opt_ins=["updates"])).text.opt_ins == (("updates", GERMAN["updates"]),)
    assert translated(original(opt_ins=[])).text.opt_ins == ()
    fewer = translated(original(), opt_ins={"updates": "Post, bitte."})
    assert fewer.text.opt_ins == (("updates", "Post, bitte."),)


@pytest.mark.parametrize(
    "petition, front, problem",
    [
        ({"consent": "I agree."}, {}, "`consent` is missing"),
        ({"opt_ins": {"updates": "News!"}}, {}, "a wording of its own for `updates`"),
        ({"opt_ins": {"updates": "News!"}}, {"opt_ins": ["updates"]}, "a wording of its own for `updates`"),
        ({"opt_ins": ["updates"]}, {"opt_ins": {"partner_updates": "{partner}"}}, "does not ask for"),
        ({"fields": ["email"]}, {"labels": {"comment": "Warum?"}}, "It asks for: email"),
        ({"locale": "de"}, {}, "speaks de itself"),
    ],
)
def test_a_translation_that_does_not_fit_its_petition_says_what_to_mend(
    petition: dict[str, Any], front: dict[str, Any], problem: str
) -> None:
    with pytest.raises(TranslationRefused, match=problem):
        translated(original(**petition), **front)


def test_the_petition_speaks_the_translation_and_stays_itself_otherwise() -> None:
    petition = original(
        image={"url": "https://cdn.example/door.jpg", "alt": "A closed door"},
        share="Read!",
        lead_in="Dear council,",
    )
    german = translated(petition, labels={"comment": "Warum?"}).of(petition)
    assert (german.locale, german.text.locale) == ("de", "de")
    assert german.text.title == "Öffnet die Bücherei am Sonntag"
    assert german.lead_in == GERMAN["lead_in"]
    assert german.share_text == ""
    assert (german.image_url, german.image_alt) == ("https://cdn.example/door.jpg", "A closed door")
    assert {field.name: field.label for field in german.fields if field.label} == {"comment": "Warum?"}
    assert (german.id, german.slug, german.state) == (petition.id, petition.slug, petition.state)


def test_a_picture_can_be_described_in_the_language() -> None:
    petition = original(image={"url": "https://cdn.example/door.jpg", "alt": "A closed door"})
    assert translated(petition, image={"alt": "Eine Tür"}).of(petition).image_alt == "Eine Tür"


def test_an_edit_of_the_original_bears_upon_the_notice_and_the_opt_ins_of_its_translations() -> None:
    text = translated(original(), opt_ins={"updates": "Post.", "partner_updates": "Post von {partner}."}).text
    after = in_step(text, ["updates"], 7)
    assert "7 Tage" in after.legal
    assert after.opt_ins == (("updates", "Post."),)
    assert in_step(text, ["updates", "partner_updates"], 180) == text
