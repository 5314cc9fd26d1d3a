"""A petition over time: draft, open, closed."""

from dataclasses import replace

import pytest

from widget_server.core.fields import KNOWN_FIELDS
from widget_server.core.petition import Petition, PetitionText, Stored

TEXT = PetitionText(1, "en", "Title", "Target", "Statement", "Consent", (), "Legal", "0" * 64)
PETITION = Petition(
    id=1, slug="p", text=TEXT, lead_in="", body="", fields=(KNOWN_FIELDS["email"],), state="open", locale="en"
)
OPENS, CLOSES = 1_000, 2_000


@pytest.mark.parametrize(
    "stored, now, status",
    [
        ("draft", 0, "draft"),
        ("draft", OPENS, "draft"),
        ("draft", CLOSES, "draft"),
        ("open", 0, "draft"),
        ("open", OPENS - 1, "draft"),
        ("open", OPENS, "open"),
        ("open", CLOSES - 1, "open"),
        ("open", CLOSES, "closed"),
        ("closed", 0, "closed"),
        ("closed", OPENS, "closed"),
        ("closed", CLOSES, "closed"),
    ],
)
def test_a_petition_opens_and_closes_to_the_millisecond(stored: Stored, now: int, status: Stored) -> None:
    petition = replace(PETITION, state=stored, opens_at=OPENS, closes_at=CLOSES)
    assert petition.status(now) == status


@pytest.mark.parametrize("stored", ["draft", "open", "closed"])
def test_without_times_a_petition_is_what_its_organizer_made_it(stored: Stored) -> None:
    assert replace(PETITION, state=stored).status(10**15) == stored


def test_a_petitions_own_goal_comes_before_the_ladder() -> None:
    assert PETITION.goal(0) == 100
    assert replace(PETITION, fixed_goal=25_000).goal(0) == 25_000
