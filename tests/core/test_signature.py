"""A signature's life: what a submission comes to, told as stories."""

import pytest
from msgspec.structs import replace

from widget_server.core.signature import (
    MOST_MAILS,
    Decision,
    NewSignature,
    State,
    StoredSignature,
    decide,
    taking_place,
)

ADA, BEA = b"ada" + bytes(13), b"bea" + bytes(13)
NEW = NewSignature(
    id=b"n" * 16, petition_id=1, partner_id=0, text_id=1, signer_key=ADA, sealed=b"", created_at=0
)
BY_LINK = replace(NEW, needs_confirmation=False, by_link=True)
STORED = StoredSignature(id=b"o" * 16, petition_id=1, state="pending", signer_key=ADA, mails=1)


def stored(state: State = "pending", *, mails: int = 1) -> StoredSignature:
    return replace(STORED, state=state, mails=mails)


def test_ada_signs() -> None:
    assert decide(NEW, None, None) == "insert"


@pytest.mark.parametrize("state", ["pending", "confirmed", "withdrawn", "invalidated"])
def test_adas_browser_sends_the_form_again_and_nothing_happens(state: State) -> None:
    same = replace(STORED, id=NEW.id, state=state)
    assert decide(NEW, same, same) == "replayed"


def test_adas_browser_sends_the_form_again_after_her_data_was_erased() -> None:
    assert decide(NEW, replace(STORED, id=NEW.id, signer_key=None), None) == "replayed"


@pytest.mark.parametrize("has_signed", [True, False])
def test_bea_uses_adas_form_a_second_time(has_signed: bool) -> None:
    bea = replace(NEW, signer_key=BEA)
    hers = replace(STORED, signer_key=BEA) if has_signed else None
    assert decide(bea, replace(STORED, id=NEW.id), hers) == "token_reused"


def test_ada_signs_again_before_confirming_and_gets_the_link_again() -> None:
    assert decide(NEW, None, stored("pending")) == "mail_confirm"


def test_where_nothing_is_to_be_confirmed_a_bot_that_was_first_does_not_stand_in_adas_way() -> None:
    assert decide(replace(NEW, needs_confirmation=False), None, stored("pending")) == "replace"


def test_ada_signs_again_after_confirming_and_is_told_so() -> None:
    assert decide(NEW, None, stored("confirmed")) == "mail_already_signed"


@pytest.mark.parametrize("state", ["pending", "confirmed"])
@pytest.mark.parametrize(
    "mails, decision", [(MOST_MAILS - 1, "mail"), (MOST_MAILS, "nothing"), (MOST_MAILS + 1, "nothing")]
)
def test_nobody_can_fill_adas_mailbox(state: State, mails: int, decision: str) -> None:
    assert decide(NEW, None, stored(state, mails=mails)).startswith(decision)


@pytest.mark.parametrize("state", ["pending", "confirmed", "withdrawn"])
def test_adas_browser_sends_the_form_again_that_she_signed_again_with(state: State) -> None:
    assert decide(NEW, None, replace(stored(state), asked_by=NEW.id)) == "replayed"
    assert decide(NEW, None, replace(stored(state), asked_by=b"f" * 16)) != "replayed"


def test_ada_signs_again_after_withdrawing_and_starts_anew() -> None:
    assert decide(NEW, None, stored("withdrawn")) == "replace"
    assert decide(NEW, None, stored("withdrawn", mails=MOST_MAILS)) == "replace"


def test_a_signature_that_the_organizer_took_out_stays_out() -> None:
    assert decide(NEW, None, stored("invalidated")) == "nothing"


@pytest.mark.parametrize("state, decision", [("pending", "nothing"), ("confirmed", "nothing")])
def test_a_bot_that_enters_adas_address_cannot_make_us_write_to_her(state: State, decision: Decision) -> None:
    assert decide(replace(NEW, quarantined="honeypot"), None, stored(state)) == decision


@pytest.mark.parametrize(
    "needs_confirmation, quarantined, is_sample, state, mail",
    [
        (True, None, False, "pending", "confirm"),
        (False, None, False, "confirmed", "thanks"),
        (True, "honeypot", False, "pending", None),
        (False, "honeypot", False, "pending", None),
        (True, None, True, "pending", None),
        (False, None, True, "confirmed", None),
    ],
)
def test_how_a_signature_begins(
    needs_confirmation: bool, quarantined: str | None, is_sample: bool, state: State, mail: str | None
) -> None:
    new = replace(NEW, needs_confirmation=needs_confirmation, quarantined=quarantined, is_sample=is_sample)
    assert (new.first_state, new.first_mail) == (state, mail)


# by a personal link


def test_adas_link_takes_the_place_of_what_anybody_may_have_sent_in_for_her() -> None:
    assert decide(BY_LINK, None, stored("pending", mails=MOST_MAILS)) == "replace"
    assert taking_place(BY_LINK, stored("pending")) == BY_LINK


def test_adas_link_changes_nothing_once_she_has_confirmed_and_tells_her_nothing_new() -> None:
    assert decide(BY_LINK, None, stored("confirmed")) == "nothing"


def test_a_bot_that_has_adas_link_confirms_nothing() -> None:
    bot = replace(BY_LINK, quarantined="honeypot")
    assert bot.first_state == "pending"
    for state in ("pending", "confirmed", "invalidated"):
        assert decide(bot, None, stored(state)) == "nothing"


def test_who_signs_by_a_link_is_thanked_where_the_signature_counts_at_once_and_only_there() -> None:
    assert (BY_LINK.first_state, BY_LINK.first_mail) == ("confirmed", "thanks")
    for not_counted in (replace(BY_LINK, quarantined="honeypot"), taking_place(BY_LINK, stored("withdrawn"))):
        assert not_counted.first_state == "pending"
        assert not_counted.first_mail != "thanks"


def test_where_nobody_is_thanked_by_mail_what_is_to_be_confirmed_still_is() -> None:
    by_link = replace(BY_LINK, is_thanked=False)
    assert (by_link.first_state, by_link.first_mail) == ("confirmed", None)
    assert replace(NEW, is_thanked=False).first_mail == "confirm"
    assert taking_place(by_link, stored("withdrawn")).first_mail == "confirm"


def test_a_link_does_not_bring_back_what_the_organizer_took_out() -> None:
    assert decide(BY_LINK, None, stored("invalidated")) == "nothing"


def test_after_it_was_not_me_the_link_alone_confirms_nothing_however_often_it_is_tried() -> None:
    assert decide(BY_LINK, None, stored("withdrawn")) == "replace"
    second = taking_place(BY_LINK, stored("withdrawn"))
    assert (second.first_state, second.first_mail, second.was_withdrawn) == ("pending", "confirm", True)
    held = replace(stored("pending"), was_withdrawn=True)
    assert decide(BY_LINK, None, held) == "mail_confirm"
    third = taking_place(NEW, replace(stored("withdrawn"), was_withdrawn=True))
    assert third.was_withdrawn


def test_where_nothing_is_to_be_confirmed_withdrawing_changes_nothing_about_that() -> None:
    at_once = replace(NEW, needs_confirmation=False)
    assert taking_place(at_once, stored("withdrawn")).first_state == "confirmed"
