"""Connections, transactions, and what becomes of the drivers' errors."""

import asyncio
import threading
from pathlib import Path

import pytest

from tests.support.postgres import PostgresCluster, free_port
from tests.support.services import connected, opened
from tests.support.signatures import new_signature
from tests.support.waiting import eventually
from widget_server.storage import database as database_module
from widget_server.storage import partners, signatures
from widget_server.storage.database import Connection, Database, StorageRefused, StorageUnavailable
from widget_server.storage.migrate import migrate, newest_version


async def partner_keys(connection: Connection) -> list[str]:
    return [partner.key for partner in await partners.read_all(connection)]


async def add_partner_row(connection: Connection, key: str) -> None:
    await connection.execute(
        "INSERT INTO partners (key, name, origins, is_suspended, created_at, updated_at)"
        " VALUES (:key, 'Name', '[]', :no, 0, 0)",
        {"key": key, "no": False},
    )


async def add_partner_twice(connection: Connection) -> None:
    async with connection.transaction():
        await add_partner_row(connection, "civic-news")
        await add_partner_row(connection, "civic-news")


async def test_what_a_transaction_did_is_there_for_others_once_it_ends(database_url: str) -> None:
    async with connected(database_url) as one, connected(database_url) as other:
        async with one.transaction():
            await add_partner_row(one, "civic-news")
            assert await partner_keys(other) == []
        assert await partner_keys(other) == ["civic-news"]


async def test_a_transaction_that_fails_leaves_nothing(database_url: str) -> None:
    async with connected(database_url) as connection:
        with pytest.raises(StorageRefused):
            await add_partner_twice(connection)
        assert await partner_keys(connection) == []
        async with connection.transaction():
            await add_partner_row(connection, "green-weekly")
        assert await partner_keys(connection) == ["green-weekly"]


async def test_a_cancelled_transaction_leaves_nothing_and_lets_go_of_its_locks(database_url: str) -> None:
    is_inside = asyncio.Event()

    async def begin_and_never_end() -> None:
        async with connected(database_url) as connection, connection.transaction():
            await add_partner_row(connection, "civic-news")
            is_inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(begin_and_never_end())
    await is_inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with connected(database_url) as connection:
        await add_partner_row(connection, "civic-news")
        assert await partner_keys(connection) == ["civic-news"]


async def test_a_snapshot_does_not_see_what_others_write_meanwhile(database_url: str) -> None:
    async with connected(database_url) as reader, connected(database_url) as writer:
        async with reader.snapshot():
            assert await partner_keys(reader) == []
            await add_partner_row(writer, "civic-news")
            assert await partner_keys(reader) == []
        assert await partner_keys(reader) == ["civic-news"]


async def test_a_connection_that_nobody_wants_any_more_while_it_opens_is_closed(database_url: str) -> None:
    threads = {*threading.enumerate()}
    async with opened(database_url) as database:

        async def hold() -> None:
            async with database.held() as connection:
                await connection.check()

        for steps in range(12):  # cancelled at one step of opening after the other
            task = asyncio.create_task(hold())
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    await eventually(lambda: threads.issuperset(threading.enumerate()))  # aiosqlite's ends a moment later


async def test_each_held_connection_is_one_of_its_own(database_url: str) -> None:
    async with opened(database_url) as database:
        is_written, is_looked_at = asyncio.Event(), asyncio.Event()

        async def write_and_wait() -> None:
            async with database.held() as connection, connection.transaction():
                await add_partner_row(connection, "civic-news")
                is_written.set()
                await is_looked_at.wait()

        task = asyncio.create_task(write_and_wait())
        async with database.held() as connection:
            await is_written.wait()
            assert await partner_keys(connection) == []
            is_looked_at.set()
            await task
            assert await partner_keys(connection) == ["civic-news"]


async def test_a_value_that_a_rule_of_the_schema_forbids_is_refused(connection: Connection) -> None:
    with pytest.raises(StorageRefused):
        await signatures.insert_new(connection, [new_signature("ada@example.org", country=None)])


async def test_a_value_of_the_wrong_kind_is_refused(connection: Connection) -> None:
    with pytest.raises(StorageRefused):
        await signatures.insert_new(connection, [new_signature("ada@example.org", source=["a", "list"])])


async def test_text_that_no_encoding_can_write_is_refused(connection: Connection) -> None:
    with pytest.raises(StorageRefused):
        await signatures.insert_new(connection, [new_signature("ada@example.org", source="\ud800")])


async def test_a_number_beyond_64_bits_is_refused(connection: Connection) -> None:
    with pytest.raises(StorageRefused):
        await signatures.insert_new(connection, [new_signature("ada@example.org", text_id=2**70)])


async def test_a_statement_that_fails_does_not_break_the_connection(connection: Connection) -> None:
    with pytest.raises(StorageRefused):
        await signatures.insert_new(connection, [new_signature("ada@example.org", country=None)])
    await connection.check()


async def test_a_locked_sqlite_file_is_unavailable_until_it_is_unlocked(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    async with connected(sqlite_url) as one, connected(sqlite_url) as other:
        async with one.transaction():
            with pytest.raises(StorageUnavailable, match="locked"):
                async with other.transaction():
                    pass
        async with other.transaction():
            await add_partner_row(other, "civic-news")


async def test_a_fresh_sqlite_file_can_be_opened_by_many_at_once(tmp_path: Path) -> None:
    async def open_it(path: Path) -> None:
        async with connected(f"sqlite:///{path}") as connection:
            await connection.check()

    for number in range(20):
        await asyncio.gather(*(open_it(tmp_path / f"{number}.db") for _ in range(6)))


async def test_a_postgresql_that_is_not_there_is_unavailable() -> None:
    database = Database(f"postgresql://postgres@127.0.0.1:{free_port()}/petition")
    with pytest.raises(StorageUnavailable):
        await database.connect()


async def test_a_postgresql_is_reached_over_its_socket(
    postgresql_url: str, postgres: PostgresCluster
) -> None:
    url = postgres.socket_url(postgresql_url.rpartition("/")[2])
    assert await asyncio.to_thread(migrate, url) == (newest_version(), newest_version())
    async with connected(url) as connection:
        row = await connection.fetch_one("SELECT inet_server_addr() IS NULL AS is_socket")
        assert row is not None
        assert row["is_socket"]


async def test_a_directory_in_place_of_the_file_is_unavailable(tmp_path: Path) -> None:
    threads = threading.active_count()
    async with opened(f"sqlite:///{tmp_path}") as database:
        with pytest.raises(StorageUnavailable):
            async with database.held() as connection:
                await connection.check()
    await eventually(lambda: threading.active_count() == threads)  # aiosqlite's ends a moment later


async def test_a_connection_that_postgresql_has_ended_is_unavailable(
    postgresql_url: str, postgres: PostgresCluster
) -> None:
    async with connected(postgresql_url) as connection:
        name = postgresql_url.rpartition("/")[2]
        postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        with pytest.raises(StorageUnavailable):
            await connection.check()


async def test_sqlite_has_its_commits_on_the_disk_before_it_acknowledges_them(sqlite_url: str) -> None:
    async with connected(sqlite_url) as connection:
        synchronous = await connection.fetch_one("PRAGMA synchronous")
        journal = await connection.fetch_one("PRAGMA journal_mode")
    assert synchronous is not None
    assert journal is not None
    assert (synchronous[0], journal[0]) == (2, "wal")  # 2: FULL
