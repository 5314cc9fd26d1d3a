"""Everything that the tests in the browser need, running: service, mail server, partners' site, side door."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette

from demo_site.partners import PARTNERS
from demo_site.petition_files import petition_files
from tests.browser.addresses import Addresses
from tests.browser.door import Door
from tests.browser.line import HOST, open_line
from tests.browser.partner_site import create_partner_site
from tests.support.campaign import store_petition
from tests.support.databases import run_apart
from tests.support.postgres import free_port
from tests.support.server import Petition, Server
from tests.support.services import connected
from tests.support.settings import make_settings
from tests.support.smtp import smtp_server
from tests.support.waiting import eventually
from widget_server.actions.publish_petition import publish_petition
from widget_server.core import clock
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings
from widget_server.storage import partners, petitions
from widget_server.storage.migrate import migrate


@contextmanager
def running_stack(directory: Path) -> Iterator[Addresses]:
    """The whole stack in a thread of its own, with its data in `directory`."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_stack(directory)) as addresses,
    ):
        yield addresses


@asynccontextmanager
async def _stack(directory: Path) -> AsyncIterator[Addresses]:
    async with AsyncExitStack() as exits:
        smtp = await exits.enter_async_context(smtp_server())
        database = directory / "petition.db"
        settings = make_settings(f"sqlite:///{database}", smtp_url=smtp.url)
        petition = Petition(directory, settings)
        server = Server(petition)
        petition.environment["PETITION_BASE_URL"] = server.url
        line = await exits.enter_async_context(open_line(server.port, server.kill))
        site_port, door_port = free_port(), free_port()
        addresses = Addresses(
            service=server.url,
            line=f"http://{HOST}:{line.port}",
            site=f"http://{HOST}:{site_port}",
            elsewhere=f"http://localhost:{site_port}",
            door=f"http://{HOST}:{door_port}",
        )
        await _fill(settings, addresses.site)
        exits.callback(server.close)
        await server.start()
        on_localhost = _on_localhost(directory / "localhost", settings)
        exits.callback(on_localhost.close)
        site = create_partner_site(addresses.service, addresses.line)
        await exits.enter_async_context(_serving(site, site_port))
        await exits.enter_async_context(
            _serving(Door(smtp, server, on_localhost, line, settings, database).app(), door_port)
        )
        yield addresses


def _on_localhost(directory: Path, settings: Settings) -> Server:
    """The service as a second one with the same data, to be started by tests that need it. It sends no mail, so
    that no mail of the first one bears its address.
    """
    directory.mkdir()
    petition = Petition(directory, replace(settings, smtp_url=None))
    server = Server(petition)
    petition.environment["PETITION_BASE_URL"] = f"http://localhost:{server.port}"
    return server


async def _fill(settings: Settings, site: str) -> None:
    """The demo's petitions and partners, and some more for what the demo does not show."""
    run_apart(migrate, settings.database_url)
    async with connected(settings.database_url) as connection:
        for path in petition_files():
            file = parse_petition_file(path.read_text("utf-8"))
            await publish_petition(connection, file, MasterKey(settings.data_key), clock.now)
            await petitions.set_state(connection, file.slug, "open", clock.now())
        anyone: dict[str, Any] = {"embedding": "anyone", "fields": ["given_name", "email"]}
        await store_petition(connection, settings, clock.now, slug="counting", confirmation="none", **anyone)
        await store_petition(connection, settings, clock.now, slug="closed", state="closed", **anyone)
        for partner in PARTNERS:
            privacy_url = site + partner.privacy_path
            await partners.save(connection, partner.key, partner.name, [site], privacy_url, clock.now())
        for key in ("suspended", "about-to-be-suspended"):
            await partners.save(connection, key, key, [site], None, clock.now())
        await partners.set_suspended(connection, "suspended", True, clock.now())


@asynccontextmanager
async def _serving(app: Starlette, port: int) -> AsyncIterator[None]:
    """`app` on a port, for as long as it takes."""
    config = uvicorn.Config(app, host=HOST, port=port, lifespan="off", access_log=False, log_level="warning")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        server.force_exit = True
        await serving
