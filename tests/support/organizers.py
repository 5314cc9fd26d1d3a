"""Organizers for tests: accounts that are set up, and browsers that are signed in."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pyotp
from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.services import client_of
from tests.web.reading import Page
from widget_server.actions.account_links import add_organizer
from widget_server.app import Service
from widget_server.core.clock import SECOND, Clock
from widget_server.core.organizer import COMMAND_LINE, Role
from widget_server.core.passwords import hash_password

PASSWORD = "lantern otter gravel seventeen"
PASSWORD_HASH = hash_password(PASSWORD)
"""Made once: it takes a twentieth of a second."""


@dataclass
class Visitor:
    """Somebody at a browser. `client` keeps cookies; `codes` come from their phone."""

    client: httpx.AsyncClient
    email: str
    secret: str
    clock: Clock

    def code(self) -> str:
        """What the app shows now."""
        return str(pyotp.TOTP(self.secret).at(self.clock() // SECOND))

    def next_code(self) -> str:
        """One that was not used yet: half a minute goes by."""
        assert isinstance(self.clock, AdjustableClock)
        self.clock.forward(30 * SECOND)
        return self.code()

    async def page(self, path: str, status: int = 200) -> Page:
        """A page, as it is shown."""
        answer = await self.client.get(path)
        assert answer.status_code == status, f"{answer.status_code} {path} {answer.headers.get('location')}"
        return Page(answer.text)

    async def send(
        self, path: str, form: Mapping[str, object] | None = None, /, **fields: object
    ) -> httpx.Response:
        """A form of ours, with what browsers say of it."""
        return await self.client.post(
            path, data={**(form or {}), **fields}, headers={"Sec-Fetch-Site": "same-origin"}
        )


async def store_organizer(
    service: Service, email: str, role: Role = "owner", partner: str | None = None, secret: str = ""
) -> int:
    """An account that is set up, with PASSWORD; `secret` is its app's."""
    async with service.database.held() as connection:
        link = await add_organizer(
            connection, COMMAND_LINE, email=email, role=role, partner_key=partner, now=service.clock()
        )
        organizer_id = link.organizer.id
        sealed = service.organizers.secrets.seal("totp", organizer_id, secret.encode())
        await connection.execute(
            "UPDATE organizers SET password_hash = :hash, totp_sealed = :sealed WHERE id = :id",
            {"hash": PASSWORD_HASH, "sealed": sealed, "id": organizer_id},
        )
    return organizer_id


@asynccontextmanager
async def signed_in(
    app: Starlette,
    service: Service,
    role: Role = "owner",
    *,
    email: str = "",
    partner: str | None = None,
    address: str = "198.51.100.7",
) -> AsyncIterator[Visitor]:
    """A browser of somebody with this role, all the way in, by the session that signing in makes."""
    email = email or f"{role}@organizers.example"
    secret = pyotp.random_base32()
    await store_organizer(service, email, role, partner, secret)
    async with visitor_of(app, service, email, secret, address) as visitor:
        await sign_in(visitor)
        yield visitor


@asynccontextmanager
async def visitor_of(
    app: Starlette, service: Service, email: str = "", secret: str = "", address: str = "198.51.100.7"
) -> AsyncIterator[Visitor]:
    """A browser of somebody who is not signed in."""
    async with client_of(app, service.settings.base_url, address) as client:
        yield Visitor(client, email, secret, service.clock)


async def sign_in(visitor: Visitor) -> None:
    """By password and code, as anybody."""
    first = await visitor.send("/organizer/sign-in", email=visitor.email, password=PASSWORD)
    assert first.status_code == 200, first.text
    second = await visitor.send("/organizer/sign-in/code", code=visitor.code())
    assert second.status_code == 303, re.sub(r"\s+", " ", Page(second.text).text)
