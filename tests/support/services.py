"""Running services, and ways to look behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
from starlette.applications import Starlette

from tests.support.settings import make_settings
from widget_server.app import Service, create_app
from widget_server.core import clock as clocks
from widget_server.core.clock import Clock
from widget_server.core.settings import Settings
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.storage.database import Connection, Database


@asynccontextmanager
async def running_app(service: Service) -> AsyncIterator[Starlette]:
    """The application inside its lifespan, and so the service inside its `running()`."""
    app = create_app(service)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def running_service(
    settings: Settings, *, clock: Clock = clocks.now, mailbox: DemoMailbox | None = None
) -> AsyncIterator[tuple[Service, httpx.AsyncClient]]:
    """One more service, with a client that speaks to it; for tests that need several, or special settings.

    Without a mailbox, and without `smtp_url`, mail waits in the outbox.
    """
    service = Service(settings, clock=clock, mailbox=mailbox)
    async with running_app(service) as app, client_of(app, settings.base_url) as client:
        yield service, client


@asynccontextmanager
async def client_of(
    app: Starlette, base_url: str, address: str = "203.0.113.7"
) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the application without a socket, as a client of the network address `address`."""
    transport = httpx.ASGITransport(app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield client


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database of the test's own, beside the service's."""
    database = Database(url)
    await database.connect()
    try:
        yield database
    finally:
        await database.disconnect()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A held connection of the test's own."""
    async with opened(url) as database, database.held() as connection:
        yield connection


class SettingsMaker:
    """`settings(min_form_seconds=2)`: settings on this test's database; keys are the same for the whole test."""

    def __init__(self, database_url: str) -> None:
        self._settings = make_settings(database_url)

    def __call__(self, **changes: Any) -> Settings:
        return replace(self._settings, **changes)
