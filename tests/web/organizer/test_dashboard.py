"""A petition's figures, and the stream that keeps them fresh."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, aclosing, asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, signed_in
from tests.support.supporters import ask_challenge, mails_to, press_not_me, sign, sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY, HOUR, MINUTE, isoformat
from widget_server.core.countries import COUNTRIES
from widget_server.core.partner import Partner
from widget_server.storage import organizer_sessions
from widget_server.storage.database import StorageUnavailable
from widget_server.workers.watched_sessions import LONGEST_UNSEEN, LOOK_EVERY

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


async def test_what_the_chart_draws_stands_in_tables_too(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    partner: Partner,
    app: tuple[Starlette, Service],
) -> None:
    """Days and hours without any are there as zeros, the newest first."""
    await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN)
    clock.forward(2 * DAY)
    for _ in range(2):
        await sign_and_confirm(service, client)
    async with signed_in(*app, "viewer") as viewer:
        page = await viewer.page(URL)
    days, hours = ("".join(one.split()) for one in page.text.split("as a table")[1:3])
    today = clock() // DAY
    rows = [
        f"{isoformat((today - ago) * DAY)[:10]}{own}{theirs}"
        for ago, own, theirs in ((0, 2, 0), (1, 0, 0), (2, 0, 1))
    ]
    assert "UTCOwnpageCivicNews" + "".join(rows) in days
    assert f"{isoformat(clock() // HOUR * HOUR)[:16].replace('T', '')}20" in hours


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


async def test_a_signature_shows_by_itself(
    app: tuple[Starlette, Service], client: httpx.AsyncClient, petition: LivePetition, viewer: Visitor
) -> None:
    found: list[int] = []
    async with asyncio.timeout(20), stream(app[0], viewer) as events:
        async for event in events:
            found.append(event["heads"]["waiting"])
            if len(found) == 2:
                break
            await sign(client)
    assert found == [0, 1]


async def test_a_stream_ends_with_its_session(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    """Some seconds later; the streams of others go on."""
    async with (
        signed_in(*app, "owner") as other,
        asyncio.timeout(20),
        stream(app[0], viewer) as events,
        stream(app[0], other) as others,
    ):
        await anext(events)
        await anext(others)
        await viewer.send("/organizer/sign-out")
        await see_a_change(service, client, clock)
        assert [one async for one in events] == []
        assert (await anext(others))["heads"]["waiting"] == 1


async def test_a_stream_ends_when_its_organizer_has_another_role(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    async with asyncio.timeout(20), stream(app[0], viewer) as events:
        await anext(events)
        await see_a_change(service, client, clock)
        assert (await anext(events))["heads"]["waiting"] == 1
        async with service.database.held() as connection:
            await connection.execute(
                "UPDATE organizers SET role = 'editor' WHERE email = :email", {"email": viewer.email}
            )
        await see_a_change(service, client, clock)
        assert [one async for one in events] == []


async def test_while_sessions_can_not_be_looked_at_no_figures_are_sent(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody else's page may have them read, whatever it is that holds the refresher up."""

    async def fail(*_: object) -> None:
        raise StorageUnavailable("for a while")

    asked = [service.organizers.find_session(cookie) for cookie in viewer.client.cookies.values()]
    (session,) = [found for found in await asyncio.gather(*asked) if found]
    changes = service.organizers.figures.changes(petition.petition.id, None, session)
    async with asyncio.timeout(20), aclosing(changes) as seen:
        assert await anext(seen) is not None
        with monkeypatch.context() as patch:
            patch.setattr(organizer_sessions, "standings", fail)
            clock.forward(LONGEST_UNSEEN)
            await sign(client)
            async with service.database.held() as connection:
                await service.live_figures.refresh(connection)
            assert await anext(seen) is None
        clock.forward(MINUTE)
        found = await anext(seen)
        assert found is not None
        assert found.whole.submitted == 1


async def test_a_clock_that_was_set_back_holds_nothing_up(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    viewer: Visitor,
) -> None:
    async with asyncio.timeout(20), stream(app[0], viewer) as events:
        await anext(events)
        clock.forward(-3 * HOUR)
        await sign(client)
        assert (await service.organizers.figures.once(petition.petition.id)).as_of <= clock()
        await service.refresher.refresh_once()
        assert (await anext(events))["heads"]["waiting"] == 1
        await viewer.send("/organizer/sign-out")
        await see_a_change(service, client, clock)
        assert [one async for one in events] == []


async def see_a_change(service: Service, client: httpx.AsyncClient, clock: AdjustableClock) -> None:
    """Somebody signs, so long after the last look at sessions that there is another."""
    await sign(client)
    clock.forward(LOOK_EVERY)
    await service.refresher.refresh_once()


async def test_the_database_is_read_once_however_many_watch(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    reads = 0

    def note() -> None:
        nonlocal reads
        reads += 1

    service.live_figures._note_read = note
    petition_id = petition.petition.id
    with ExitStack() as exits:
        opened = [exits.enter_context(service.live_figures.watching(petition_id)) for _ in range(50)]
        await service.refresher.refresh_once()
        await asyncio.gather(*(one.next(5) for one in opened))
        assert reads == 1
        await service.refresher.refresh_once()
        assert reads == 1  # nothing has changed
        await sign(client)
        await service.refresher.refresh_once()
        await asyncio.gather(*(one.next(5) for one in opened))
        assert reads == 2
    await service.refresher.refresh_once()
    assert not service.live_figures._watched


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


@asynccontextmanager
async def stream(app: Starlette, visitor: Visitor) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What the stream says, asked for past the test's client, which would wait for the stream's end."""
    path = "/organizer/petitions/{slug}/live"
    route = next(one for one in app.routes if isinstance(one, Route) and one.path == path)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"cookie", cookies.encode())],
        "path_params": {"slug": SLUG},
    }
    answer = await route.endpoint(Request(scope))
    async with aclosing(answer.body_iterator) as sent:
        yield (json.loads(one.removeprefix(b"data: ")) async for one in sent if one.startswith(b"data: "))
