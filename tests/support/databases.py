"""Databases for tests: empty, migrated, one for each test, of each kind that the product runs on."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.support.postgres import PostgresCluster, find_programs
from widget_server.storage.migrate import migrate
from widget_server.storage.organizer_schema import audit_log
from widget_server.storage.schema import catalogue_version, metadata

DATABASES = ("sqlite", "postgresql")
"""Every test that stores anything runs on each of these."""

_TEMPLATE = "petition_template"

assert audit_log.metadata is metadata  # so that the tables of both files are among those that are emptied

_DELETE_ALL = "".join(
    f"DELETE FROM {one.name};" for one in metadata.tables.values() if one is not catalogue_version
)
_EMPTY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid();"
    f"{_DELETE_ALL} UPDATE catalogue_version SET version = 1;"
    "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';"
)
"""Makes a used database as it was: five times as fast as to copy the template again."""


class DatabaseMaker:
    """Makes databases by copying one that was migrated once, and lends those of PostgreSQL to one test after the
    other. PostgreSQL starts when the first one is asked for.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = count(1)
        self._sqlite: Path | None = None
        self._cluster: PostgresCluster | None = None
        self._idle: list[str] = []

    @property
    def cluster(self) -> PostgresCluster:
        """The run's PostgreSQL. Skips the test where there is none, which only CI does not put up with."""
        if self._cluster is None:
            self._cluster = start_cluster()
            self._cluster.create_database(_TEMPLATE)
            run_apart(migrate, self._cluster.url(_TEMPLATE))
        return self._cluster

    @contextmanager
    def migrated(self, kind: str, directory: Path) -> Iterator[str]:
        """The URL of an empty database with all tables; SQLite's file is in `directory`."""
        if kind == "sqlite":
            yield self._sqlite_copy(directory / "petition.db")
        else:
            name = self._idle.pop() if self._idle else self._new_postgres_database(_TEMPLATE)
            yield self.cluster.url(name)
            self.cluster.sql(_EMPTY, name)
            self._idle.append(name)

    @contextmanager
    def blank(self, kind: str, directory: Path) -> Iterator[str]:
        """The URL of a database without any table."""
        if kind == "sqlite":
            yield f"sqlite:///{directory / 'blank.db'}"
        else:
            name = self._new_postgres_database("template0")
            yield self.cluster.url(name)
            self.cluster.drop_database(name)

    def close(self) -> None:
        """Removes what was made."""
        if self._cluster is not None:
            self._cluster.remove()

    def _sqlite_copy(self, file: Path) -> str:
        if self._sqlite is None:
            self._sqlite = self._directory / "migrated.db"
            run_apart(migrate, f"sqlite:///{self._sqlite}")
        shutil.copyfile(self._sqlite, file)
        return f"sqlite:///{file}"

    def _new_postgres_database(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.cluster.create_database(name, template)
        return name


def start_cluster(*, fsync: bool = False) -> PostgresCluster:
    """A started cluster. Where PostgreSQL is not installed the test is skipped; in CI it fails."""
    programs = find_programs()
    if programs is None:
        problem = "PostgreSQL is not installed (no initdb on the PATH or in /usr/lib/postgresql)"
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    cluster = PostgresCluster(programs, fsync=fsync)
    cluster.start()
    return cluster


def run_apart(migration: object, url: str) -> None:
    """Runs `migration(url)`, which starts an event loop of its own, out of the way of the test's."""
    assert callable(migration)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(migration, url).result()
