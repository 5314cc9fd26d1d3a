"""Take very many signatures out with every core: for a command, which has the machine's time, never for the service.

Unsealing keeps Python's lock, so threads would take turns. Each process reads a span of its own, and what they make is
written in the order of the spans. A few spans are under way at a time, however many there are: memory stays flat.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass

from widget_server.core.export import ExportWish, Writer
from widget_server.core.petition import Petition
from widget_server.core.sealing import MasterKey, PetitionVault
from widget_server.core.settings import Settings
from widget_server.storage import export_rows
from widget_server.storage.database import Database
from widget_server.storage.export_rows import LAST, Span

SPAN = 20_000
"""Rows of a span: some megabytes, and a fifth of a second, beside which its connection costs nothing."""

MOST_PROCESSES = 8


@dataclass(frozen=True)
class Task:
    """What each process has to know. `wrapped_key` is the petition's, as it is stored."""

    settings: Settings
    petition: Petition
    wrapped_key: bytes
    partner_keys: Mapping[int, str]
    wish: ExportWish

    def vault(self) -> PetitionVault:
        """Raises SealBroken."""
        return MasterKey(self.settings.data_key).vault(self.petition.id, self.petition.slug, self.wrapped_key)

    def writer(self) -> Writer:
        """Raises SealBroken."""
        return Writer(self.wish, self.petition, self.vault(), self.partner_keys)


def processes_for(rows: int) -> int:
    """How many are worth their start: one for each core, and none without a span for each."""
    return min(cores(), MOST_PROCESSES, rows // SPAN)


def cores() -> int:
    """How many this process may use, where the system tells that (Linux does)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def pieces_by_processes(
    database: Database, task: Task, processes: int
) -> AsyncGenerator[tuple[bytes, int], None]:
    """The file, with how many rows each piece holds. Raises SealBroken, StorageUnavailable, BrokenExecutor.

    Nothing of SQLite may be open in this process: one that is forked would take its locks for its own.
    """
    head = task.writer().head()
    under_way: deque[asyncio.Future[tuple[bytes, int]]] = deque()
    pool = ProcessPoolExecutor(processes, _context(), _begin, (task,))
    try:
        # All of them are there from now on, before anything is opened, or waits in a buffer to be written.
        _start(pool)
        yield head, 0
        async with database.held() as connection:
            span = Span(b"", b"")
            while span.upto != LAST:
                span = await export_rows.next_span(connection, task.petition.id, span.upto, SPAN)
                under_way.append(asyncio.wrap_future(pool.submit(_piece, span)))
                if len(under_way) > processes:
                    yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        pool.shutdown(cancel_futures=True)
        # One failure is told; what the others came to is taken note of, or asyncio would complain of each.
        await asyncio.gather(*under_way, return_exceptions=True)


def _start(pool: ProcessPoolExecutor) -> None:
    """Raises BrokenExecutor where the system gives no more processes. Those that there are would wait for ever."""
    before = multiprocessing.active_children()
    try:
        pool.submit(os.getpid).result()
    except OSError as error:
        for one in multiprocessing.active_children():
            if one not in before:
                one.kill()
        raise BrokenExecutor(str(error)) from error


def _context() -> multiprocessing.context.BaseContext:
    """On Linux they are forked, which takes no time, while another start would load everything again."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


_task: Task
_writer: Writer


def _begin(task: Task) -> None:
    """In each process, once. Ctrl-C is for the command, which ends them; and where that is killed, they go, too."""
    global _task, _writer  # what an initializer of a pool leaves for its calls
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_the_command, daemon=True).start()
    _task, _writer = task, task.writer()


def _leave_with_the_command() -> None:
    if command := multiprocessing.parent_process():
        command.join()
    os._exit(1)


def _piece(span: Span) -> tuple[bytes, int]:
    return asyncio.run(_read_and_write(span))


async def _read_and_write(span: Span) -> tuple[bytes, int]:
    found, rows = [], 0
    database = Database(_task.settings.database_url, connections=1)
    await database.connect()
    try:
        async with database.held() as connection:
            while stored := await export_rows.read(connection, _task.petition.id, _task.wish, span):
                found.append(_writer.piece(stored))
                rows += len(stored.id)
                span = span._replace(after=stored.id[-1])
    finally:
        await database.disconnect()
    return b"".join(found), rows
