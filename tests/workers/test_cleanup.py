"""Cleanup: personal data goes when its time has come, and totals stay."""

import asyncio
from typing import Any

import pytest

from tests.support.campaign import store_petition
from tests.support.clocks import StandingClock
from tests.support.services import SettingsMaker, opened
from tests.support.signatures import NOON, new_signature
from tests.support.waiting import eventually
from widget_server.actions.recount import recount
from widget_server.core.clock import DAY
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Confirm, Submit, Submitted, Withdraw
from widget_server.storage import petitions, signature_batch, signatures, totals
from widget_server.storage.database import Connection
from widget_server.workers import cleanup
from widget_server.workers.cleanup import CleanupWorker, clean


@pytest.fixture
async def petition_id(connection: Connection, settings: SettingsMaker) -> int:
    return await store_petition(connection, settings(), lambda: NOON, retention_days=90)


async def sign(connection: Connection, petition_id: int, email: str, at: int, **also: bool) -> NewSignature:
    signature = new_signature(email, petition_id, at=at)
    await signature_batch.apply(connection, [Submit(signature)], 0, at)
    if also.get("is_confirmed"):
        await signature_batch.apply(connection, [Confirm(petition_id, signature.id)], 0, at)
    if also.get("is_withdrawn"):
        await signature_batch.apply(connection, [Withdraw(petition_id, signature.id, "not_me")], 0, at)
    return signature


async def personal(connection: Connection, signature: NewSignature) -> tuple[bool, bool]:
    """Whether there are still (sealed data, a signer key)."""
    row: Any = await connection.fetch_one(
        "SELECT sealed, signer_key FROM signatures WHERE id = :id", {"id": signature.id}
    )
    return row["sealed"] is not None, row["signer_key"] is not None


async def wrapped_key(connection: Connection) -> bytes | None:
    [(_, key)] = await petitions.read_all(connection)
    return key


async def test_a_signature_that_nobody_confirmed_is_erased_after_thirty_days(
    connection: Connection, petition_id: int
) -> None:
    ada = await sign(connection, petition_id, "ada@example.org", NOON)
    await clean(connection, NOON + 30 * DAY)
    assert await personal(connection, ada) == (True, True)
    await clean(connection, NOON + 30 * DAY + 1)
    assert await personal(connection, ada) == (False, False)
    assert await totals.kept_for_petition(connection, petition_id) == (1, 0, 0, 0, 0)
    assert (await recount(connection, petition_id, lambda: NOON)).is_none


async def test_a_confirmed_signature_is_kept_while_its_petition_is_open(
    connection: Connection, petition_id: int
) -> None:
    ada = await sign(connection, petition_id, "ada@example.org", NOON, is_confirmed=True)
    await clean(connection, NOON + 1_000 * DAY)
    assert await personal(connection, ada) == (True, True)
    assert await wrapped_key(connection) is not None


async def test_a_signature_confirmed_while_cleanup_runs_is_not_erased(
    connection: Connection, petition_id: int
) -> None:
    ada = await sign(connection, petition_id, "ada@example.org", NOON)
    bob = await sign(connection, petition_id, "bob@example.org", NOON)
    found = [ada.id, bob.id]  # as cleanup found them, a moment ago
    await signature_batch.apply(connection, [Confirm(petition_id, ada.id)], 0, NOON)
    await signatures.erase_unconfirmed(connection, petition_id, found)
    assert await personal(connection, ada) == (True, True)
    assert await personal(connection, bob) == (False, False)


async def test_a_mailbox_whose_signature_was_erased_can_sign_again(
    connection: Connection, petition_id: int
) -> None:
    await sign(connection, petition_id, "ada@example.org", NOON)
    later = NOON + 31 * DAY
    await clean(connection, later)
    again = new_signature("ada@example.org", petition_id, at=later)
    results = await signature_batch.apply(
        connection, [Submit(again), Confirm(petition_id, again.id)], 0, later
    )
    assert results[0] == Submitted("insert")
    assert await totals.kept_for_petition(connection, petition_id) == (2, 1, 0, 0, 0)


async def test_when_retention_ends_the_key_and_all_that_is_personal_goes_and_totals_stay(
    connection: Connection, petition_id: int
) -> None:
    ada = await sign(connection, petition_id, "ada@example.org", NOON, is_confirmed=True)
    bob = await sign(connection, petition_id, "bob@example.org", NOON, is_confirmed=True, is_withdrawn=True)
    eve = await sign(connection, petition_id, "eve@example.org", NOON + 80 * DAY)
    await petitions.set_state(connection, "open-the-library", "closed", NOON)
    before = await totals.read_all(connection)
    await clean(connection, NOON + 90 * DAY - 1)
    assert await wrapped_key(connection) is not None
    assert await personal(connection, ada) == (True, True)
    await clean(connection, NOON + 90 * DAY)
    assert await wrapped_key(connection) is None
    for signature in (ada, bob, eve):
        assert await personal(connection, signature) == (False, False)
    assert await totals.read_all(connection) == before
    assert (await recount(connection, petition_id, lambda: NOON)).is_none


CLOSES, CLOSES_AT = "2027-02-01T00:00:00Z", 1_801_440_000_000


async def test_a_petition_that_closes_by_its_date_ends_its_retention_counted_from_when_it_was_found_closed(
    connection: Connection, settings: SettingsMaker
) -> None:
    await store_petition(connection, settings(), lambda: NOON, closes=CLOSES, retention_days=10)
    await clean(connection, CLOSES_AT - 1)
    await clean(connection, CLOSES_AT + 5)
    await clean(connection, CLOSES_AT + 5 + 10 * DAY - 1)
    assert await wrapped_key(connection) is not None
    await clean(connection, CLOSES_AT + 5 + 10 * DAY)
    assert await wrapped_key(connection) is None


async def test_a_slip_in_the_closing_date_erases_nothing(
    connection: Connection, settings: SettingsMaker
) -> None:
    long_after = CLOSES_AT + 1_000 * DAY
    await store_petition(connection, settings(), lambda: long_after, closes=CLOSES, retention_days=10)
    await clean(connection, long_after)
    await store_petition(connection, settings(), lambda: long_after, closes="2099-01-01T00:00:00Z")
    await clean(connection, long_after + 10 * DAY)
    assert await wrapped_key(connection) is not None


async def test_an_open_petition_never_loses_its_key(connection: Connection, petition_id: int) -> None:
    await clean(connection, NOON + 10_000 * DAY)
    assert await wrapped_key(connection) is not None


async def test_cleaning_in_two_processes_at_once_does_no_harm(
    connection: Connection, petition_id: int, database_url: str
) -> None:
    old = [await sign(connection, petition_id, f"{number}@example.org", NOON) for number in range(20)]

    async def clean_beside() -> None:
        async with opened(database_url) as database, database.held() as other:
            await clean(other, NOON + 31 * DAY)

    await asyncio.gather(clean_beside(), clean_beside(), clean_beside())
    for signature in old:
        assert await personal(connection, signature) == (False, False)


async def test_what_was_left_over_when_a_process_died_is_erased_by_the_next(
    connection: Connection, petition_id: int
) -> None:
    ada = await sign(connection, petition_id, "ada@example.org", NOON, is_confirmed=True)
    async with connection.transaction():
        await petitions.drop_key(connection, petition_id, NOON)  # and then it died
    await clean(connection, NOON)
    assert await personal(connection, ada) == (False, False)


async def test_the_worker_cleans_when_the_service_starts_and_then_every_hour(
    connection: Connection, petition_id: int, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cleanup.EVERY == 3_600_000
    monkeypatch.setattr(cleanup, "EVERY", 10)
    clock = StandingClock(NOON)
    async with opened(database_url) as database:
        task = asyncio.create_task(CleanupWorker(database, clock).run())
        for email in ("ada@example.org", "bob@example.org"):
            signature = await sign(connection, petition_id, email, clock.at)
            clock.forward(31 * DAY)

            async def is_erased(signature: NewSignature = signature) -> bool:
                return await personal(connection, signature) == (False, False)

            await eventually(is_erased)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
