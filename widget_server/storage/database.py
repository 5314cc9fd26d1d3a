"""Opening the database, holding a connection, and transactions, the same on SQLite and PostgreSQL.

Workers hold one connection each for as long as they run: `databases` otherwise opens a connection, and on
SQLite a thread, for every query. Whatever goes wrong with the database itself comes out as
StorageUnavailable, so that nobody above needs to know the drivers.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiosqlite
import asyncpg
import databases

from widget_server.storage.statements import Statement

DRIVER_ERRORS = (
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that PostgreSQL ended while nobody was looking
    OSError,
    TimeoutError,
)

REFUSALS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
    OverflowError,  # a number beyond SQLite's 64 bits
    UnicodeEncodeError,  # half a surrogate pair
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
)

CONTENTIONS = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

BUSY_SECONDS = 5
"""How long a statement waits for another process's write on SQLite, or for an answer of PostgreSQL."""

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers never wait for the writer
    "PRAGMA synchronous = FULL",  # a commit is on the disk before it is acknowledged
    "PRAGMA cache_size = -6000",  # KiB a connection: the upper levels of the indexes of some million signatures
    # What a statement may have to undo is kept in memory: in a file, as it is otherwise, it would be every page of
    # an index that a batch of signatures touches.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA foreign_keys = ON",
)

OPENING_WAITS = (0.02, 0.1, 0.5, 2)
"""Seconds, one after the other, for a file that another process is opening or closing."""

Values = Mapping[str, Any]

_NAMED = re.compile(r"(?<!:):([a-z_]+)")
"""A named parameter; '::' is a cast."""


class StorageUnavailable(Exception):
    """The database can't be reached, is locked, or refused; nothing of the transaction was kept.

    One exception to that: when the connection breaks during COMMIT, nobody can know. Ids made before the
    write, and inserts that skip what is there, make every retry safe.
    """


class StorageContended(Exception):
    """Another process wrote the same rows at the same time. Nothing was kept; the same again will most likely do."""


class StorageRefused(Exception):
    """The database is there and will never take this: a value or a rule of the schema stands against it."""


class Connection:
    """A held connection. Statements run one after the other."""

    def __init__(self, connection: databases.core.Connection, *, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_in_transaction = False
        self.is_sqlite = is_sqlite

    async def fetch_all(self, query: str, values: Values | None = None) -> Sequence[Any]:
        """Rows of a query with :named parameters; columns by name."""
        with _storage_errors():
            return await self._connection.fetch_all(query, dict(values or {}))

    async def fetch_one(self, query: str, values: Values | None = None) -> Any | None:
        """The first row, or None."""
        with _storage_errors():
            return await self._connection.fetch_one(query, dict(values or {}))

    async def execute(self, query: str, values: Values | None = None) -> None:
        """A statement of which no answer is wanted."""
        with _storage_errors():
            await self._connection.execute(query, dict(values or {}))

    async def run(self, statement: Statement, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """A statement over many rows at once, past the layers that would take each value on its own.

        Rows have the statement's columns in its order. Returns what its RETURNING names.
        """
        if not rows:
            return []
        raw = self._connection.raw_connection
        with _storage_errors():
            if self.is_sqlite:
                return list(await raw.execute_fetchall(*statement.for_sqlite(rows)))
            records = await raw.fetch(
                statement.for_postgresql, *(list(column) for column in zip(*rows, strict=True))
            )
            return [tuple(record) for record in records]

    async def fetch_tuples(self, query: str, values: Values) -> list[tuple[Any, ...]]:
        """Rows of a query with :named parameters, as the driver gives them: for reading very many."""
        raw = self._connection.raw_connection
        with _storage_errors():
            if self.is_sqlite:
                return list(await raw.execute_fetchall(query, dict(values)))
            names = list(values)
            numbered = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", query)
            return [tuple(row) for row in await raw.fetch(numbered, *values.values())]

    async def check(self) -> None:
        """Raises StorageUnavailable where the connection is of no use any more."""
        await self.fetch_one("SELECT 1 AS one")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """All or nothing. On SQLite it takes the write lock at once: one that reads first and writes later
        could fail half-way because another process wrote in between.

        One inside another is part of it: an action puts the change and its row in the audit log into one.
        """
        if self._is_in_transaction:
            yield
            return
        await self._raw("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        self._is_in_transaction = True
        try:
            yield
            await self._raw("COMMIT")
        except BaseException:
            with suppress(
                StorageUnavailable, StorageRefused, StorageContended
            ):  # a connection that is gone has rolled back already
                await self._raw("ROLLBACK")
            raise
        finally:
            self._is_in_transaction = False

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """A transaction for reading: everything in it is read as of one moment."""
        await self._raw("BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            with suppress(StorageUnavailable):
                await self._raw("ROLLBACK")

    async def _raw(self, statement: str) -> None:
        with _storage_errors():
            await self._connection.raw_connection.execute(statement)


class Database:
    """The product's database, by URL: sqlite:///file.db, postgresql://user@host/name, or, over a socket,
    postgresql://user@/name?host=/run/postgresql.
    """

    def __init__(self, url: str, *, connections: int = 6) -> None:
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = (
            {"timeout": BUSY_SECONDS}
            if self.is_sqlite
            else {
                "min_size": 1,
                "max_size": connections,
                "timeout": BUSY_SECONDS,
                "command_timeout": 2 * BUSY_SECONDS,
                **_options_in(url),
            }
        )
        self._database = databases.Database(url, **options)
        self._reader: Connection | None = None
        self._reader_lock = asyncio.Lock()
        self._reader_stack = AsyncExitStack()

    async def connect(self) -> None:
        """Raises StorageUnavailable."""
        with _storage_errors():
            await self._database.connect()

    async def disconnect(self) -> None:
        """Closes what is open; held connections must be given back before."""
        await self._close_reader()
        await self._database.disconnect()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for a short look-up by a request. Raises StorageUnavailable.

        On SQLite all requests take turns on one, since opening a connection costs ten times a look-up.
        """
        if not self.is_sqlite:
            async with self.held() as connection:
                yield connection
            return
        async with self._reader_lock:
            if self._reader is None:
                self._reader = await self._reader_stack.enter_async_context(self.held())
            try:
                yield self._reader
            except StorageUnavailable:
                await self._close_reader()
                raise

    @asynccontextmanager
    async def reading_often(self) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[Connection]]]:
        """Connections for many short looks, between which whoever gets the answers may take their time, as with a file
        that is downloaded slowly. PostgreSQL's goes back to the pool after each look, since there are few; SQLite's
        stays, since opening one costs more than the look.
        """
        if not self.is_sqlite:
            yield self.held
            return
        async with self.held() as connection:
            yield lambda: nullcontext(connection)

    async def _close_reader(self) -> None:
        self._reader = None
        await self._reader_stack.aclose()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[Connection]:
        """A connection of one's own, for as long as the block runs. Raises StorageUnavailable."""
        connection = self._database.connection()
        with _storage_errors():
            await _open(connection)
        try:
            if self.is_sqlite:
                with _storage_errors():
                    await _set_up(connection.raw_connection)
            yield Connection(connection, is_sqlite=self.is_sqlite)
        finally:
            await _close(connection)


def _options_in(url: str) -> dict[str, Any]:
    """What a URL such as postgresql:///name?host=/run/postgresql&port=5433&user=petition says after its '?'.

    Of that, `databases` reads `host` alone.
    """
    given = dict(parse_qsl(urlsplit(url).query))
    kinds: dict[str, Callable[[str], Any]] = {"port": int, "user": str, "password": str}
    return {name: read(given[name]) for name, read in kinds.items() if name in given}


async def _open(connection: databases.core.Connection) -> None:
    """Opens it, and closes it again when nobody wants it any more: left half open by a service that stops while
    it starts, SQLite's thread would outlive its event loop and complain.
    """
    opening = asyncio.ensure_future(connection.__aenter__())
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        with suppress(*DRIVER_ERRORS):
            await opening
            await connection.__aexit__()
        raise


async def _close(connection: databases.core.Connection) -> None:
    """Gives it back, broken or not, and to the end: half closed it would be as bad as half open."""
    closing = asyncio.ensure_future(connection.__aexit__())
    with suppress(*DRIVER_ERRORS):
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            with suppress(*DRIVER_ERRORS):
                await closing
            raise


async def _set_up(raw: aiosqlite.Connection) -> None:
    """SQLite does not wait, but refuses, while another process opens the file's log, or closes it as its last user."""
    for pragma in SQLITE_PRAGMAS:
        for wait in (*OPENING_WAITS, None):
            try:
                await raw.execute(pragma)
                break
            except sqlite3.OperationalError:
                if wait is None:
                    raise
                await asyncio.sleep(wait)


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except CONTENTIONS as error:
        raise StorageContended(type(error).__name__) from error
    except REFUSALS as error:
        raise StorageRefused(type(error).__name__) from error
    except DRIVER_ERRORS as error:
        raise StorageUnavailable(f"{type(error).__name__}: {error}") from error
