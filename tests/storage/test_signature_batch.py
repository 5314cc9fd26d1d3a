"""One transaction for all that waits: what each command comes to, and what is counted and mailed."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from tests.support.outbox import count_by_state
from tests.support.signatures import NOON, new_signature
from tests.support.totals import kept_by_hour
from widget_server.actions.recount import recount
from widget_server.core import ids
from widget_server.core.clock import HOUR, hour_of
from widget_server.core.signature import MOST_MAILS
from widget_server.core.signature_commands import (
    Changed,
    Command,
    Confirm,
    Leased,
    LeaseMails,
    Noted,
    NoteSent,
    Result,
    Submit,
    Submitted,
    Withdraw,
)
from widget_server.core.totals import Cell, LabelKind
from widget_server.storage import label_totals, signature_batch, signatures, totals
from widget_server.storage.database import Connection, StorageRefused

INSERTED = Submitted("insert")


async def apply(connection: Connection, *commands: Command, now: int = NOON, slot: int = 0) -> list[Result]:
    return await signature_batch.apply(connection, commands, slot, now)


async def counts(connection: Connection) -> tuple[int, int, int, int]:
    """(submitted, confirmed now, withdrawn, unconfirmed); that they equal the rows is checked on the way."""
    drift = await recount(connection, 1, lambda: NOON)
    assert drift.is_none, drift
    kept = (await totals.read_all(connection))[1]
    return kept.submitted, kept.confirmed, kept.withdrawn, kept.unconfirmed


async def mails(connection: Connection) -> list[tuple[bytes, int, str]]:
    rows = await connection.fetch_all(
        "SELECT signature_id, number, kind FROM outbox ORDER BY created_at, number"
    )
    return [(bytes(row["signature_id"]), row["number"], row["kind"]) for row in rows]


async def changes(connection: Connection) -> list[tuple[bytes, str, str, str]]:
    rows = await connection.fetch_all(
        "SELECT signature_id, from_state, to_state, reason FROM signature_changes ORDER BY seq"
    )
    return [(bytes(row["signature_id"]), row["from_state"], row["to_state"], row["reason"]) for row in rows]


async def test_a_new_signature_is_stored_counted_and_mailed(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    assert await apply(connection, Submit(ada)) == [INSERTED]
    assert await counts(connection) == (1, 0, 0, 0)
    assert await mails(connection) == [(ada.id, 1, "confirm")]


async def test_a_signature_without_confirmation_counts_at_once_and_is_thanked_for(
    connection: Connection,
) -> None:
    ada = new_signature("ada@example.org", needs_confirmation=False)
    assert await apply(connection, Submit(ada)) == [INSERTED]
    assert await counts(connection) == (1, 1, 0, 0)
    assert await mails(connection) == [(ada.id, 1, "thanks")]
    assert await changes(connection) == [(ada.id, "pending", "confirmed", "at_once")]


async def test_a_suspect_signature_is_stored_and_neither_counts_nor_is_mailed(connection: Connection) -> None:
    bot = new_signature("victim@example.org", quarantined="honeypot", needs_confirmation=False)
    assert await apply(connection, Submit(bot)) == [INSERTED]
    assert await counts(connection) == (1, 0, 0, 0)
    assert await mails(connection) == []


@pytest.mark.parametrize("batch_size", [1, 3])
async def test_a_form_that_is_sent_three_times_is_one_signature(
    connection: Connection, batch_size: int
) -> None:
    ada = new_signature("ada@example.org")
    sent: Sequence[Command] = [Submit(replace(ada)) for _ in range(3)]
    results = []
    for first in range(0, 3, batch_size):
        results += await apply(connection, *sent[first : first + batch_size])
    assert results == [INSERTED, Submitted("replayed"), Submitted("replayed")]
    assert await counts(connection) == (1, 0, 0, 0)
    assert len(await mails(connection)) == 1


@pytest.mark.parametrize("others", ["aaa@example.org", "zzz@example.org", "mmm@example.org"])
@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_a_token_that_comes_with_a_second_mailbox_keeps_the_first(
    connection: Connection, others: str, is_one_batch: bool
) -> None:
    """Whichever sorts first: the batch is inserted in the order of mailboxes, but who came first counts."""
    ada = new_signature("ada@example.org", country="GB")
    other = new_signature(others, id=ada.id, country="FR")
    if is_one_batch:
        results = await apply(connection, Submit(ada), Submit(other))
    else:
        results = [*await apply(connection, Submit(ada)), *await apply(connection, Submit(other))]
    assert results == [INSERTED, Submitted("token_reused")]
    stored = await signatures.find(connection, 1, ada.id)
    assert stored is not None
    assert (stored.signer_key, stored.country) == (ada.signer_key, "GB")
    assert await counts(connection) == (1, 0, 0, 0)


@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_a_mailbox_that_signs_again_before_confirming_gets_its_mail_again(
    connection: Connection, is_one_batch: bool
) -> None:
    first, second = new_signature("ada@example.org"), new_signature("ada@example.org")
    if is_one_batch:
        results = await apply(connection, Submit(first), Submit(second))
    else:
        results = [*await apply(connection, Submit(first)), *await apply(connection, Submit(second))]
    assert results == [INSERTED, Submitted("mail_confirm")]
    assert await mails(connection) == [(first.id, 1, "confirm"), (first.id, 2, "confirm")]
    assert await counts(connection) == (1, 0, 0, 0)


@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_a_mailbox_that_signs_again_gets_one_mail_however_often_its_form_is_sent(
    connection: Connection, is_one_batch: bool
) -> None:
    first, second = new_signature("ada@example.org"), new_signature("ada@example.org")
    await apply(connection, Submit(first))
    sent = [Submit(second), Submit(second), Submit(second)]
    if is_one_batch:
        results = await apply(connection, *sent)
    else:
        results = [(await apply(connection, one))[0] for one in sent]
    assert results == [Submitted("mail_confirm"), Submitted("replayed"), Submitted("replayed")]
    assert await mails(connection) == [(first.id, 1, "confirm"), (first.id, 2, "confirm")]


async def test_a_mailbox_that_has_confirmed_is_told_so_when_it_signs_again(connection: Connection) -> None:
    first, second = new_signature("ada@example.org"), new_signature("ada@example.org")
    await apply(connection, Submit(first), Confirm(1, first.id))
    assert await apply(connection, Submit(second)) == [Submitted("mail_already_signed")]
    assert (await mails(connection))[1:] == [(first.id, 2, "thanks"), (first.id, 3, "already_signed")]
    assert await counts(connection) == (1, 1, 0, 0)


async def test_a_suspect_form_never_makes_us_write_to_a_mailbox(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await apply(connection, Submit(ada))
    bot = new_signature("ada@example.org", quarantined="honeypot")
    assert await apply(connection, Submit(bot)) == [Submitted("nothing")]
    assert len(await mails(connection)) == 1


async def test_no_more_than_five_mails_ever_go_to_one_mailbox(connection: Connection) -> None:
    results = []
    for _ in range(MOST_MAILS + 3):
        results += await apply(connection, Submit(new_signature("ada@example.org")))
    assert results == [INSERTED, *[Submitted("mail_confirm")] * (MOST_MAILS - 1), *[Submitted("nothing")] * 3]
    assert [number for _, number, _ in await mails(connection)] == [1, 2, 3, 4, 5]


async def test_five_mails_are_all_even_when_everything_comes_in_one_batch(connection: Connection) -> None:
    many = [Submit(new_signature("ada@example.org")) for _ in range(MOST_MAILS + 3)]
    await apply(connection, *many)
    assert [number for _, number, _ in await mails(connection)] == [1, 2, 3, 4, 5]


async def test_withdrawing_and_signing_again_does_not_start_the_five_mails_anew(
    connection: Connection,
) -> None:
    last: Result = Submitted("nothing")
    for _ in range(MOST_MAILS + 3):
        again = new_signature("ada@example.org")
        [last] = await apply(connection, Submit(again))
        await apply(connection, Withdraw(1, again.id, "not_me"))
    assert last == Submitted("replace")
    assert len(await mails(connection)) == MOST_MAILS
    assert await counts(connection) == (MOST_MAILS + 3, 0, MOST_MAILS + 3, 0)


async def test_confirming_counts_once_however_often_it_is_asked(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await apply(connection, Submit(ada))
    confirm = Confirm(1, ada.id)
    assert await apply(connection, confirm, confirm) == [
        Changed("confirmed", True),
        Changed("confirmed", False),
    ]
    assert await apply(connection, confirm) == [Changed("confirmed", False)]
    assert await counts(connection) == (1, 1, 0, 0)
    assert await changes(connection) == [(ada.id, "pending", "confirmed", "by_mail")]
    assert await mails(connection) == [(ada.id, 1, "confirm"), (ada.id, 2, "thanks")]


async def test_who_has_had_five_mails_can_still_confirm_and_is_not_thanked(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await apply(connection, Submit(ada))
    for _ in range(MOST_MAILS):
        await apply(connection, Submit(new_signature("ada@example.org")))
    assert await apply(connection, Confirm(1, ada.id)) == [Changed("confirmed", True)]
    assert [(number, kind) for _, number, kind in await mails(connection)] == [
        (number, "confirm") for number in range(1, MOST_MAILS + 1)
    ]


async def test_where_a_petition_does_not_thank_by_mail_there_is_no_such_mail_to_count(
    connection: Connection,
) -> None:
    ada, bea = new_signature("ada@example.org"), new_signature("bea@example.org")
    by_link = new_signature("cy@example.org", needs_confirmation=False, by_link=True, is_thanked=False)
    await apply(connection, Submit(ada), Submit(bea), Submit(by_link))
    await apply(connection, Confirm(1, ada.id, is_thanked=False), Confirm(1, bea.id))
    assert await counts(connection) == (3, 3, 0, 0)
    assert sorted(await mails(connection)) == sorted(
        [(ada.id, 1, "confirm"), (bea.id, 1, "confirm"), (bea.id, 2, "thanks")]
    )
    rows = await connection.fetch_all("SELECT id, mails FROM signatures")
    assert {bytes(row["id"]): row["mails"] for row in rows} == {ada.id: 1, bea.id: 2, by_link.id: 0}


async def test_the_thanks_count_as_one_of_five_mails(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await apply(connection, Submit(ada), Confirm(1, ada.id))
    for _ in range(MOST_MAILS):
        await apply(connection, Submit(new_signature("ada@example.org")))
    assert [kind for _, _, kind in await mails(connection)] == ["confirm", "thanks", *["already_signed"] * 3]


@pytest.mark.parametrize("needs_confirmation", [True, False])
async def test_a_sample_is_not_mailed_whatever_becomes_of_it(
    connection: Connection, needs_confirmation: bool
) -> None:
    sample = new_signature("ada@example.org", is_sample=True, needs_confirmation=needs_confirmation)
    await apply(connection, Submit(sample))
    await apply(connection, Confirm(1, sample.id))
    assert await counts(connection) == (1, 1, 0, 0)
    assert await mails(connection) == []


async def test_what_is_not_there_is_answered_so(connection: Connection) -> None:
    nobody = ids.new_id(NOON)
    assert await apply(connection, Confirm(1, nobody), Withdraw(1, nobody, "not_me")) == [
        Changed(None, False),
        Changed(None, False),
    ]


async def test_withdrawing_a_pending_signature_takes_nothing_off_the_total(connection: Connection) -> None:
    ada, bob = new_signature("ada@example.org"), new_signature("bob@example.org")
    await apply(connection, Submit(ada), Submit(bob), Confirm(1, bob.id))
    assert await apply(connection, Withdraw(1, ada.id, "not_me")) == [Changed("withdrawn", True)]
    assert await counts(connection) == (2, 1, 1, 0)


async def test_withdrawing_a_confirmed_signature_takes_it_off_the_total_once(connection: Connection) -> None:
    ada, bob = new_signature("ada@example.org"), new_signature("bob@example.org")
    await apply(connection, Submit(ada), Submit(bob), Confirm(1, ada.id), Confirm(1, bob.id))
    withdraw = Withdraw(1, ada.id, "not_me")
    assert await apply(connection, withdraw, withdraw) == [
        Changed("withdrawn", True),
        Changed("withdrawn", False),
    ]
    assert await counts(connection) == (2, 1, 1, 1)
    assert (ada.id, "confirmed", "withdrawn", "not_me") in await changes(connection)


async def test_a_withdrawn_signature_can_not_be_confirmed_by_an_old_mail(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await apply(connection, Submit(ada), Withdraw(1, ada.id, "not_me"))
    assert await apply(connection, Confirm(1, ada.id)) == [Changed("withdrawn", False)]
    assert await counts(connection) == (1, 0, 1, 0)


async def test_signing_again_after_withdrawing_is_a_new_signature(connection: Connection) -> None:
    first, second = new_signature("ada@example.org"), new_signature("ada@example.org")
    await apply(connection, Submit(first), Confirm(1, first.id))
    await apply(connection, Withdraw(1, first.id, "not_me"))
    assert await apply(connection, Submit(second)) == [Submitted("replace")]
    assert (await mails(connection))[-1] == (second.id, 3, "confirm")
    assert await apply(connection, Confirm(1, second.id)) == [Changed("confirmed", True)]
    assert (await mails(connection))[-1] == (second.id, 4, "thanks")
    assert await counts(connection) == (2, 1, 1, 1)


@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_a_signature_by_a_personal_link_is_thanked_for_once_however_often_the_link_is_used(
    connection: Connection, is_one_batch: bool
) -> None:
    first, second = (
        new_signature("ada@example.org", needs_confirmation=False, by_link=True) for _ in range(2)
    )
    sent = [Submit(first), Submit(first), Submit(second)]
    if is_one_batch:
        results = await apply(connection, *sent)
    else:
        results = [(await apply(connection, one))[0] for one in sent]
    assert results == [INSERTED, Submitted("replayed"), Submitted("nothing")]
    assert await counts(connection) == (1, 1, 0, 0)
    assert await mails(connection) == [(first.id, 1, "thanks")]


async def test_a_personal_link_counts_and_is_not_thanked_for_where_five_mails_have_gone(
    connection: Connection,
) -> None:
    for _ in range(MOST_MAILS):
        await apply(connection, Submit(new_signature("ada@example.org")))
    linked = new_signature("ada@example.org", needs_confirmation=False, by_link=True)
    assert await apply(connection, Submit(linked)) == [Submitted("replace")]
    assert await counts(connection) == (2, 1, 0, 0)
    assert [kind for _, _, kind in await mails(connection)] == ["confirm"] * MOST_MAILS


async def test_totals_by_label_tell_apart_who_came_by_a_link_and_what_gave_way(
    connection: Connection,
) -> None:
    first = new_signature("ada@example.org", source="blog", ref="friend")
    linked = new_signature(
        "ada@example.org", needs_confirmation=False, by_link=True, source="mailing", ref="list"
    )
    await apply(connection, Submit(first), Submit(linked))
    assert await counts(connection) == (2, 1, 0, 0)
    by_label: dict[LabelKind, tuple[str, str]] = {"source": ("blog", "mailing"), "ref": ("friend", "list")}
    for kind, names in by_label.items():
        assert [await label_totals.confirmed(connection, 1, kind, name) for name in names] == [0, 1]
    await apply(connection, Withdraw(1, linked.id, "not_me"))
    assert await counts(connection) == (2, 0, 1, 1)
    assert await label_totals.confirmed(connection, 1, "ref", "list") == 0


@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_a_personal_link_confirms_at_once_in_place_of_what_was_pending(
    connection: Connection, is_one_batch: bool
) -> None:
    first = new_signature("ada@example.org", country="FR")
    linked = new_signature("ada@example.org", needs_confirmation=False, by_link=True)
    if is_one_batch:
        results = await apply(connection, Submit(first), Submit(linked))
    else:
        results = [*await apply(connection, Submit(first)), *await apply(connection, Submit(linked))]
    assert results == [INSERTED, Submitted("replace")]
    assert await counts(connection) == (2, 1, 0, 0)
    assert await changes(connection) == [(linked.id, "pending", "confirmed", "by_link")]
    assert await mails(connection) == [(first.id, 1, "confirm"), (linked.id, 2, "thanks")]
    old = await signatures.find(connection, 1, first.id)
    assert old is not None
    assert (old.state, old.signer_key, old.replaced_by) == ("pending", None, linked.id)
    assert await signatures.read_sealed(connection, 1, first.id) is None  # so its mail is not sent any more
    assert await apply(connection, Confirm(1, first.id)) == [Changed("pending", False)]
    assert await counts(connection) == (2, 1, 0, 0)


async def test_a_personal_link_changes_nothing_for_a_mailbox_that_has_confirmed(
    connection: Connection,
) -> None:
    first = new_signature("ada@example.org")
    linked = new_signature("ada@example.org", needs_confirmation=False, by_link=True)
    await apply(connection, Submit(first), Confirm(1, first.id))
    assert await apply(connection, Submit(linked)) == [Submitted("nothing")]
    assert await counts(connection) == (1, 1, 0, 0)
    assert await mails(connection) == [(first.id, 1, "confirm"), (first.id, 2, "thanks")]


async def test_after_it_was_not_me_a_personal_link_is_asked_to_confirm_by_mail_from_then_on(
    connection: Connection,
) -> None:
    first, second, third = (
        new_signature("ada@example.org", needs_confirmation=False, by_link=True) for _ in range(3)
    )
    await apply(connection, Submit(first))
    await apply(connection, Withdraw(1, first.id, "not_me"))
    assert await apply(connection, Submit(second)) == [Submitted("replace")]
    assert await apply(connection, Submit(third)) == [Submitted("mail_confirm")]
    sent = [(first.id, 1, "thanks"), (second.id, 2, "confirm"), (second.id, 3, "confirm")]
    assert await mails(connection) == sent
    assert await counts(connection) == (2, 0, 1, 1)
    assert await apply(connection, Confirm(1, second.id)) == [Changed("confirmed", True)]
    assert await mails(connection) == [*sent, (second.id, 4, "thanks")]


async def test_a_signature_can_be_made_confirmed_and_withdrawn_in_one_batch(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    assert await apply(connection, Withdraw(1, ada.id, "not_me"), Confirm(1, ada.id), Submit(ada)) == [
        Changed("withdrawn", True),
        Changed("confirmed", True),
        INSERTED,
    ]
    assert await counts(connection) == (1, 0, 1, 1)


async def test_answers_come_in_the_order_of_the_commands(connection: Connection) -> None:
    known = [new_signature(f"known.{number}@example.org") for number in range(3)]
    await apply(connection, *(Submit(signature) for signature in known))
    assert await apply(
        connection,
        Confirm(1, known[0].id),
        Submit(new_signature("new@example.org")),
        Submit(replace(known[1])),
        Withdraw(1, known[2].id, "not_me"),
        Confirm(1, ids.new_id(NOON)),
        LeaseMails("owner", NOON + 1_000, 0),
        Confirm(1, known[1].id),
    ) == [
        Changed("confirmed", True),
        INSERTED,
        Submitted("replayed"),
        Changed("withdrawn", True),
        Changed(None, False),
        Leased(()),
        Changed("confirmed", True),
    ]


async def test_each_change_is_filed_under_the_hour_in_which_it_happened(connection: Connection) -> None:
    ada = new_signature("ada@example.org", partner_id=3, country="FR")
    await apply(connection, Submit(ada), now=NOON)
    await apply(connection, Confirm(1, ada.id), now=NOON + HOUR, slot=2)
    await apply(connection, Withdraw(1, ada.id, "not_me"), now=NOON + 2 * HOUR, slot=5)
    cell = Cell(1, hour_of(NOON), 3, "FR")
    assert await kept_by_hour(connection, 1) == {
        cell: (1, 0, 0, 0, 0),
        cell._replace(hour=hour_of(NOON) + 1): (0, 1, 0, 0, 0),
        cell._replace(hour=hour_of(NOON) + 2): (0, 0, 1, 0, 1),
    }
    assert await counts(connection) == (1, 0, 1, 1)


async def test_a_batch_with_one_refused_command_leaves_nothing_of_the_others(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    poison = new_signature("bob@example.org", country=None)
    with pytest.raises(StorageRefused):
        await apply(connection, Submit(ada), Submit(poison))
    assert await signatures.find(connection, 1, ada.id) is None
    assert await mails(connection) == []
    assert await totals.read_all(connection) == {}


async def test_mail_is_leased_and_noted_with_the_rest(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await apply(connection, Submit(ada))
    [leased] = await apply(connection, LeaseMails("owner", NOON + 1_000, 20))
    assert isinstance(leased, Leased)
    [mail] = leased.mails
    assert (mail.signature_id, mail.number, mail.attempts) == (ada.id, 1, 1)
    assert await apply(connection, LeaseMails("another", NOON + 1_000, 20)) == [Leased(())]
    assert await apply(connection, NoteSent(mail, "another"), NoteSent(mail, "owner")) == [Noted(), Noted()]
    assert await count_by_state(connection) == {"waiting": 0, "sent": 1, "failed": 0}
