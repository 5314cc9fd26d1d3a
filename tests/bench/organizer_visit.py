"""An organizer's browser, signed in."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx

from tests.bench.product import DATA_KEY, SECRET_KEY
from tests.bench.servers import Server
from tests.bench.wrk import BenchError
from tests.support.settings import make_settings
from widget_server.cli import demo_organizer
from widget_server.cli.demo_organizer import DemoOrganizer
from widget_server.core.second_factor import new_secret
from widget_server.storage.database import Database

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def add_organizer(database_url: str) -> DemoOrganizer:
    """An owner's account in the database of a service that is about to start."""
    organizer = DemoOrganizer(secrets.token_urlsafe(16), new_secret())
    asyncio.run(_ensure(database_url, organizer))
    return organizer


async def _ensure(database_url: str, organizer: DemoOrganizer) -> None:
    settings = replace(make_settings(database_url), secret_key=(SECRET_KEY,), data_key=DATA_KEY)
    database = Database(database_url, connections=1)
    await database.connect()
    try:
        async with database.held() as connection:
            await demo_organizer.ensure(connection, settings, organizer)
    finally:
        await database.disconnect()


@contextmanager
def signed_in(server: Server, organizer: DemoOrganizer) -> Iterator[httpx.Client]:
    """Raises BenchError."""
    with httpx.Client(base_url=server.url, headers=SAME_SITE, timeout=60) as client:
        client.post(
            "/organizer/sign-in", data={"email": demo_organizer.EMAIL, "password": organizer.password}
        )
        answer = client.post("/organizer/sign-in/code", data={"code": organizer.code()})
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise BenchError(f"the organizer could not sign in: {answer.status_code}")
        yield client
