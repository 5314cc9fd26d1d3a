"""GET /embed/{slug}: the petition for an <iframe>."""

import httpx
import pytest

from tests.support.campaign import (
    PARTNER,
    PARTNER_ORIGIN,
    SLUG,
    add_petition,
    add_translation,
    suspend_partner,
)
from tests.support.supporters import api, ask_challenge, filled_form, new_token, send_form
from tests.web.reading import Page, dangers_in
from tests.web.watching import rows_of
from widget_server.app import Service

FRAME = f"/embed/{SLUG}"


def ancestors(answer: httpx.Response) -> list[str]:
    policy = answer.headers["content-security-policy"].split(";")
    (found,) = [one.split()[1:] for one in policy if one.split()[0] == "frame-ancestors"]
    return list(found)


@pytest.mark.usefixtures("petition", "partner")
async def test_it_holds_the_form_with_all_that_was_wished_for(client: httpx.AsyncClient) -> None:
    wishes = {
        "partner": PARTNER,
        "locale": "de-AT",
        "mode": "form",
        "source": "news & more",
        "scheme": "dark",
    }
    page = Page((await client.get(FRAME, params=wishes)).text)
    (form,) = page.all("petition-form")
    assert form.attributes == {
        "petition": SLUG,
        "partner": PARTNER,
        "locale": "de-AT",
        "mode": "form",
        "source": "news & more",
    }
    (html,) = page.all("html")
    assert (html.attributes["lang"], html.attributes["data-scheme"]) == ("de", "dark")
    assert [script.attributes["src"] for script in page.all("script")] == ["/static/frame.js", "/v1.js"]


@pytest.mark.usefixtures("petition", "partner")
async def test_what_there_is_not_is_not_wished_for(client: httpx.AsyncClient) -> None:
    wishes = {"mode": "huge", "scheme": "pink", "source": "x" * 101, "onload": "alert(1)"}
    page = Page((await client.get(FRAME, params=wishes)).text)
    assert page.all("petition-form")[0].attributes == {"petition": SLUG}
    assert page.all("html")[0].attributes["data-scheme"] == "light"


@pytest.mark.usefixtures("petition", "partner")
async def test_without_scripts_a_link_leads_to_the_petitions_own_page_in_a_new_tab(
    client: httpx.AsyncClient, service: Service
) -> None:
    page = Page((await client.get(FRAME, params={"partner": PARTNER})).text)
    (link,) = page.all("a")
    assert link.attributes["href"] == f"{service.settings.base_url}/p/{SLUG}"
    assert link.attributes["target"] == "_blank"
    assert link.text == "Sign this petition"
    assert "Be the first to sign" in page.text
    assert page.all("base")[0].attributes == {"target": "_blank"}


@pytest.mark.usefixtures("petition", "partner")
async def test_a_partners_frame_stands_on_the_partners_sites(
    client: httpx.AsyncClient, service: Service
) -> None:
    answer = await client.get(FRAME, params={"partner": PARTNER})
    assert ancestors(answer) == ["'self'", PARTNER_ORIGIN]
    script = Page(answer.text).all("script")[0]
    assert script.attributes["data-sites"] == f"{service.settings.base_url} {PARTNER_ORIGIN}"
    assert answer.headers["cache-control"].startswith("public, max-age=60")


@pytest.mark.usefixtures("petition", "partner")
async def test_without_a_partner_the_partners_site_that_asks_may_hold_it_and_no_cache_may(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(FRAME, headers={"Referer": f"{PARTNER_ORIGIN}/"})
    assert ancestors(answer) == ["'self'", PARTNER_ORIGIN]
    assert Page(answer.text).all("petition-form")[0].attributes["partner"] == PARTNER
    assert answer.headers["cache-control"] == "no-store"
    for referer in ({}, {"Referer": "https://evil.example/"}):
        answer = await client.get(FRAME, headers=referer)
        assert ancestors(answer) == ["'self'"]
        assert PARTNER_ORIGIN not in answer.text


async def test_a_petition_for_anyone_stands_anywhere(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, embedding="anyone")
    answer = await client.get(FRAME)
    assert ancestors(answer) == ["*"]
    assert "data-sites" not in Page(answer.text).all("script")[0].attributes
    assert answer.headers["cache-control"].startswith("public, max-age=60")


@pytest.mark.usefixtures("petition", "partner")
async def test_what_is_signed_in_it_counts_for_the_partner(
    client: httpx.AsyncClient, service: Service
) -> None:
    token = await new_token(client, partner=PARTNER)  # no Origin: browsers send none with a GET to their own
    own = service.settings.base_url
    answer = await send_form(client, filled_form(token), origin=own)
    assert answer.status_code == 202
    (row,) = await rows_of(service, "signatures")
    assert row["partner_id"] == service.live_catalogue.current.partners[PARTNER].id


@pytest.mark.usefixtures("petition", "partner")
async def test_a_suspended_partners_frame_still_shows_and_can_not_sign(
    client: httpx.AsyncClient, service: Service
) -> None:
    await suspend_partner(service)
    answer = await client.get(FRAME, params={"partner": PARTNER})
    assert (answer.status_code, ancestors(answer)) == (200, ["'self'", PARTNER_ORIGIN])
    assert (await ask_challenge(client, partner=PARTNER)).status_code == 403


@pytest.mark.usefixtures("petition", "partner")
@pytest.mark.parametrize(
    "path, status, words, link",
    [
        ("/embed/unknown", 404, "There is no such petition", []),
        (f"{FRAME}?partner=unknown", 403, "This form came from another site", [f"/p/{SLUG}"]),
    ],
)
async def test_a_slip_in_its_address_is_said_in_the_frame(
    client: httpx.AsyncClient, service: Service, path: str, status: int, words: str, link: list[str]
) -> None:
    answer = await client.get(path)
    links = [one.attributes["href"] for one in Page(answer.text).all("a")]
    assert links == [f"{service.settings.base_url}{one}" for one in link]
    assert answer.status_code == status
    assert words in Page(answer.text).text
    assert ancestors(answer) == ["*"]
    assert answer.headers["cache-control"] == "no-store"


PICTURE = "https://cdn.example/door.jpg"


@pytest.mark.parametrize(
    "image, query, policy",
    [
        (None, {}, "require-corp"),
        (PICTURE, {"mode": "form"}, "require-corp"),
        (PICTURE, {}, "credentialless"),
        (PICTURE, {"mode": "full"}, "credentialless"),
        (PICTURE, {"partner": "unknown"}, "require-corp"),
    ],
)
async def test_pages_that_isolate_themselves_may_hold_it_and_a_picture_from_elsewhere_still_shows(
    client: httpx.AsyncClient, service: Service, image: str | None, query: dict[str, str], policy: str
) -> None:
    await add_petition(service, image=image)
    answer = await client.get(FRAME, params=query)
    assert answer.headers["cross-origin-embedder-policy"] == policy
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.usefixtures("petition")
async def test_where_the_partner_is_none_the_link_leads_to_the_language_that_was_wished_for(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_translation(service)
    for wanted, shown in (("de-AT", "de"), ("fr", "en"), ("", "en")):
        page = Page((await client.get(FRAME, params={"partner": "unknown", "locale": wanted})).text)
        (link,) = page.all("a")
        assert link.attributes["href"] == f"{service.settings.base_url}/p/{SLUG}?locale={shown}"


@pytest.mark.usefixtures("petition")
@pytest.mark.parametrize("wanted", ["cy", "cy-GB", "cy_GB", "de", "de_AT", "no", "xx"])
async def test_the_form_speaks_the_languages_that_its_frame_does(
    client: httpx.AsyncClient, service: Service, wanted: str
) -> None:
    await add_translation(service, locale="cy", title="Agorwch y llyfrgell", consent="Iawn.", opt_ins={})
    page = Page((await client.get(FRAME, params={"locale": wanted})).text)
    form, heading, html = (page.all(tag)[0] for tag in ("petition-form", "h1", "html"))
    config = (await client.get(api(SLUG), params={"locale": form.attributes["locale"]})).json()
    assert (config["title"], config["text_locale"]) == (heading.text, heading.attributes["lang"])
    assert config["locale"] == html.attributes["lang"]
    assert config["text_locale"] == ("cy" if wanted.startswith("cy") else "en")


async def test_it_speaks_the_petitions_language(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, locale="ar", title="افتحوا المكتبة", embedding="anyone")
    page = Page((await client.get(FRAME)).text)
    html, heading = page.all("html")[0], page.all("h1")[0]
    assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")
    assert (heading.attributes["lang"], heading.attributes["dir"]) == ("ar", "rtl")


async def test_what_somebody_writes_stays_text(client: httpx.AsyncClient, service: Service) -> None:
    nasty = '"><script>alert(1)</script>'
    await add_petition(service, embedding="anyone", title=nasty, target=nasty)
    answer = await client.get(FRAME, params={"source": nasty, "locale": nasty, "mode": nasty})
    allowed = frozenset({"script", "link", "meta", "base", "svg"})
    assert dangers_in(answer.text, allowed=allowed) == []
    assert [script.text for script in Page(answer.text).all("script")] == ["", ""]


async def test_its_script_names_whom_it_speaks_to(client: httpx.AsyncClient) -> None:
    script = (await client.get("/static/frame.js")).text
    assert script.count("postMessage(") == 1
    assert "postMessage(message, origin)" in script
