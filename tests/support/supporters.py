"""Supporters: they ask for a challenge, sign over HTTP, open their mail and press its button."""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from tests.support.campaign import SLUG
from tests.support.waiting import eventually
from widget_server.app import Service

_numbers = count(1)


class ReadableMail(Protocol):
    """What tests read of a mail, in the demo's mailbox and on the SMTP server alike."""

    @property
    def to(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...


def new_email() -> str:
    """An address that nobody in this run has used."""
    return f"supporter.{next(_numbers)}@people.example.org"


def filled_form(token: str, **answers: str) -> dict[str, str]:
    """A form as the widget sends it, filled in by somebody new; `answers` overrule."""
    return {
        "token": token,
        "given_name": "Ada",
        "family_name": "Lovelace",
        "email": new_email(),
        "country": "GB",
        "postcode": "",
        "comment": "",
        "consent": "yes",
    } | answers


def api(slug: str, endpoint: str = "") -> str:
    """'/api/v1/petitions/SLUG/ENDPOINT'."""
    return f"/api/v1/petitions/{slug}/{endpoint}".rstrip("/")


async def ask_challenge(
    client: httpx.AsyncClient, slug: str = SLUG, *, partner: str = "", origin: str | None = None
) -> httpx.Response:
    """GET challenge, as the widget on a page of `origin` (None: the service's own page) asks for it."""
    headers = {} if origin is None else {"Origin": origin}
    return await client.get(api(slug, "challenge"), params={"partner": partner}, headers=headers)


async def new_token(
    client: httpx.AsyncClient, slug: str = SLUG, *, partner: str = "", origin: str | None = None
) -> str:
    """The token of a fresh challenge."""
    answer = await ask_challenge(client, slug, partner=partner, origin=origin)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


async def send_form(
    client: httpx.AsyncClient, form: dict[str, str], slug: str = SLUG, *, origin: str | None = None
) -> httpx.Response:
    """POST signatures."""
    headers = {} if origin is None else {"Origin": origin}
    return await client.post(api(slug, "signatures"), data=form, headers=headers)


async def sign(
    client: httpx.AsyncClient,
    slug: str = SLUG,
    *,
    partner: str = "",
    origin: str | None = None,
    token: str | None = None,
    **answers: str,
) -> httpx.Response:
    """Asks for a challenge (unless there is a `token`) and sends a filled form; returns the answer to that."""
    token = token or await new_token(client, slug, partner=partner, origin=origin)
    return await send_form(client, filled_form(token, **answers), slug, origin=origin)


def mails_to(service: Service, address: str) -> Sequence[ReadableMail]:
    """What the service's mailbox holds for an address, oldest first."""
    assert service.mailbox is not None, "this service was made without a mailbox"
    return [mail for mail in reversed(service.mailbox.newest_first()) if mail.to == address]


async def wait_for_mail(service: Service, address: str, number: int = 1) -> ReadableMail:
    """The `number`th mail to an address, once it is there."""
    mails = await eventually(lambda: [*mails_to(service, address)][number - 1 : number])
    return mails[0]


def links_of(mail: ReadableMail) -> list[str]:
    """All addresses in the mail's text."""
    return re.findall(r"https?://[^\s<>\"']+", mail.text)


def path_of(mail: ReadableMail, page: str) -> str:
    """The path of the mail's link to a page, such as 'confirm' or 'not-me': '/confirm/TOKEN'."""
    paths = [urlsplit(link).path for link in links_of(mail)]
    found = [path for path in paths if path.startswith(f"/{page}/")]
    assert len(found) == 1, f"expected one link to /{page}/ in the mail: {mail.text}"
    return found[0]


def token_of(mail: ReadableMail, page: str) -> str:
    """The token in the mail's link to a page."""
    return path_of(mail, page).removeprefix(f"/{page}/")


async def press_confirm(client: httpx.AsyncClient, mail: ReadableMail) -> httpx.Response:
    """Presses the button on the page behind the mail's link."""
    return await client.post(path_of(mail, "confirm"))


async def press_not_me(client: httpx.AsyncClient, mail: ReadableMail) -> httpx.Response:
    """Says "it wasn't me"."""
    return await client.post(path_of(mail, "not-me"))


async def sign_and_confirm(
    service: Service, client: httpx.AsyncClient, slug: str = SLUG, **options: Any
) -> str:
    """A signature from challenge to confirmation; returns its address. `options` as for `sign`."""
    address = str(options.setdefault("email", new_email()))
    answer = await sign(client, slug, **options)
    assert answer.status_code == 202, answer.text
    confirmed = await press_confirm(client, await wait_for_mail(service, address))
    assert confirmed.status_code == 200, confirmed.text
    return address


async def shown_totals(service: Service, client: httpx.AsyncClient, slug: str = SLUG) -> dict[str, Any]:
    """What GET totals answers, after the service has read its totals again."""
    await service.refresher.refresh_once()
    answer = await client.get(api(slug, "totals"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
