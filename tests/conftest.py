"""Fixtures that everybody uses. What they are made of is in tests/support/.

database_url   an empty, migrated database; the test runs once for each kind in DATABASES
settings       settings on that database: settings() or settings(min_form_seconds=2)
clock          the service's clock; clock.forward(3 * DAY) lets time pass
service        a Service that runs: writer, refresher, cleanup, and an outbox that fills service.mailbox
client         an httpx.AsyncClient that speaks to it
connection     a database connection of the test's own
"""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.databases import DATABASES, DatabaseMaker
from tests.support.postgres import PostgresCluster
from tests.support.services import SettingsMaker, client_of, connected, running_app
from widget_server.app import Service
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.storage.database import Connection
from widget_server.workers import outbox as outbox_worker

# A test that fails shows its log; every request and every line of SMTP would be too much of it.
for name in ("httpx", "mail.log"):
    logging.getLogger(name).setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def database_maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseMaker]:
    """Makes this run's databases."""
    maker = DatabaseMaker(tmp_path_factory.mktemp("databases"))
    yield maker
    maker.close()


@pytest.fixture
def postgres(database_maker: DatabaseMaker) -> PostgresCluster:
    """This run's PostgreSQL, for tests that look into it. Never stop this one: others use it."""
    return database_maker.cluster


@pytest.fixture(params=DATABASES)
def database_url(
    request: pytest.FixtureRequest, database_maker: DatabaseMaker, tmp_path: Path
) -> Iterator[str]:
    """The URL of an empty, migrated database of this test's own."""
    with database_maker.migrated(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=DATABASES)
def blank_database_url(
    request: pytest.FixtureRequest, database_maker: DatabaseMaker, tmp_path: Path
) -> Iterator[str]:
    """The URL of a database without any table."""
    with database_maker.blank(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_url(database_maker: DatabaseMaker, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated SQLite database: for what has nothing to do with the database."""
    with database_maker.migrated("sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def postgresql_url(database_maker: DatabaseMaker, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated PostgreSQL database: for what only PostgreSQL does."""
    with database_maker.migrated("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> SettingsMaker:
    """Makes settings on this test's database, always with the same keys."""
    return SettingsMaker(database_url)


@pytest.fixture
def clock() -> AdjustableClock:
    """Goes like the real one, and can be put forward."""
    return AdjustableClock()


@pytest.fixture
def hasty_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox looks for mail at once instead of twice a second."""
    monkeypatch.setattr(outbox_worker, "IDLE_SECONDS", 0.02)


@pytest.fixture
async def app(
    settings: SettingsMaker, clock: AdjustableClock, hasty_outbox: None
) -> AsyncIterator[tuple[Starlette, Service]]:
    """The application inside its lifespan, with the service that it runs."""
    service = Service(settings(), clock=clock, mailbox=DemoMailbox())
    async with running_app(service) as running:
        yield running, service


@pytest.fixture
def service(app: tuple[Starlette, Service]) -> Service:
    """A running service with a mailbox. It has no petition yet: see tests/support/campaign.py."""
    return app[1]


@pytest.fixture
async def client(app: tuple[Starlette, Service]) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the running service, from 203.0.113.7."""
    async with client_of(app[0], app[1].settings.base_url) as client:
        yield client


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Connection]:
    """A connection of the test's own to its database."""
    async with connected(database_url) as connection:
        yield connection
