"""GET and HEAD change nothing: mail scanners, link previews and prefetching sign and confirm nothing."""

from urllib.parse import urljoin, urlsplit

import httpx

from tests.support.campaign import PARTNER, add_petition
from tests.support.settings import BASE_URL
from tests.support.supporters import (
    api,
    links_of,
    new_email,
    press_not_me,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.reading import Page
from tests.web.watching import everything_in, until_sent
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner


async def test_following_every_link_of_every_mail_and_page_leaves_the_database_as_it_was(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    await add_petition(service, slug="second", confirmation="none")
    pending, confirmed, withdrawn = new_email(), await sign_and_confirm(service, client), new_email()
    for email in (pending, withdrawn, confirmed):
        await sign(client, email=email)
    await press_not_me(client, await wait_for_mail(service, withdrawn))
    mails = [await wait_for_mail(service, pending), await wait_for_mail(service, withdrawn)]
    mails += [await wait_for_mail(service, confirmed, number) for number in (1, 2, 3)]
    addresses = {link for mail in mails for link in [*links_of(mail), *Page(mail.html).links]}
    slug = petition.petition.slug
    addresses |= {
        f"{BASE_URL}{path}"
        for path in ("/", "/v1.js", "/v1.json", "/healthz", "/readyz", "/metrics", "/openapi.json", "/demo/mailbox",
                     api(slug), api(slug, "totals"), api(slug, "challenge"), api(slug, "signatures"),
                     f"{api(slug)}?partner={PARTNER}")
    }  # fmt: skip
    await until_sent(service)
    before = await everything_in(service)

    visited = set[str]()
    while waiting := {address for address in addresses if is_ours(address)} - visited:
        address = waiting.pop()
        visited.add(address)
        assert (await client.head(address)).status_code < 500, address
        answer = await client.get(address)
        assert answer.status_code < 500, address
        if "text/html" in answer.headers["content-type"]:
            page = Page(answer.text)
            addresses |= {
                urljoin(address, link) for link in [*page.links, *[form.action for form in page.forms]]
            }

    assert {urlsplit(address).path.split("/")[1] for address in visited} >= {
        "confirm",
        "not-me",
        "mine",
        "p",
        "demo",
    }
    assert await everything_in(service) == before


def is_ours(address: str) -> bool:
    return address.startswith(BASE_URL)
