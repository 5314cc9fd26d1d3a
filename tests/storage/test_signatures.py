"""Signatures as rows: stored once for an id and once for a mailbox, changed, erased."""

from typing import Any

from tests.support.signatures import NOON, new_signature, signer_key
from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.signature import MOST_MAILS
from widget_server.storage import signature_states, signatures
from widget_server.storage.database import Connection
from widget_server.storage.signatures import ERASED_AT_ONCE


async def row_of(connection: Connection, signature_id: bytes) -> dict[str, Any]:
    row = await connection.fetch_one("SELECT * FROM signatures WHERE id = :id", {"id": signature_id})
    assert row is not None
    return dict(row._mapping)


async def test_new_signatures_are_stored_as_they_are(connection: Connection) -> None:
    ada = new_signature(
        "ada@example.org", partner_id=3, text_id=7, country="GB", locale="cy", source="newsletter", ref="42",
        updates=True, partner_updates=False, show_name=True,
    )  # fmt: skip
    assert await signatures.insert_new(connection, [ada]) == {ada.id}
    row = await row_of(connection, ada.id)
    assert bytes(row.pop("id")) == ada.id
    assert bytes(row.pop("signer_key")) == ada.signer_key
    assert bytes(row.pop("sealed")) == ada.sealed
    assert row == {
        "petition_id": 1, "partner_id": 3, "text_id": 7, "state": "pending", "created_at": NOON,
        "confirmed_at": None, "country": "GB", "locale": "cy", "source": "newsletter", "ref": "42",
        "updates": True, "partner_updates": False, "quarantined": None, "mails": 1, "is_sample": False,
        "asked_by": None, "show_name": True, "replaced_by": None, "was_withdrawn": False,
    }  # fmt: skip


async def test_a_signature_that_needs_no_confirmation_is_confirmed_from_the_start(
    connection: Connection,
) -> None:
    ada = new_signature("ada@example.org", needs_confirmation=False)
    await signatures.insert_new(connection, [ada])
    row = await row_of(connection, ada.id)
    assert (row["state"], row["confirmed_at"], row["mails"]) == ("confirmed", NOON, 1)


async def test_the_same_signature_again_is_not_stored_again(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await signatures.insert_new(connection, [ada])
    assert await signatures.insert_new(connection, [ada]) == set()
    assert await signatures.insert_new(connection, [ada, new_signature("bob@example.org")]) != set()


async def test_a_mailbox_is_stored_once_for_a_petition_and_once_for_another(connection: Connection) -> None:
    first = new_signature("ada@example.org", petition_id=1)
    second = new_signature("ada@example.org", petition_id=1)
    elsewhere = new_signature("ada@example.org", petition_id=2)
    assert await signatures.insert_new(connection, [first]) == {first.id}
    assert await signatures.insert_new(connection, [second, elsewhere]) == {elsewhere.id}


async def test_of_two_signatures_of_one_mailbox_in_one_batch_the_first_is_stored(
    connection: Connection,
) -> None:
    first, second = new_signature("ada@example.org"), new_signature("ada@example.org")
    assert await signatures.insert_new(connection, [first, second]) == {first.id}


async def test_signatures_are_found_by_id_and_by_mailbox(connection: Connection) -> None:
    ada = new_signature("ada@example.org", partner_id=3)
    await signatures.insert_new(connection, [ada])
    by_id = await signatures.find(connection, 1, ada.id)
    assert by_id is not None
    assert (by_id.id, by_id.state, by_id.signer_key, by_id.mails) == (ada.id, "pending", ada.signer_key, 1)
    assert (by_id.partner_id, by_id.country) == (3, "GB")
    assert await signatures.find_signer(connection, 1, ada.signer_key) == by_id
    assert await signatures.find(connection, 2, ada.id) is None
    assert await signatures.find_signer(connection, 1, signer_key("bob@example.org")) is None


async def test_confirming_changes_pending_signatures_once(connection: Connection) -> None:
    ada, bob = new_signature("ada@example.org"), new_signature("bob@example.org")
    await signatures.insert_new(connection, [ada, bob])
    keys = [(1, ada.id), (1, bob.id), (1, ids.new_id(NOON))]
    confirmed = await signature_states.confirm(connection, keys, NOON + 5)
    assert {one.id for one in confirmed} == {ada.id, bob.id}
    assert await signature_states.confirm(connection, keys, NOON + 9) == []
    assert (await row_of(connection, ada.id))["confirmed_at"] == NOON + 5


async def test_a_signature_of_another_petition_is_not_confirmed_by_its_id(connection: Connection) -> None:
    ada = new_signature("ada@example.org", petition_id=1)
    await signatures.insert_new(connection, [ada])
    assert await signature_states.confirm(connection, [(2, ada.id)], NOON) == []


async def test_an_erased_signature_can_not_be_confirmed(connection: Connection) -> None:
    """Its mailbox is free again; if both counted, one person would count twice."""
    ada = new_signature("ada@example.org")
    await signatures.insert_new(connection, [ada])
    await signatures.erase(connection, 1, [ada.id])
    assert await signature_states.confirm(connection, [(1, ada.id)], NOON) == []


async def test_withdrawing_drops_what_is_personal_and_keeps_the_mailbox_from_being_used_again(
    connection: Connection,
) -> None:
    ada, bob = new_signature("ada@example.org"), new_signature("bob@example.org")
    await signatures.insert_new(connection, [ada, bob])
    await signature_states.confirm(connection, [(1, ada.id)], NOON)
    withdrawn = await signature_states.withdraw(connection, [(1, ada.id), (1, bob.id)], NOON)
    assert {(one.id, was_confirmed) for one, was_confirmed in withdrawn} == {(ada.id, True), (bob.id, False)}
    row = await row_of(connection, ada.id)
    assert (row["state"], row["sealed"]) == ("withdrawn", None)
    assert bytes(row["signer_key"]) == ada.signer_key
    assert await signature_states.withdraw(connection, [(1, ada.id)], NOON) == []
    assert await signature_states.confirm(connection, [(1, bob.id)], NOON) == []


async def test_a_withdrawn_signature_can_let_go_of_its_mailbox(connection: Connection) -> None:
    first, second = new_signature("ada@example.org"), new_signature("ada@example.org")
    await signatures.insert_new(connection, [first])
    await signatures.release_signer(connection, 1, first.id)
    assert await signatures.insert_new(connection, [second], mails=3) == {second.id}
    assert (await row_of(connection, second.id))["mails"] == 3


async def test_no_more_mails_are_allowed_than_the_most(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await signatures.insert_new(connection, [ada])
    forms = [ids.new_id(NOON) for _ in range(MOST_MAILS + 1)]
    numbers = [await signatures.count_mail(connection, 1, ada.id, form) for form in forms]
    assert numbers == [*range(2, MOST_MAILS + 1), None, None]


async def test_one_form_gets_one_mail_even_if_two_processes_have_it_at_once(connection: Connection) -> None:
    ada, form = new_signature("ada@example.org"), ids.new_id(NOON)
    await signatures.insert_new(connection, [ada])
    assert await signatures.count_mail(connection, 1, ada.id, form) == 2
    assert await signatures.count_mail(connection, 1, ada.id, form) is None
    assert await signatures.count_mail(connection, 1, ada.id, ids.new_id(NOON)) == 3


async def test_the_seal_the_signers_language_and_the_text_are_read_until_they_are_erased(
    connection: Connection,
) -> None:
    ada = new_signature("ada@example.org", locale="cy")
    await signatures.insert_new(connection, [ada])
    assert await signatures.read_sealed(connection, 1, ada.id) == (ada.sealed, "cy", ada.text_id)
    await signatures.erase(connection, 1, [ada.id])
    assert await signatures.read_sealed(connection, 1, ada.id) is None


async def test_erasing_drops_seal_and_mailbox_and_keeps_that_somebody_signed(connection: Connection) -> None:
    ada = new_signature("ada@example.org", country="GB")
    await signatures.insert_new(connection, [ada])
    await signature_states.confirm(connection, [(1, ada.id)], NOON)
    await signatures.erase(connection, 1, [ada.id])
    row = await row_of(connection, ada.id)
    assert (row["sealed"], row["signer_key"]) == (None, None)
    assert (row["state"], row["country"], row["confirmed_at"]) == ("confirmed", "GB", NOON)


async def test_only_old_pending_signatures_are_found_for_erasing(connection: Connection) -> None:
    old, confirmed, fresh = (
        new_signature("old@example.org", at=NOON - 40 * DAY),
        new_signature("confirmed@example.org", at=NOON - 40 * DAY),
        new_signature("fresh@example.org", at=NOON),
    )
    await signatures.insert_new(connection, [old, confirmed, fresh])
    await signature_states.confirm(connection, [(1, confirmed.id)], NOON)
    before = ids.first_of(NOON - 30 * DAY)
    assert await signatures.find_unconfirmed(connection, 1, b"", before) == [old.id]
    await signatures.erase(connection, 1, [old.id])
    assert await signatures.find_unconfirmed(connection, 1, b"", before) == []


async def test_what_is_not_erased_yet_is_found_in_pages(connection: Connection) -> None:
    many = [new_signature(f"{number}@example.org", at=NOON + number) for number in range(ERASED_AT_ONCE + 3)]
    await signatures.insert_new(connection, many)
    first = await signatures.find_unerased(connection, 1, b"")
    second = await signatures.find_unerased(connection, 1, first[-1])
    assert first + second == sorted(signature.id for signature in many)
    assert len(second) == 3
