"""The demo's partner site: pages on another origin that embed the widget as any partner would."""

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from demo_site.app import create_site
from demo_site.pages import all_pages, strict_policy
from demo_site.partners import PARTNERS
from demo_site.petition_files import MORATORIUM, STOP_REKOGNITION, petition_files
from tests.web.reading import Page
from widget_server.core.partner import check_key
from widget_server.core.petition_file import parse_petition_file

SERVICE = "https://sign.example.org"
PAGES = [page.path for page in all_pages(SERVICE)]
PETITIONS = {STOP_REKOGNITION, MORATORIUM}
every_page = pytest.mark.parametrize("path", PAGES)


@pytest.fixture
async def site() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_site(SERVICE))
    async with httpx.AsyncClient(transport=transport, base_url="http://news.test") as client:
        yield client


async def read(site: httpx.AsyncClient, path: str) -> Page:
    answer = await site.get(path)
    assert answer.status_code == 200
    return Page(answer.text)


@every_page
async def test_every_link_within_the_site_leads_somewhere(site: httpx.AsyncClient, path: str) -> None:
    page = await read(site, path)
    for link in page.links:
        if link.startswith("/"):
            assert (await site.get(link)).status_code == 200, link
        elif link.startswith("#"):
            page.by_id(link[1:])
        else:
            assert link.startswith("https://"), link


@every_page
async def test_every_style_sheet_and_image_is_there(site: httpx.AsyncClient, path: str) -> None:
    page = await read(site, path)
    loaded = [link.attributes["href"] for link in page.all("link") if link.attributes["rel"] != "preload"]
    loaded += [image.attributes["src"] for image in page.all("img")]
    for address in loaded:
        assert address.startswith("/static/")
        assert (await site.get(address)).status_code == 200, address


@every_page
async def test_pages_load_scripts_from_the_service_alone(site: httpx.AsyncClient, path: str) -> None:
    for script in (await read(site, path)).all("script"):
        assert script.attributes["src"] == f"{SERVICE}/v1.js"


@every_page
async def test_every_form_names_a_partner_and_a_petition_and_holds_a_link(
    site: httpx.AsyncClient, path: str
) -> None:
    page = await read(site, path)
    keys = {partner.key for partner in PARTNERS}
    for form in page.all("petition-form"):
        assert form.attributes["partner"] in keys
        assert form.attributes["petition"] in PETITIONS
        assert f"{SERVICE}/p/{form.attributes['petition']}" in page.links
        assert form.text == "Sign the petition"


def test_the_widget_is_embedded_in_every_way_that_the_contract_shows() -> None:
    pages = {page.path: page for page in all_pages(SERVICE)}
    assert 'mode="form"' in pages["/article"].snippet
    assert f'<script async src="{SERVICE}/v1.js" data-petition=' in pages["/one-tag"].snippet
    assert pages["/two-petitions"].snippet.count("<petition-form") == 2
    assert pages["/two-petitions"].snippet.count("<script") == 1


@every_page
async def test_the_snippet_that_a_page_shows_is_the_one_that_it_runs(
    site: httpx.AsyncClient, path: str
) -> None:
    (page,) = [page for page in all_pages(SERVICE) if page.path == path]
    html = (await site.get(path)).text
    if page.snippet:
        assert page.snippet in Page(html).text
        for part in page.snippet.splitlines():
            assert part in html, "live"
            assert part in unescape(html.replace(part, "")), "and as text"


async def test_the_strict_page_allows_the_service_and_nothing_inline(site: httpx.AsyncClient) -> None:
    answer = await site.get("/strict-csp")
    policy = answer.headers["content-security-policy"]
    assert policy == strict_policy(SERVICE)
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    page = Page(answer.text)
    assert page.all("style") == []
    assert not any("style" in element.attributes for element in page.elements)


async def test_only_the_origin_of_the_service_counts() -> None:
    transport = httpx.ASGITransport(create_site("http://127.0.0.1:8000/some/path?x=1"))
    async with httpx.AsyncClient(transport=transport, base_url="http://news.test") as site:
        assert 'src="http://127.0.0.1:8000/v1.js"' in (await site.get("/article")).text


@pytest.mark.parametrize("url", ["", "sign.example.org", "ftp://sign.example.org", "//sign.example.org"])
def test_a_service_without_an_origin_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="petition service"):
        create_site(url)


async def test_the_site_sets_no_cookie_and_knows_what_is_not_there(site: httpx.AsyncClient) -> None:
    for path in (*PAGES, "/healthz", "/nothing"):
        assert "set-cookie" not in (await site.get(path)).headers
    assert (await site.get("/nothing")).status_code == 404
    assert (await site.get("/static/../app.py")).status_code == 404


@pytest.mark.parametrize("path", petition_files(), ids=lambda path: str(path.stem))
def test_the_demos_petitions_are_its_files(path: Path) -> None:
    assert parse_petition_file(path.read_text("utf-8")).slug in PETITIONS


def test_partners_have_keys_that_the_service_takes() -> None:
    for partner in PARTNERS:
        check_key(partner.key)
        assert partner.privacy_path.startswith("/")
