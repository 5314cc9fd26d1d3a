"""Headers that keep browsers safe, on every answer of every route."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import httpx
import pytest
from starlette.routing import Route

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.databases import DatabaseMaker
from tests.support.links import link_token
from tests.support.services import running_service
from tests.support.settings import make_settings
from tests.support.supporters import (
    api,
    filled_form,
    new_email,
    new_token,
    path_of,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.reading import Page
from widget_server.app import Service, create_app
from widget_server.mail.demo_mailbox import DemoMailbox

BASE = "https://sign.example.org"


@dataclass(frozen=True)
class Answer:
    """An answer, and the route that gave it."""

    route: str
    answer: httpx.Response

    @property
    def is_page(self) -> bool:
        return "text/html" in self.answer.headers.get("content-type", "")

    def __str__(self) -> str:
        return f"{self.answer.request.method} {self.answer.request.url} ({self.answer.status_code})"


@pytest.fixture(scope="module")
def answers(
    database_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Answer]]:
    """What every route of a service on https answers, well and badly asked; asked once for all tests."""
    with database_maker.migrated("sqlite", tmp_path_factory.mktemp("headers")) as url:
        yield asyncio.run(crawl(url))


async def crawl(url: str) -> list[Answer]:
    settings = make_settings(url, base_url=BASE)
    async with running_service(settings, mailbox=DemoMailbox()) as (service, client):
        return await ask_everything(service, client)


async def ask_everything(service: Service, client: httpx.AsyncClient) -> list[Answer]:
    me = link_token(await add_petition(service), new_email())
    await add_partner(service)
    email = new_email()
    await sign(client, email=email)
    mail = await wait_for_mail(service, email)
    thanks = await wait_for_mail(service, await sign_and_confirm(service, client), 2)
    secrets = [path_of(mail, "confirm"), path_of(mail, "not-me"), path_of(thanks, "mine")]
    found: list[Answer] = []
    for route in public_routes(service):
        for method in sorted(route.methods or {"GET"}):
            for path in paths_of(route.path, secrets):
                for headers in ({}, {"Origin": PARTNER_ORIGIN}, {"Origin": "https://evil.example"}):
                    for data in forms_for(method, await new_token(client), me):
                        answer = await client.request(method, path, headers=headers, data=data)
                        found.append(Answer(route.path, answer))
        found.append(Answer(route.path, await client.request("DELETE", route.path)))
    found += [Answer("/p/{slug}", await client.get(f"/p/{SLUG}?petition_me={one}")) for one in (me, "x")]
    found.append(Answer("nothing", await client.get("/nothing/here")))
    return found


def public_routes(service: Service) -> list[Route]:
    """Of people, partners and operators; the organizers' own have rules of their own."""
    routes = [route for route in create_app(service).routes if isinstance(route, Route)]
    return [route for route in routes if not route.path.startswith("/organizer")]


def paths_of(route: str, secrets: Sequence[str]) -> list[str]:
    """An address that the route answers, and one that it refuses; `secrets` are those of mails."""
    if route.endswith("/{token}"):
        page = route.removesuffix("{token}")
        return [next(path for path in secrets if path.startswith(page)), f"{page}nonsense"]
    good = {
        "{slug}": SLUG,
        "{version}": "0.0",
        "{name}": "pages.css",
        "{id:int}": "1",
        "{code}": "k3vq7mzc2d",
        "{sha256}": "0" * 64,
        "{extension}": "jpg",
    }
    bad = {"{slug}": "unknown", "{version}": "9.9", "{name}": "icon.svg", "{id:int}": "999", "{code}": "x"}
    paths = []
    for values in (good, bad):
        path = route
        for place, value in values.items():
            path = path.replace(place, value)
        paths.append(path)
    if route == "/oembed":
        paths.append(f"/oembed?url={BASE}/p/{SLUG}")
    has_partners = "/api/" in route or route.startswith("/embed/")
    return [*dict.fromkeys(paths), *([f"{paths[0]}?partner={PARTNER}"] if has_partners else [])]


def forms_for(method: str, token: str, me: str) -> list[dict[str, str] | None]:
    return [filled_form(token, me=me), {"token": "x"}] if method == "POST" else [None]


def test_every_route_is_asked(answers: list[Answer]) -> None:
    statuses = {answer.answer.status_code for answer in answers}
    assert statuses >= {200, 202, 403, 404, 405}
    assert all(status < 500 for status in statuses)
    assert any(answer.is_page and answer.answer.status_code == 403 for answer in answers)


def test_no_answer_ever_sets_a_cookie(answers: list[Answer]) -> None:
    assert [str(one) for one in answers if "set-cookie" in one.answer.headers] == []


def test_every_answer_forbids_guessing_its_type(answers: list[Answer]) -> None:
    assert [
        str(one) for one in answers if one.answer.headers.get("x-content-type-options") != "nosniff"
    ] == []


def test_on_https_every_answer_asks_to_stay_there_for_a_year(answers: list[Answer]) -> None:
    assert [
        str(one)
        for one in answers
        if one.answer.headers.get("strict-transport-security") != "max-age=31536000"
    ] == []


def test_no_answer_names_the_software(answers: list[Answer]) -> None:
    assert [str(one) for one in answers if {"server", "x-powered-by"} & set(one.answer.headers)] == []


def test_every_answer_says_how_long_it_may_be_kept(answers: list[Answer]) -> None:
    assert [str(one) for one in answers if "cache-control" not in one.answer.headers] == []


def test_what_is_one_persons_or_an_error_is_never_kept(answers: list[Answer]) -> None:
    private = (
        "/challenge",
        "/recognition",
        "/signatures",
        "/confirm/",
        "/not-me/",
        "/mine/",
        "/p/{slug}",
        "/demo/",
        "/readyz",
        "/healthz",
        "/metrics",
    )
    for one in answers:
        is_shared = one.route.endswith((".svg", ".png", "/statistics"))
        is_private = any(part in one.route for part in private) and not is_shared
        if is_private or one.answer.status_code >= 400:
            assert one.answer.headers["cache-control"] == "no-store", one


def is_frame(one: Answer) -> bool:
    """The one page that stands on other sites, and runs our scripts."""
    return one.route == "/embed/{slug}" and one.answer.status_code != 405


def test_pages_run_no_script_load_nothing_from_elsewhere_and_stand_in_no_frame(answers: list[Answer]) -> None:
    pages = [one for one in answers if one.is_page and not is_frame(one)]
    assert len(pages) > 20
    for one in pages:
        policy = directives(one.answer)
        assert policy["default-src"] == ["'none'"], one
        assert "script-src" not in policy, one
        assert "'unsafe-eval'" not in one.answer.headers["content-security-policy"], one
        is_mail = one.answer.request.url.path.endswith("/html") and one.answer.status_code == 200
        assert policy["frame-ancestors"] == (["'self'"] if is_mail else ["'none'"]), one
        if is_mail:
            assert "allow-scripts" not in policy["sandbox"], one
        else:
            assert "'unsafe-inline'" not in one.answer.headers["content-security-policy"], one
            assert policy["base-uri"] == ["'none'"], one
            assert set(policy["form-action"]) <= {"'self'", "'none'"}, one


def test_the_page_for_frames_runs_our_scripts_alone_and_stands_on_the_partners_sites(
    answers: list[Answer],
) -> None:
    frames = [one for one in answers if is_frame(one)]
    assert {one.answer.status_code for one in frames} == {200, 404}
    for one in frames:
        policy = directives(one.answer)
        assert policy["default-src"] == ["'none'"], one
        assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == ["'self'"], one
        assert policy["form-action"] == policy["base-uri"] == ["'none'"], one
        assert policy["trusted-types"] == ["'none'"], one
        if one.answer.status_code == 200:
            partners = [PARTNER_ORIGIN] if one.answer.request.url.query else []
            assert policy["frame-ancestors"] == ["'self'", *partners], one


def test_pages_keep_to_their_own_policy(answers: list[Answer]) -> None:
    for one in answers:
        if one.is_page and not one.answer.request.url.path.endswith("/html"):
            page = Page(one.answer.text)
            scripts = page.all("script")
            assert scripts == [] or is_frame(one), one
            assert all(script.attributes["src"].startswith("/") and not script.text for script in scripts), (
                one
            )
            assert page.all("style") == [], one
            assert not any("style" in element.attributes for element in page.elements), one


def test_pages_behind_links_of_mails_tell_no_other_site_their_address(answers: list[Answer]) -> None:
    for one in answers:
        if one.is_page:
            in_query = "petition_me" in one.answer.request.url.params
            secret = one.route.startswith(("/confirm", "/not-me", "/mine")) or in_query
            allowed = {"no-referrer"} if secret else {"no-referrer", "strict-origin-when-cross-origin"}
            assert one.answer.headers["referrer-policy"] in allowed, one


def test_an_image_opened_by_itself_is_shut_off_from_everything(answers: list[Answer]) -> None:
    images = [one for one in answers if one.answer.headers.get("content-type") == "image/svg+xml"]
    assert images
    for one in images:
        assert one.answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_what_is_public_may_be_read_by_every_page(answers: list[Answer]) -> None:
    public = {
        api("{slug}"),
        api("{slug}", "totals"),
        api("{slug}", "referrals/{code}"),
        "/v1.js",
        "/v1.json",
        "/oembed",
        "/openapi.json",
    }
    assert public <= {one.route for one in answers}
    for one in answers:
        if one.route in public and one.answer.request.method in ("GET", "HEAD"):
            assert one.answer.headers["access-control-allow-origin"] == "*", one
            assert "access-control-allow-credentials" not in one.answer.headers, one
            if one.answer.status_code == 200:
                assert one.answer.headers["cross-origin-resource-policy"] == "cross-origin", one


def test_what_stands_on_other_sites_says_that_it_may(answers: list[Answer]) -> None:
    shown = {"/embed/{slug}", "/static/{name}", "/v1.js", "/p/{slug}/badge.svg", "/p/{slug}/image.png"}
    assert shown <= {one.route for one in answers}
    for one in answers:
        is_there = one.answer.status_code == 200 or is_frame(one)
        if one.route in shown and is_there:
            assert one.answer.headers["cross-origin-resource-policy"] == "cross-origin", one


def test_what_is_one_pages_may_be_read_by_partners_alone(answers: list[Answer]) -> None:
    for one in answers:
        if (
            one.route.endswith(("/challenge", "/recognition", "/signatures"))
            and one.answer.status_code != 405
        ):
            origin = one.answer.request.headers.get("origin")
            allowed = origin if origin == PARTNER_ORIGIN else None
            assert one.answer.headers.get("access-control-allow-origin") == allowed, one
            assert one.answer.headers["vary"] == "Origin", one


def test_pages_are_no_other_sites_business(answers: list[Answer]) -> None:
    for one in answers:
        if one.is_page:
            assert "access-control-allow-origin" not in one.answer.headers, one


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


async def test_without_https_nobody_is_told_to_stay_on_it(client: httpx.AsyncClient) -> None:
    for path in ("/", "/healthz", "/v1.js"):
        assert "strict-transport-security" not in (await client.get(path)).headers
