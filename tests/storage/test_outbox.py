"""The outbox: mail as rows, leased by one worker at a time."""

import asyncio
from itertools import chain
from typing import Any

import pytest

from tests.support.outbox import count_by_state
from tests.support.services import connected
from widget_server.core import ids
from widget_server.core.outgoing_mail import OutgoingMail
from widget_server.storage import outbox
from widget_server.storage.database import Connection, StorageRefused

NOW = 1_800_000_000_000


def new_mail(number: int = 1) -> OutgoingMail:
    return OutgoingMail(petition_id=1, signature_id=ids.new_id(NOW), number=number, kind="confirm")


async def lease(
    connection: Connection, owner: str = "one", *, now: int = NOW, most: int = 20
) -> list[OutgoingMail]:
    return await outbox.lease(connection, owner, now, now + 1_000, most)


async def row_of(connection: Connection, mail: OutgoingMail) -> dict[str, Any]:
    row = await connection.fetch_one(
        "SELECT * FROM outbox WHERE signature_id = :id AND number = :number",
        {"id": mail.signature_id, "number": mail.number},
    )
    assert row is not None
    return dict(row._mapping)


async def test_a_mail_is_due_at_once_and_leased_once(connection: Connection) -> None:
    mail = new_mail()
    await outbox.add(connection, [mail], NOW)
    assert await lease(connection, "one") == [OutgoingMail(1, mail.signature_id, 1, "confirm", attempts=1)]
    assert await lease(connection, "two") == []
    assert await lease(connection, "one") == []


async def test_a_look_tells_whether_some_mail_is_due(connection: Connection) -> None:
    assert not await outbox.is_due(connection, NOW)
    await outbox.add(connection, [new_mail()], NOW)
    assert not await outbox.is_due(connection, NOW - 1)
    assert await outbox.is_due(connection, NOW)
    [mail] = await lease(connection)
    assert not await outbox.is_due(connection, NOW)
    assert await outbox.is_due(connection, NOW + 1_000)  # the lease has run out
    await outbox.mark_sent(connection, [(mail, "one")], NOW)
    assert not await outbox.is_due(connection, NOW + 1_000)


async def test_the_same_mail_can_not_be_put_in_twice(connection: Connection) -> None:
    mail = new_mail()
    await outbox.add(connection, [mail], NOW)
    with pytest.raises(StorageRefused):
        await outbox.add(connection, [mail], NOW)


async def test_no_more_mails_are_leased_than_asked_for_and_the_oldest_first(connection: Connection) -> None:
    mails = [new_mail() for _ in range(5)]
    for late, mail in enumerate(mails):
        await outbox.add(connection, [mail], NOW + late)
    leased = await lease(connection, now=NOW + 10, most=3)
    assert {mail.signature_id for mail in leased} == {mail.signature_id for mail in mails[:3]}


async def test_a_mail_that_is_not_due_yet_waits(connection: Connection) -> None:
    await outbox.add(connection, [new_mail()], NOW + 1)
    assert await lease(connection, now=NOW) == []
    assert len(await lease(connection, now=NOW + 1)) == 1


async def test_a_lease_that_ran_out_is_given_to_another_worker(connection: Connection) -> None:
    await outbox.add(connection, [new_mail()], NOW)
    await lease(connection, "one")
    assert await lease(connection, "two", now=NOW + 999) == []
    [mail] = await lease(connection, "two", now=NOW + 1_000)
    assert mail.attempts == 2


async def test_only_who_holds_the_lease_can_say_what_became_of_a_mail(connection: Connection) -> None:
    await outbox.add(connection, [new_mail()], NOW)
    [mail] = await lease(connection, "one")
    await outbox.mark_sent(connection, [(mail, "two")], NOW)
    await outbox.mark_failed(connection, mail, "two", "550", None)
    await outbox.give_back(connection, mail, "two", NOW)
    row = await row_of(connection, mail)
    assert (row["state"], row["attempts"], row["leased_until"]) == ("waiting", 1, NOW + 1_000)


async def test_a_sent_mail_is_never_leased_again(connection: Connection) -> None:
    await outbox.add(connection, [new_mail()], NOW)
    [mail] = await lease(connection)
    await outbox.mark_sent(connection, [(mail, "one")], NOW + 7)
    row = await row_of(connection, mail)
    assert (row["state"], row["sent_at"]) == ("sent", NOW + 7)
    assert await lease(connection, now=NOW + 10_000) == []


async def test_a_mail_that_failed_is_due_again_at_its_time(connection: Connection) -> None:
    await outbox.add(connection, [new_mail()], NOW)
    [mail] = await lease(connection)
    await outbox.mark_failed(connection, mail, "one", "450 later", NOW + 60_000)
    assert (await row_of(connection, mail))["last_error"] == "450 later"
    assert await lease(connection, now=NOW + 59_999) == []
    [again] = await lease(connection, "two", now=NOW + 60_000)
    assert again.attempts == 2


async def test_a_mail_that_failed_for_good_is_never_leased_again(connection: Connection) -> None:
    await outbox.add(connection, [new_mail()], NOW)
    [mail] = await lease(connection)
    await outbox.mark_failed(connection, mail, "one", "550 nobody here", None)
    assert await lease(connection, now=NOW + 10**9) == []
    assert await count_by_state(connection) == {"waiting": 0, "sent": 0, "failed": 1}


async def test_a_mail_given_back_is_due_at_its_time_and_the_attempt_does_not_count(
    connection: Connection,
) -> None:
    await outbox.add(connection, [new_mail()], NOW)
    [mail] = await lease(connection)
    await outbox.give_back(connection, mail, "one", NOW + 50)
    assert await lease(connection, "two", now=NOW + 49) == []
    [again] = await lease(connection, "two", now=NOW + 50)
    assert again.attempts == 1


async def test_mails_are_counted_by_state(connection: Connection) -> None:
    assert await count_by_state(connection) == {"waiting": 0, "sent": 0, "failed": 0}
    await outbox.add(connection, [new_mail() for _ in range(4)], NOW)
    sent, failed = await lease(connection, most=2)
    await outbox.mark_sent(connection, [(sent, "one")], NOW)
    await outbox.mark_failed(connection, failed, "one", "550", None)
    assert await count_by_state(connection) == {"waiting": 2, "sent": 1, "failed": 1}


async def test_workers_that_lease_at_the_same_time_never_get_the_same_mail(database_url: str) -> None:
    async def lease_until_there_are_none(owner: str) -> list[OutgoingMail]:
        found: list[OutgoingMail] = []
        async with connected(database_url) as connection:
            while mails := await lease(connection, owner, most=7):
                found += mails
        return found

    mails = [new_mail() for _ in range(200)]
    async with connected(database_url) as connection:
        await outbox.add(connection, mails, NOW)
    leased = await asyncio.gather(*(lease_until_there_are_none(f"worker {number}") for number in range(6)))
    assert sorted(mail.signature_id for mail in chain(*leased)) == sorted(mail.signature_id for mail in mails)


async def test_on_postgresql_a_worker_passes_over_mails_that_another_is_leasing(postgresql_url: str) -> None:
    async with connected(postgresql_url) as one, connected(postgresql_url) as other:
        await outbox.add(one, [new_mail() for _ in range(2)], NOW)
        async with one.transaction():
            await one.execute("SELECT 1 FROM outbox ORDER BY next_attempt_at LIMIT 1 FOR UPDATE")
            assert len(await lease(other)) == 1
