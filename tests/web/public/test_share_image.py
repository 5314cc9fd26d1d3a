"""GET /p/{slug}/image.png: title and total as a picture."""

import asyncio
from io import BytesIO

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Route

from tests.support.campaign import SLUG, add_petition, set_petition_state
from tests.support.clocks import AdjustableClock
from tests.support.services import client_of
from tests.support.supporters import shown_totals, sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.clock import SECOND
from widget_server.web.fonts import Fonts
from widget_server.web.public.share_image import LEAST_AGE, ShareImage
from widget_server.web.share_picture import Pictures, Shown, draw

IMAGE = f"/p/{SLUG}/image.png"


def size_of(answer: httpx.Response) -> tuple[int, int]:
    with Image.open(BytesIO(answer.content)) as image:
        assert image.format == "PNG"
        return image.size


@pytest.mark.usefixtures("petition")
async def test_it_is_a_picture_of_the_size_that_others_ask_for(client: httpx.AsyncClient) -> None:
    answer = await client.get(IMAGE)
    assert answer.headers["content-type"] == "image/png"
    assert size_of(answer) == (1200, 630)
    assert size_of(await client.get(IMAGE, params={"width": 600})) == (600, 315)
    assert size_of(await client.get(IMAGE, params={"width": "9999999"})) == (1200, 630)
    assert len(answer.content) < 100_000


@pytest.mark.usefixtures("petition")
async def test_other_sites_may_show_it_and_keep_it_as_long_as_the_badge(client: httpx.AsyncClient) -> None:
    answer, badge = await client.get(IMAGE), await client.get(f"/p/{SLUG}/badge.svg")
    for name in ("cache-control", "cross-origin-resource-policy", "x-content-type-options"):
        assert answer.headers[name] == badge.headers[name]
    again = await client.get(IMAGE, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_petition_that_is_not_there_has_none(client: httpx.AsyncClient) -> None:
    answer = await client.get("/p/unknown/image.png")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.usefixtures("petition")
async def test_a_new_total_is_drawn_once_the_picture_is_a_minute_old(
    client: httpx.AsyncClient, service: Service, clock: AdjustableClock
) -> None:
    before = (await client.get(IMAGE)).headers["etag"]
    await sign_and_confirm(service, client)
    assert (await shown_totals(service, client))["confirmed"] == 1
    assert (await client.get(IMAGE)).headers["etag"] == before
    clock.forward(LEAST_AGE)
    assert (await client.get(IMAGE)).headers["etag"] != before


class Easel:
    """Draws as the service does, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.drawn: list[Shown] = []

    def draw(self, shown: Shown, fonts: Fonts) -> Pictures:
        self.drawn.append(shown)
        return draw(shown, fonts)


@pytest.fixture
def easel() -> Easel:
    return Easel()


@pytest.fixture
def handler(service: Service, easel: Easel) -> ShareImage:
    return ShareImage(
        lambda: service.live_catalogue.current,
        service.live_totals.of,
        service.catalogues,
        service.clock,
        easel.draw,
    )


def images(handler: ShareImage) -> Starlette:
    return Starlette(routes=[Route("/p/{slug}/image.png", handler, methods=["GET"])])


@pytest.mark.usefixtures("petition")
async def test_a_flood_of_requests_draws_once(handler: ShareImage, easel: Easel, service: Service) -> None:
    async with client_of(images(handler), service.settings.base_url) as client:
        answers = await asyncio.gather(*(client.get(IMAGE) for _ in range(50)))
    assert len({answer.content for answer in answers}) == 1
    assert len(easel.drawn) == 1


@pytest.mark.usefixtures("petition")
async def test_other_requests_are_answered_while_it_is_drawn(handler: ShareImage, service: Service) -> None:
    async with client_of(images(handler), service.settings.base_url) as client:
        drawing = asyncio.create_task(client.get(IMAGE))
        turns = 0
        while not drawing.done():
            await asyncio.sleep(0)
            turns += 1
        assert drawing.result().status_code == 200
    assert turns > 100


@pytest.mark.usefixtures("petition")
async def test_the_first_to_ask_may_go_away_and_the_others_still_get_it(
    handler: ShareImage, easel: Easel, service: Service
) -> None:
    async with client_of(images(handler), service.settings.base_url) as client:
        first = asyncio.create_task(client.get(IMAGE))
        second = asyncio.create_task(client.get(IMAGE))
        await asyncio.sleep(0.005)
        first.cancel()
        assert (await second).status_code == 200
    assert len(easel.drawn) == 1


@pytest.mark.usefixtures("petition")
async def test_it_is_drawn_anew_only_when_what_it_shows_has_changed(
    handler: ShareImage, easel: Easel, service: Service, clock: AdjustableClock
) -> None:
    async with client_of(images(handler), service.settings.base_url) as client:
        await client.get(IMAGE)
        clock.forward(10 * LEAST_AGE)
        await client.get(IMAGE)
        assert len(easel.drawn) == 1
        await add_petition(service, title="Open the library on Mondays")
        await client.get(IMAGE)
        assert [shown.title for shown in easel.drawn] == [
            "Open the library on Sundays",
            "Open the library on Mondays",
        ]
        clock.forward(LEAST_AGE - SECOND)
        await set_petition_state(service, "closed")
        await client.get(IMAGE)
        assert len(easel.drawn) == 2


async def test_it_speaks_the_petitions_language_and_a_closed_one_has_no_goal(
    handler: ShareImage, easel: Easel, service: Service, client: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    await add_petition(service, locale="de", title="Mehr Bücher", confirmation="none")
    async with client_of(images(handler), service.settings.base_url) as images_client:
        await images_client.get(IMAGE)
        await set_petition_state(service, "closed")
        clock.forward(LEAST_AGE)
        await images_client.get(IMAGE)
    first, closed = easel.drawn
    assert (first.total, first.goal, first.share) == (
        "Machen Sie den Anfang",
        "Ziel: 100",
        0,
    )
    assert (closed.total, closed.goal, closed.share) == ("0 Unterschriften", "", None)
    assert (first.title, first.kicker) == ("Mehr Bücher", "Petition an: The city council")


def head(page: Page) -> dict[str, str]:
    pairs = ((one.attributes.get("property") or one.attributes.get("name"), one) for one in page.all("meta"))
    return {name: one.attributes["content"] for name, one in pairs if name}


@pytest.mark.usefixtures("petition")
async def test_a_petition_without_a_picture_is_shared_with_this_one(
    client: httpx.AsyncClient, service: Service
) -> None:
    said = head(Page((await client.get(f"/p/{SLUG}")).text))
    assert said["og:image"] == f"{service.settings.base_url}{IMAGE}"
    assert (said["og:image:type"], said["og:image:width"], said["og:image:height"]) == (
        "image/png",
        "1200",
        "630",
    )
    assert said["og:image:alt"] == "Open the library on Sundays · 0 signatures"
    assert said["twitter:card"] == "summary_large_image"


async def test_a_petition_with_a_picture_is_shared_with_its_own(
    client: httpx.AsyncClient, service: Service
) -> None:
    picture = {"url": "https://pictures.example.org/library.jpg", "alt": "A closed door"}
    await add_petition(service, image=picture)
    said = head(Page((await client.get(f"/p/{SLUG}")).text))
    assert (said["og:image"], said["og:image:alt"]) == (picture["url"], picture["alt"])
    assert "og:image:width" not in said
