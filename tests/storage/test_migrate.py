"""Migrations: from nothing to the tables that the code expects."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.postgres import free_port
from tests.support.services import connected
from widget_server.storage import catalogue_version
from widget_server.storage.database import StorageUnavailable
from widget_server.storage.migrate import current_version, migrate, newest_version
from widget_server.storage.schema import metadata


def test_an_empty_database_is_brought_to_the_newest_version(blank_database_url: str) -> None:
    assert current_version(blank_database_url) is None
    assert migrate(blank_database_url) == (None, newest_version())
    assert current_version(blank_database_url) == newest_version()


def test_migrating_again_changes_nothing(blank_database_url: str) -> None:
    migrate(blank_database_url)
    assert migrate(blank_database_url) == (newest_version(), newest_version())


async def test_migrations_make_exactly_the_tables_of_the_schema(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    scheme, _, rest = database_url.partition("://")
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}[scheme]
    engine = create_async_engine(f"{driver}://{rest}")
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


async def test_a_migrated_database_has_a_catalogue_version_to_watch(database_url: str) -> None:
    async with connected(database_url) as connection:
        assert await catalogue_version.read(connection) == 1


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(StorageUnavailable):
        migrate(f"postgresql://postgres@127.0.0.1:{free_port()}/petition")


def test_a_file_that_is_no_database_is_unavailable(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("not-a-database") / "petition.db"
    file.write_text("These are the minutes of our last meeting. " * 100)
    with pytest.raises(StorageUnavailable):
        migrate(f"sqlite:///{file}")
