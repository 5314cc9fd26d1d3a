"""What the page of a petition's figures shows; what its stream sends later is in test_live_dashboard.py."""

import asyncio
import gzip
import json
from typing import Any

import httpx
from starlette.applications import Starlette

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, signed_in
from tests.support.streams import stream
from tests.support.supporters import ask_challenge, mails_to, press_not_me, sign, sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import HOUR
from widget_server.core.countries import COUNTRIES
from widget_server.core.partner import Partner

URL = f"/organizer/petitions/{SLUG}"


def head(page: Page, name: str) -> str:
    return next(one.text for one in page.all("dd") if one.attributes.get("data-head") == name)


async def test_figures_are_apart_and_defined(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, partner: Partner, viewer: Visitor
) -> None:
    for _ in range(2):
        await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN, country="FR")
    await sign(client, country="DE")
    await service.forms_begun.flush()
    page = await viewer.page(URL)
    assert (head(page, "confirmed"), head(page, "waiting"), head(page, "today")) == ("2", "1", "2")
    assert "Civic News" in page.text
    assert "France" in page.text
    assert "Germany" not in page.text  # nobody there has confirmed
    assert "Sent in, not confirmed yet." in page.text


async def test_languages_sources_and_referrals_are_told_and_go_on_being_told(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    await sign_and_confirm(service, client, source="newsletter", locale="de", country="FR")
    await sign_and_confirm(service, client, source="newsletter", ref="k3vq7mzc2d", locale="en", country="")
    await sign(client, source="blog", locale="fr")
    page = await viewer.page(URL)
    expected = {
        "country": [["France", 1, "FR"], ["Not told", 1, ""]],
        "locale": [["Deutsch", 1, "de"], ["English", 1, "en"]],
        "source": [["newsletter", 2, "newsletter"]],
        "ref": [["k3vq7mzc2d", 1, "k3vq7mzc2d"]],
    }
    assert bars(page) == {
        kind: [[name, str(count), key] for name, count, key in rows] for kind, rows in expected.items()
    }
    async with stream(app[0], viewer) as events:
        event = await anext(events)
        assert {kind: sorted(rows) for kind, rows in event["bars"].items()} == expected
        assert event["reasons"] == []
        email = await sign_and_confirm(service, client, source="blog", locale="fr")
        await press_not_me(client, mails_to(service, email)[0])
        async with asyncio.timeout(20):
            event = await anext(event async for event in events if event["reasons"])
    assert event["reasons"] == [["\u201cIt wasn\u2019t me\u201d", 1, 0]]


def bars(page: Page) -> dict[str, list[list[str]]]:
    """The rows of each table of bars: name, count, key."""
    found: dict[str, list[list[str]]] = {}
    kind = ""
    for one in page.elements:
        kind = one.attributes.get("data-bars") or ("" if one.tag in ("section", "summary") else kind)
        if kind and one.tag == "tr":
            found.setdefault(kind, []).append(["", "", one.attributes["data-key"]])
        if kind and one.tag == "th":
            found[kind][-1][0] = one.text
        if kind and one.tag == "td" and one.attributes.get("class") == "n":
            found[kind][-1][1] = one.text
    return {kind: sorted(rows) for kind, rows in found.items()}


async def test_a_partners_row_has_its_rates(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, partner: Partner, viewer: Visitor
) -> None:
    """Of ten forms begun four are sent, of those two confirmed, and one of these wants news."""
    here = {"partner": PARTNER, "origin": PARTNER_ORIGIN}
    await sign_and_confirm(service, client, **here, updates="yes")
    await sign_and_confirm(service, client, **here)
    for _ in range(2):
        await sign(client, **here)
    for _ in range(6):
        await ask_challenge(client, **here)
    await service.forms_begun.flush()
    cells = [one for one in (await viewer.page(URL)).all("td") if "data-cell" in one.attributes]
    own = {one.attributes["data-cell"]: one.text for one in cells[:6]}
    own.pop("last")
    assert own == {
        "confirmed": "2",
        "confirm_rate": "50 %",
        "invalid_rate": "0 %",
        "opt_in_rate": "50 %",
        "signed_rate": "40 %",
    }


async def test_this_hour_and_the_one_before_are_apart(
    service: Service,
    client: httpx.AsyncClient,
    petition: LivePetition,
    partner: Partner,
    viewer: Visitor,
    clock: AdjustableClock,
) -> None:
    clock.forward(HOUR - clock() % HOUR)  # a fresh hour, so that none ends in between
    for _ in range(2):
        await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN)
    clock.forward(HOUR)
    await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN)
    page = await viewer.page(URL)
    assert (head(page, "hour"), head(page, "hour_before")) == ("1", "2")


async def test_the_map_knows_countries_by_their_codes_and_weighs_30_kb_at_most(viewer: Visitor) -> None:
    """Gzip. It is no part of the first paint: a script fetches it when it comes near the screen."""
    body = (await viewer.client.get("/organizer/static/world.json")).content
    assert len(gzip.compress(body, 6)) <= 30 * 1024
    world = json.loads(body)
    shapes, dots = set(world["shapes"]), set(world["dots"])
    assert shapes | dots <= COUNTRIES
    assert not shapes & dots
    assert len(COUNTRIES - shapes - dots) < 15  # such as Gibraltar: the bars tell them
    assert {"FR", "GF", "XK", "TW", "PS", "EH", "UA"} <= shapes
    assert {"MT", "SG", "LI"} <= dots


async def test_a_petition_without_signatures_says_what_will_be_here(
    petition: LivePetition, viewer: Visitor
) -> None:
    assert "Nobody has signed yet" in (await viewer.page(URL)).text


async def test_a_partner_sees_its_own_figures_and_no_others(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    petition: LivePetition,
    partner: Partner,
) -> None:
    await add_partner(service, "watch", name="Rights Watch", origins=("https://watch.example.org",))
    await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN, country="FR", source="a")
    for _ in range(3):
        await sign_and_confirm(
            service, client, partner="watch", origin="https://watch.example.org", country="DE", source="b"
        )
    await add_petition(service, state="draft", slug="secret-plan", title="A secret plan")
    async with signed_in(*app, "partner", partner=PARTNER) as visitor:
        home = await visitor.page("/organizer/")
        assert [one.text for one in home.all("dd")] == ["1", "0"]
        assert "secret" not in home.text
        for path in ("", "/live", "/export"):
            hidden = await visitor.client.get(f"/organizer/petitions/secret-plan{path}")
            assert hidden.status_code == 404
        page = await visitor.page(URL)
    assert head(page, "confirmed") == "1"
    assert "Rights Watch" not in page.text
    assert "Germany" not in page.text


async def test_an_unknown_petition_is_not_found(petition: LivePetition, viewer: Visitor) -> None:
    page = await viewer.page("/organizer/petitions/nothing-here", 404)
    assert "/organizer/" in page.links  # back to the petitions that this reader has


def weigh(html: str) -> list[str]:
    """Addresses of what a page loads at once."""
    page = Page(html)
    sheets = [one.attributes["href"] for one in page.all("link") if one.attributes.get("rel") == "stylesheet"]
    return [*sheets, *(one.attributes["src"] for one in page.all("script"))]


async def test_the_first_paint_weighs_100_kb_at_most(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, partner: Partner, viewer: Visitor
) -> None:
    """Gzip, page and chart library included."""
    await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN)
    html = (await viewer.client.get(URL)).text
    bodies = [html, *[(await viewer.client.get(one)).text for one in weigh(html)]]
    assert len(bodies) == 5
    weights = [len(gzip.compress(body.encode(), 6)) for body in bodies]
    assert sum(weights) <= 100 * 1024, weights


async def test_a_partner_sees_no_country_with_so_few_that_they_may_be_persons(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    petition: LivePetition,
    partner: Partner,
    viewer: Visitor,
) -> None:
    for country in ("FR", "FR", "IS"):
        await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN, country=country)
    assert "Iceland" in (await viewer.page(URL)).text  # the organizers' own view
    async with signed_in(*app, "partner", partner=PARTNER) as visitor:
        page = await visitor.page(URL)
        event = await first_event(app[0], visitor)
    assert event["bars"]["country"] == [["All others, with too few to be told", 3, "ZZ"]]
    assert "Iceland" not in page.text
    assert "All others, with too few to be told" in page.text
    assert head(page, "confirmed") == "3"


async def first_event(app: Starlette, visitor: Visitor) -> dict[str, Any]:
    async with stream(app, visitor) as events:
        return await anext(events)
