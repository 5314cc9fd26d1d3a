"""A file that several processes make has each signature once, in the order of a file that one makes."""

import asyncio
import errno
import gc
import io
import multiprocessing
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.support.campaign import SLUG, store_petition
from tests.support.services import SettingsMaker, connected
from tests.support.signatures import sealed_signature
from tests.support.waiting import eventually
from widget_server.actions import export_in_processes
from widget_server.actions.export_in_processes import Task, pieces_by_processes, processes_for
from widget_server.actions.export_signatures import pieces
from widget_server.app import Service
from widget_server.core import clock
from widget_server.core.export import ExportWish
from widget_server.core.sealing import SealBroken
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.storage import export_rows, petitions, signature_batch
from widget_server.storage.database import Database

# No service runs here: a process is forked, and nothing of SQLite may be open then.

SIGNED = 7

command = import_module("widget_server.cli.export")


async def stored(settings: SettingsMaker, signed: int) -> Task:
    """To take out so many signatures, of which every other one is confirmed."""
    service = Service(settings())
    async with connected(service.settings.database_url) as connection:
        await store_petition(connection, service.settings, clock.now)
        await service.live_catalogue.refresh(connection)
        live = service.live_catalogue.current.petitions[SLUG]
        new = [sealed_signature(live, f"{number}@example.org", updates=True) for number in range(signed)]
        confirmed = [Confirm(one.petition_id, one.id) for one in new[::2]]
        await signature_batch.apply(connection, [*map(Submit, new), *confirmed], 0, clock.now())
        ((petition, wrapped_key),) = await petitions.read_all(connection)
    assert wrapped_key
    return Task(service.settings, petition, wrapped_key, {}, ExportWish("everything"))


@pytest.fixture
async def database(settings: SettingsMaker) -> AsyncIterator[Database]:
    """As the command has it: connected, with nothing open."""
    database = Database(settings().database_url, connections=2)
    await database.connect()
    yield database
    await database.disconnect()


@pytest.fixture
async def task(settings: SettingsMaker) -> Task:
    """Of seven signatures."""
    return await stored(settings, SIGNED)


def wanting(task: Task, wish: ExportWish) -> Task:
    return Task(task.settings, task.petition, task.wrapped_key, task.partner_keys, wish)


@pytest.mark.parametrize("rows", [1, 3, SIGNED, SIGNED + 1])
async def test_it_is_the_same_file_wherever_it_is_parted(
    database: Database, task: Task, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_in_processes, "SPAN", rows)
    for wish in ExportWish("everything"), ExportWish("updates", "jsonl"):
        theirs = [one async for one in pieces_by_processes(database, wanting(task, wish), 2)]
        ours = [one async for one in pieces(database, task.petition, task.vault(), {}, wish)]
        assert b"".join(lines for lines, _ in theirs) == b"".join(lines for lines, _ in ours)
        assert sum(count for _, count in theirs) == sum(count for _, count in ours) > 0


async def test_a_petition_without_signatures_is_a_file_with_a_head(
    database: Database, settings: SettingsMaker
) -> None:
    made = [one async for one in pieces_by_processes(database, await stored(settings, 0), 2)]
    assert made[0][0].count(b"\r\n") == 1
    assert made[1:] == [(b"", 0)]


async def break_seals(database: Database, task: Task, *numbers: int) -> None:
    """They get the seal of the first signature."""
    async with database.held() as connection:
        found = await export_rows.read(connection, task.petition.id, task.wish, export_rows.WHOLE)
        assert found
        for number in numbers:
            await connection.execute(
                "UPDATE signatures SET sealed = :sealed WHERE id = :id",
                {"sealed": found.sealed[0], "id": found.id[number]},
            )


async def test_what_does_not_open_in_a_process_is_told_by_the_command(
    database: Database, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_in_processes, "SPAN", 2)
    await break_seals(database, task, 5)
    making = pieces_by_processes(database, task, 2)
    assert [(await anext(making))[1] for _ in range(3)] == [0, 2, 2], "what comes before it is there"
    with pytest.raises(SealBroken):
        await anext(making)


async def test_of_many_failures_one_is_told(
    database: Database, task: Task, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(export_in_processes, "SPAN", 1)
    await break_seals(database, task, 1, 2, 3, 4)
    with pytest.raises(SealBroken):
        async for _ in pieces_by_processes(database, task, 2):
            pass
    gc.collect()
    assert caplog.text == ""


async def test_where_no_more_processes_may_begin_none_is_left_waiting(
    database: Database, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = os.fork
    begun: list[int] = []

    def fork() -> int:
        if len(begun) == 2:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        begun.append(begin())
        return begun[-1]

    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(BrokenExecutor, match="temporarily unavailable"):
        async for _ in pieces_by_processes(database, task, 4):
            pass
    await eventually(lambda: not multiprocessing.active_children())
    assert len(begun) == 2


async def test_a_full_disk_ends_the_command(
    settings: SettingsMaker, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a piece in hand, and its connection and processes open."""
    written: list[int] = []

    class Filling(io.RawIOBase):
        def write(self, lines: Any) -> int:
            written.append(len(lines))
            if len(written) > 2:
                raise OSError(errno.ENOSPC, "No space left on device")
            return len(lines)

    @contextmanager
    def full(_path: Path | None) -> Iterator[Filling]:
        yield Filling()

    monkeypatch.setattr(command, "binary_output", full)
    monkeypatch.setattr(command, "processes_for", lambda _rows: 2)
    monkeypatch.setattr(export_in_processes, "SPAN", 1)
    with pytest.raises(OSError, match="No space left"):
        async with asyncio.timeout(20):
            await command._export(settings(), SLUG, "everything", "csv", None, None)
    assert not multiprocessing.active_children()
    assert len(written) == 3


async def test_whoever_stops_listening_leaves_no_process_behind(
    database: Database, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_in_processes, "SPAN", 1)
    making = pieces_by_processes(database, task, 2)
    assert [await anext(making) for _ in range(2)]
    await making.aclose()
    assert not multiprocessing.active_children()


def test_processes_are_worth_their_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_in_processes, "cores", lambda: 64)
    assert processes_for(export_in_processes.SPAN) <= 1
    assert processes_for(10 * export_in_processes.SPAN) == export_in_processes.MOST_PROCESSES
    monkeypatch.setattr(export_in_processes, "cores", lambda: 1)
    assert processes_for(10_000_000) == 1
