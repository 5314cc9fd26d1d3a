"""GET /oembed: what content management systems make of a pasted link."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support.campaign import PARTNER, SLUG, add_petition
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.web.public.oembed import FRAME_HEIGHT, FRAME_WIDTH, WIDEST


@pytest.fixture
def page_url(service: Service) -> str:
    return f"{service.settings.base_url}/p/{SLUG}"


async def ask(client: httpx.AsyncClient, url: str, **more: str | int) -> dict[str, Any]:
    answer = await client.get("/oembed", params={"url": url, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def iframe(answer: dict[str, Any]) -> dict[str, str]:
    (frame,) = Page(answer["html"]).all("iframe")
    return frame.attributes


@pytest.mark.usefixtures("petition")
async def test_it_answers_as_the_standard_asks(client: httpx.AsyncClient, page_url: str) -> None:
    answer = await ask(client, page_url)
    base = page_url.removesuffix(f"/p/{SLUG}")
    html = answer.pop("html")
    assert answer == {
        "type": "rich",
        "version": "1.0",
        "title": "Open the library on Sundays",
        "provider_name": "Petitions",
        "provider_url": f"{base}/",
        "cache_age": 86_400,
        "thumbnail_url": f"{page_url}/image.png",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "width": FRAME_WIDTH,
        "height": FRAME_HEIGHT,
    }
    frame = iframe({"html": html})
    assert frame["src"] == f"{base}/embed/{SLUG}?mode=form"
    assert frame["title"] == "Form to sign the petition “Open the library on Sundays”"
    assert (frame["width"], frame["height"]) == (str(FRAME_WIDTH), str(FRAME_HEIGHT))


@pytest.mark.usefixtures("petition")
async def test_the_petitions_page_leads_to_it_with_what_its_address_says(
    client: httpx.AsyncClient, page_url: str
) -> None:
    shown = Page((await client.get(f"/p/{SLUG}?partner={PARTNER}&source=blog&fbclid=x")).text)
    (link,) = [one for one in shown.all("link") if one.attributes.get("type") == "application/json+oembed"]
    assert link.attributes["rel"] == "alternate"
    # As WordPress does it: what it wants goes behind.
    answer = await client.get(link.attributes["href"] + "&maxwidth=500&maxheight=750&dnt=1")
    source = urlsplit(iframe(answer.json())["src"])
    assert parse_qs(source.query) == {"partner": [PARTNER], "source": ["blog"], "mode": ["form"]}


@pytest.mark.usefixtures("petition")
@pytest.mark.parametrize("more", ["", "/", "?utm_source=x", "#sign", "?locale=de&x=%26#sign"])
async def test_a_petitions_address_may_have_a_query_and_a_fragment(
    client: httpx.AsyncClient, page_url: str, more: str
) -> None:
    assert (await ask(client, page_url + more))["title"] == "Open the library on Sundays"


@pytest.mark.usefixtures("petition")
async def test_wishes_in_the_address_reach_the_frame(client: httpx.AsyncClient, page_url: str) -> None:
    frame = iframe(await ask(client, f"{page_url}?locale=de&mode=full&scheme=auto&partner=a%22b"))
    asked = parse_qs(urlsplit(frame["src"]).query)
    assert asked == {"partner": ['a"b'], "locale": ["de"], "mode": ["full"], "scheme": ["auto"]}
    assert frame["title"].startswith("Formular zum Unterschreiben")


@pytest.mark.usefixtures("petition")
@pytest.mark.parametrize(
    "limits, size, thumbnail",
    [
        ({"maxwidth": 500, "maxheight": 750}, (500, 750), None),
        ({"maxwidth": 800, "maxheight": 400}, (800, 400), 600),
        ({"maxwidth": 1200}, (1200, FRAME_HEIGHT), 1200),
        ({"maxwidth": 99_999}, (WIDEST, FRAME_HEIGHT), 1200),
        ({"maxheight": 5000}, (FRAME_WIDTH, FRAME_HEIGHT), 1200),
        ({"maxwidth": "wide", "maxheight": "-1"}, (FRAME_WIDTH, FRAME_HEIGHT), 1200),
        ({"maxwidth": "0", "maxheight": "9" * 50}, (FRAME_WIDTH, FRAME_HEIGHT), 1200),
    ],
)
async def test_it_keeps_to_the_limits_of_the_page_that_asks(
    client: httpx.AsyncClient,
    page_url: str,
    limits: dict[str, str | int],
    size: tuple[int, int],
    thumbnail: int | None,
) -> None:
    answer = await ask(client, page_url, **limits)
    assert (answer["width"], answer["height"]) == size
    assert answer.get("thumbnail_width") == thumbnail
    if thumbnail:
        assert (await client.get(answer["thumbnail_url"])).headers["content-type"] == "image/png"


class Kses(HTMLParser):
    """WordPress's filter for sites that it does not know (wp_filter_oembed_result): these tags and attributes."""

    ALLOWED = {  # noqa: RUF012
        "a": {"href"},
        "blockquote": set[str](),
        "iframe": {
            "src",
            "width",
            "height",
            "frameborder",
            "marginwidth",
            "marginheight",
            "scrolling",
            "title",
        },
    }

    def __init__(self, html: str) -> None:
        super().__init__()
        self.kept: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.ALLOWED:
            self.kept.append((tag, {name: value for name, value in attrs if name in self.ALLOWED[tag]}))


@pytest.mark.usefixtures("petition")
async def test_wordpress_keeps_a_link_and_a_frame_of_it(client: httpx.AsyncClient, page_url: str) -> None:
    html = (await ask(client, page_url))["html"]
    kept = Kses(html).kept
    assert [tag for tag, _ in kept] == ["blockquote", "a", "iframe"]
    assert kept[1][1] == {"href": page_url}
    assert {"src", "width", "height", "title"} <= set(kept[2][1])


async def test_a_frame_that_stands_anywhere_needs_no_link(
    client: httpx.AsyncClient, service: Service, page_url: str
) -> None:
    await add_petition(service, embedding="anyone", title='<b>"Books"</b>')
    answer = await ask(client, page_url)
    assert [tag for tag, _ in Kses(answer["html"]).kept] == ["iframe"]
    assert Page(answer["html"]).all("b") == []
    assert answer["title"] == '<b>"Books"</b>'


@pytest.mark.usefixtures("petition")
@pytest.mark.parametrize(
    "query, status, code",
    [
        ({}, 400, "bad_request"),
        ({"url": ""}, 400, "bad_request"),
        ({"url": "https://elsewhere.example/p/open-the-library"}, 404, "petition_not_found"),
        ({"url": "{base}/p/unknown"}, 404, "petition_not_found"),
        ({"url": "{base}/p/"}, 404, "petition_not_found"),
        ({"url": "{base}/p/open-the-library/badge.svg"}, 404, "petition_not_found"),
        ({"url": "{base}/"}, 404, "petition_not_found"),
        ({"url": "https://["}, 404, "petition_not_found"),
        ({"url": "{base}/p/open-the-library", "format": "xml"}, 501, "not_implemented"),
    ],
)
async def test_what_it_can_not_answer_it_refuses_as_the_standard_asks(
    client: httpx.AsyncClient, service: Service, query: dict[str, str], status: int, code: str
) -> None:
    filled = {name: value.format(base=service.settings.base_url) for name, value in query.items()}
    answer = await client.get("/oembed", params=filled)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_draft_is_told_to_nobody(client: httpx.AsyncClient, service: Service, page_url: str) -> None:
    await add_petition(service, state="draft")
    assert (await client.get("/oembed", params={"url": page_url})).status_code == 404
