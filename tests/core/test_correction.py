"""Putting right what a signature says."""

import pytest

from widget_server.core.correction import corrected
from widget_server.core.errors import InvalidFields
from widget_server.core.fields import KNOWN_FIELDS, Field
from widget_server.core.sealing import PersonalData

ADA = PersonalData(
    given_name="Ada", email="ada@example.org", postcode="10115", extra={"job": "Nurse", "old": "Kept"}
)
ASKED = (
    KNOWN_FIELDS["given_name"],
    KNOWN_FIELDS["email"],
    Field("extra_job", "text", "off", 20, False, "Job"),
)


def test_the_address_stays_whatever_is_typed() -> None:
    person, _ = corrected(ASKED, ADA, {"given_name": "Bea", "email": "bea@example.org"})
    assert (person.given_name, person.email) == ("Bea", "ada@example.org")


def test_what_the_petition_does_not_ask_any_more_stays() -> None:
    person, _ = corrected(ASKED, ADA, {"given_name": "Ada", "postcode": "", "extra_old": ""})
    assert (person.postcode, person.extra["old"]) == ("10115", "Kept")


@pytest.mark.parametrize(
    "typed, job", [({}, None), ({"extra_job": " "}, None), ({"extra_job": "Doctor"}, "Doctor")]
)
def test_an_answer_whose_field_was_emptied_goes(typed: dict[str, str], job: str | None) -> None:
    person, _ = corrected(ASKED, ADA, {"given_name": "Ada"} | typed)
    assert person.extra.get("job") == job


def test_what_the_form_would_refuse_is_refused() -> None:
    with pytest.raises(InvalidFields) as refused:
        corrected(ASKED, ADA, {"given_name": "www.example.org"})
    assert refused.value.errors == {"given_name": "invalid"}
