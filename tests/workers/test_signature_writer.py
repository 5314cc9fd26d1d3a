"""The signature writer: one transaction for all that waits, an answer to each after the commit."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest

from tests.support.databases import start_cluster
from tests.support.services import connected, opened
from tests.support.signatures import NOON, new_signature
from tests.support.waiting import eventually
from widget_server.actions.recount import recount
from widget_server.core.errors import Overloaded
from widget_server.core.signature_commands import Changed, Command, Confirm, Result, Submit, Submitted
from widget_server.storage import database as database_module
from widget_server.storage import migrate, signature_batch, totals
from widget_server.storage.database import Connection
from widget_server.workers import signature_writer
from widget_server.workers.signature_writer import SignatureWriter


def submit(email: str, **changes: Any) -> Submit:
    return Submit(new_signature(email, **changes))


@asynccontextmanager
async def writing(url: str, *, queue_limit: int = 1_000) -> AsyncIterator[SignatureWriter]:
    """A writer that runs, and is stopped as the service stops it."""
    async with opened(url) as database:
        writer = SignatureWriter(database, slot=0, queue_limit=queue_limit, clock=lambda: NOON)
        task = asyncio.create_task(writer.run())
        try:
            await eventually(lambda: writer.is_connected)
            yield writer
        finally:
            writer.stop()
            await task


async def submitted(url: str) -> int:
    """Signatures in the totals, which are checked against the rows on the way."""
    async with connected(url) as connection:
        assert (await recount(connection, 1, lambda: NOON)).is_none
        return (await totals.kept_for_petition(connection, 1))[0]


async def together(writer: SignatureWriter, *commands: Command) -> list[Result | BaseException]:
    """Submits all at once, so that they wait together; answers in their order."""
    return await asyncio.gather(*(writer.submit(command) for command in commands), return_exceptions=True)


async def submit_until_it_is_taken(
    writer: SignatureWriter, command: Command, turned_away: list[Command] | None = None
) -> Result:
    """As the widget does: it comes again with the same token. Notes each time that it was turned away."""
    while True:
        try:
            return await writer.submit(command)
        except Overloaded:
            if turned_away is not None:
                turned_away.append(command)
            await asyncio.sleep(0.01)


@pytest.fixture
def batch_sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the transactions that are begun from now on."""
    sizes: list[int] = []
    apply = signature_batch.apply

    async def counting(connection: Connection, commands: list[Command], slot: int, now: int) -> list[Result]:
        sizes.append(len(commands))
        return await apply(connection, commands, slot, now)

    monkeypatch.setattr(signature_batch, "apply", counting)
    return sizes


async def test_an_answer_comes_after_the_commit(database_url: str) -> None:
    async with writing(database_url) as writer:
        ada = submit("ada@example.org")
        assert await writer.submit(ada) == Submitted("insert")
        assert await submitted(database_url) == 1


async def test_what_waits_together_is_committed_together(database_url: str, batch_sizes: list[int]) -> None:
    commands = [submit(f"{number}@example.org") for number in range(50)]
    async with writing(database_url) as writer:
        assert await together(writer, *commands) == [Submitted("insert")] * 50
    assert batch_sizes == [50]


async def test_a_long_queue_is_written_in_batches_of_bounded_size(
    sqlite_url: str, batch_sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature_writer, "LARGEST_BATCH", 20)
    async with writing(sqlite_url) as writer:
        await together(writer, *(submit(f"{number}@example.org") for number in range(50)))
    assert batch_sizes == [20, 20, 10]


async def test_each_command_gets_its_own_answer(database_url: str) -> None:
    known = [submit(f"known.{number}@example.org") for number in range(20)]
    async with writing(database_url) as writer:
        await together(writer, *known)
        mixed: list[Command] = []
        for number, one in enumerate(known):
            mixed += [Confirm(1, one.signature.id), submit(f"new.{number}@example.org")]
        assert await together(writer, *mixed) == [Changed("confirmed", True), Submitted("insert")] * 20


async def test_a_command_that_the_database_refuses_does_not_take_down_the_others(database_url: str) -> None:
    commands = [submit(f"{number}@example.org") for number in range(40)]
    commands[17] = submit("17@example.org", country=None)
    commands[31] = submit("31@example.org", source="\ud800")
    async with writing(database_url) as writer:
        answers = await together(writer, *commands)
        assert [number for number, answer in enumerate(answers) if isinstance(answer, Overloaded)] == [17, 31]
        assert answers.count(Submitted("insert")) == 38
        assert await writer.submit(submit("next@example.org")) == Submitted("insert")
    assert await submitted(database_url) == 39


async def test_a_full_queue_turns_the_next_one_away_at_once(database_url: str) -> None:
    async with opened(database_url) as database:
        writer = SignatureWriter(database, slot=0, queue_limit=3, clock=lambda: NOON)  # nobody writes yet
        waiting = [asyncio.create_task(writer.submit(submit(f"{number}@example.org"))) for number in range(3)]
        await eventually(lambda: writer.is_full)
        with pytest.raises(Overloaded) as turned_away:
            await writer.submit(submit("late@example.org"))
        assert turned_away.value.retry_after
        writing = asyncio.create_task(writer.run())
        assert await asyncio.gather(*waiting) == [Submitted("insert")] * 3
        assert not writer.is_full
        writer.stop()
        await writing
    assert await submitted(database_url) == 3


async def test_a_stopped_writer_writes_what_waits_and_takes_nothing_more(database_url: str) -> None:
    async with opened(database_url) as database:
        writer = SignatureWriter(database, slot=0, queue_limit=1_000, clock=lambda: NOON)
        waiting = [
            asyncio.create_task(writer.submit(submit(f"{number}@example.org"))) for number in range(500)
        ]
        await eventually(lambda: writer.depth == 500)
        writer.stop()
        with pytest.raises(Overloaded):
            await writer.submit(submit("late@example.org"))
        await writer.run()
        assert await asyncio.gather(*waiting) == [Submitted("insert")] * 500
    assert await submitted(database_url) == 500


async def test_somebody_who_does_not_wait_for_the_answer_disturbs_nobody(database_url: str) -> None:
    async with opened(database_url) as database:
        writer = SignatureWriter(database, slot=0, queue_limit=1_000, clock=lambda: NOON)
        waiting = [asyncio.create_task(writer.submit(submit(f"{number}@example.org"))) for number in range(3)]
        await eventually(lambda: writer.depth == 3)
        waiting[1].cancel()
        writer.stop()
        await writer.run()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert (answers[0], answers[2]) == (Submitted("insert"), Submitted("insert"))
    assert isinstance(answers[1], asyncio.CancelledError)


async def test_a_locked_sqlite_file_means_come_again_and_then_it_goes_on(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    ada = submit("ada@example.org")
    async with writing(sqlite_url) as writer:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answers = await together(writer, ada, submit("bob@example.org"))
            assert [type(answer) for answer in answers] == [Overloaded, Overloaded]
            assert writer.is_connected
            other.execute("ROLLBACK")
        assert await writer.submit(ada) == Submitted("insert")
    assert await submitted(sqlite_url) == 1


async def test_a_lock_that_is_soon_let_go_is_waited_for(sqlite_url: str) -> None:
    async with writing(sqlite_url) as writer:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(writer.submit(submit("ada@example.org")))
            await eventually(lambda: writer.depth == 0)
            other.execute("ROLLBACK")
        assert await waiting == Submitted("insert")


async def test_a_postgresql_that_is_restarted_means_come_again_and_then_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever was told that it worked is there once; whoever was told to come again is there once after that."""
    monkeypatch.setattr(signature_writer, "RECONNECT_SECONDS", 0.05)
    cluster = start_cluster()  # of its own: it is stopped
    try:
        url = cluster.create_database("petition")
        await asyncio.to_thread(migrate.migrate, url)
        async with writing(url) as writer:
            commands = [submit(f"{number}@example.org") for number in range(60)]
            assert await together(writer, *commands[:20]) == [Submitted("insert")] * 20
            cluster.stop()
            answers = await together(writer, *commands[20:40])
            assert [type(answer) for answer in answers] == [Overloaded] * 20
            await eventually(lambda: not writer.is_connected)
            cluster.start()
            await eventually(lambda: writer.is_connected)
            assert await together(writer, *commands[20:]) == [Submitted("insert")] * 40
            assert await together(writer, *commands) == [Submitted("replayed")] * 60
        assert await submitted(url) == 60
    finally:
        cluster.remove()


async def test_while_a_postgresql_dies_under_load_nothing_is_half_written(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, postgres: Any
) -> None:
    monkeypatch.setattr(signature_writer, "RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr(signature_writer, "LARGEST_BATCH", 2)
    name = postgresql_url.rpartition("/")[2]
    commands = [submit(f"{number}@example.org") for number in range(300)]
    acknowledged: set[int] = set()
    turned_away: list[Command] = []

    async def sign(number: int) -> None:
        await submit_until_it_is_taken(writer, commands[number], turned_away)
        acknowledged.add(number)

    async with writing(postgresql_url) as writer:
        signing = [asyncio.create_task(sign(number)) for number in range(300)]
        for taken in (1, 75, 150):
            await eventually(lambda taken=taken: len(acknowledged) >= taken)  # type: ignore[misc]
            await asyncio.to_thread(
                postgres.sql,
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            )
        await asyncio.gather(*signing)
    assert turned_away
    assert await submitted(postgresql_url) == 300


async def test_a_fault_of_ours_is_told_to_whoever_waits_and_the_writer_lives_on(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(signature_writer, "RECONNECT_SECONDS", 0.01)
    apply = signature_batch.apply

    async def faulty(*_arguments: object) -> list[Result]:
        monkeypatch.setattr(signature_batch, "apply", apply)
        raise ZeroDivisionError

    async with writing(database_url) as writer:
        monkeypatch.setattr(signature_batch, "apply", faulty)
        with pytest.raises(Overloaded):
            await writer.submit(submit("ada@example.org"))
        assert await submit_until_it_is_taken(writer, submit("ada@example.org")) == Submitted("insert")
    assert "ZeroDivisionError" in caplog.text
