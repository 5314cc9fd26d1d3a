"""Bringing the database to this version, and telling whether it is there."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from widget_server.storage.database import DRIVER_ERRORS, StorageUnavailable

_SCRIPTS = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database has been migrated by a newer version of the product. The text is its version."""


def migrate(url: str) -> tuple[str | None, str]:
    """Applies what is missing. Returns the version before and after. Raises StorageUnavailable, NewerDatabase."""
    file = _sqlite_file(url)
    if file and file.parent.is_dir():
        file.touch(mode=0o600)  # for its owner alone, unlike a file that SQLite makes

    def upgrade(connection: Connection) -> tuple[str | None, str]:
        before = MigrationContext.configure(connection).get_current_revision()
        if before is not None and not is_known(before):
            raise NewerDatabase(before)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, newest_version()

    return asyncio.run(_with_connection(url, upgrade, is_writing=True))  # type: ignore[no-any-return]


def current_version(url: str) -> str | None:
    """The version that the database is at; None when nothing has been migrated. Raises StorageUnavailable."""
    file = _sqlite_file(url)
    if file and file.parent.is_dir() and not file.exists():
        return None  # asking would leave an empty file
    return asyncio.run(  # type: ignore[no-any-return]
        _with_connection(
            url, lambda connection: MigrationContext.configure(connection).get_current_revision()
        )
    )


def is_known(version: str) -> bool:
    """Whether this code has heard of a version; one that it hasn't is a newer code's."""
    return version in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def newest_version() -> str:
    """The version that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _sqlite_file(url: str) -> Path | None:
    """The file of an SQLite URL; None for others, and for databases in memory."""
    name = url.removeprefix("sqlite:///").partition("?")[0]
    return Path(name) if url.startswith("sqlite:///") and name and name != ":memory:" else None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config


def _begin_before_ddl(engine: Engine) -> None:
    """SQLite takes tables and columns back like everything else, but its driver begins no transaction for them:
    a migration that broke off half-way would stay half there, and could neither go on nor begin again.
    """

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _with_connection(url: str, work: Callable[[Connection], Any], *, is_writing: bool = False) -> Any:
    scheme, _, rest = url.partition("://")
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}[scheme]
    engine = create_async_engine(f"{driver}://{rest}")
    try:
        if scheme == "sqlite":  # where this fails, aiosqlite would leave a thread that complains on its own
            sqlite3.connect(engine.url.database or "").close()
            if is_writing:
                _begin_before_ddl(engine.sync_engine)
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except (DBAPIError, SQLAlchemyError, *DRIVER_ERRORS) as error:
        raise StorageUnavailable(str(error)) from error
    finally:
        await engine.dispose()
