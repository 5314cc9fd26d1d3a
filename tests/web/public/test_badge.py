"""GET /p/{slug}/badge.svg: the total as an image."""

from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition
from tests.support.supporters import shown_totals, sign_and_confirm
from widget_server.app import Service
from widget_server.core.catalogue import Catalogue, load_catalogues
from widget_server.web.public.badge import draw

BADGE = f"/p/{SLUG}/badge.svg"
SVG = "{http://www.w3.org/2000/svg}"


def words_of(svg: str) -> str:
    text = ET.fromstring(svg).find(f"{SVG}text")  # our own
    assert text is not None
    return text.text or ""


@pytest.mark.usefixtures("petition")
async def test_it_says_how_many_have_signed(client: httpx.AsyncClient, service: Service) -> None:
    before = await client.get(BADGE)
    assert words_of(before.text) == "0 signatures"
    await sign_and_confirm(service, client)
    assert (await shown_totals(service, client))["confirmed"] == 1
    after = await client.get(BADGE)
    assert words_of(after.text) == "1 signature"
    assert after.headers["etag"] != before.headers["etag"]


@pytest.mark.usefixtures("petition")
async def test_other_sites_may_show_it_and_nobody_can_run_it(client: httpx.AsyncClient) -> None:
    answer = await client.get(BADGE)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"].startswith("public, max-age=5")
    again = await client.get(BADGE, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_it_speaks_the_petitions_language(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, locale="de", title="Mehr Bücher & <mehr> Zeit")
    answer = await client.get(BADGE)
    assert words_of(answer.text) == "0 Unterschriften"
    title = ET.fromstring(answer.text).find(f"{SVG}title")  # our own
    assert title is not None
    assert title.text == "Mehr Bücher & <mehr> Zeit"


async def test_a_petition_that_is_not_there_has_none(client: httpx.AsyncClient) -> None:
    answer = await client.get("/p/unknown/badge.svg")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("language", [*load_catalogues()], ids=lambda language: language.tag)
def test_it_is_as_wide_as_its_words_in_every_language(language: Catalogue) -> None:
    words = language.text("page", "total", count=1_234_567)
    root = ET.fromstring(draw(words, "Title", "ltr"))  # our own
    text = root.find(f"{SVG}text")
    assert text is not None
    length = int(text.attrib["textLength"])
    assert int(root.attrib["width"]) == length + 24
    assert 4 * len(words) <= length <= 14 * len(words)
