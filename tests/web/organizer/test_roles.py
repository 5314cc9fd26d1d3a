"""Every organizers' URL, by every role: who is let in, and who is not."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.support.campaign import PARTNER, SLUG
from tests.support.organizers import Visitor, signed_in, visitor_of
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.organizer import ROLES
from widget_server.core.partner import Partner

ALL, STAFF, EDITORS, OWNERS = "owner editor viewer partner", "owner editor viewer", "owner editor", "owner"

MATRIX = {
    "GET /organizer/": ALL,
    "GET /organizer/petitions/{slug}": ALL,
    "GET /organizer/petitions/{slug}/live": ALL,
    "GET /organizer/petitions/{slug}/over-time": ALL,
    "GET /organizer/petitions/{slug}/export": "owner partner",
    "POST /organizer/petitions/{slug}/export": "owner partner",
    "POST /organizer/petitions/{slug}/export/pdf": OWNERS,
    "GET /organizer/petitions/new": EDITORS,
    "POST /organizer/petitions/new": EDITORS,
    "GET /organizer/preview": EDITORS,
    "POST /organizer/preview": EDITORS,
    "POST /organizer/petitions/file": EDITORS,
    "GET /organizer/petitions/{slug}/text": EDITORS,
    "POST /organizer/petitions/{slug}/text": EDITORS,
    "POST /organizer/petitions/{slug}/state": EDITORS,
    "GET /organizer/petitions/{slug}/file": EDITORS,
    "GET /organizer/petitions/{slug}/texts": STAFF,
    "GET /organizer/petitions/{slug}/translations": EDITORS,
    "POST /organizer/petitions/{slug}/translations/file": EDITORS,
    "GET /organizer/petitions/{slug}/translations/{locale}": EDITORS,
    "POST /organizer/petitions/{slug}/translations/{locale}": EDITORS,
    "GET /organizer/petitions/{slug}/translations/{locale}/file": EDITORS,
    "POST /organizer/petitions/{slug}/translations/{locale}/remove": EDITORS,
    "GET /organizer/petitions/{slug}/signatures": EDITORS,
    "POST /organizer/petitions/{slug}/signatures": EDITORS,
    "POST /organizer/petitions/{slug}/signatures/resend": EDITORS,
    "POST /organizer/petitions/{slug}/signatures/correct": EDITORS,
    "POST /organizer/petitions/{slug}/signatures/withdraw": EDITORS,
    "POST /organizer/petitions/{slug}/signatures/erase": EDITORS,
    "GET /organizer/petitions/{slug}/suspicious": EDITORS,
    "POST /organizer/petitions/{slug}/suspicious": EDITORS,
    "GET /organizer/petitions/{slug}/invalidations/{id}": EDITORS,
    "POST /organizer/petitions/{slug}/invalidations/{id}/apply": EDITORS,
    "POST /organizer/petitions/{slug}/invalidations/{id}/undo": EDITORS,
    "GET /organizer/partners": STAFF,
    "POST /organizer/partners/add": EDITORS,
    "GET /organizer/partners/{key}": ALL,
    "POST /organizer/partners/{key}/change": EDITORS,
    "POST /organizer/partners/{key}/suspend": EDITORS,
    "POST /organizer/partners/{key}/invite": OWNERS,
    "GET /organizer/try": ALL,
    "POST /organizer/sign-out": ALL,
    "GET /organizer/account": ALL,
    "POST /organizer/account/password": ALL,
    "POST /organizer/account/second-factor": ALL,
    "POST /organizer/account/second-factor/add": ALL,
    "POST /organizer/account/passkeys/remove": ALL,
    "POST /organizer/account/recovery-codes": ALL,
    "POST /organizer/account/sessions/end": ALL,
    "GET /organizer/team": OWNERS,
    "POST /organizer/team": OWNERS,
    "POST /organizer/team/link": OWNERS,
    "POST /organizer/team/role": OWNERS,
    "POST /organizer/team/remove": OWNERS,
    "GET /organizer/audit": OWNERS,
    "POST /organizer/audit/export": OWNERS,
    "GET /organizer/mail": STAFF,
    "POST /organizer/mail/retry": EDITORS,
}
"""What each role may do. A URL that is not here fails the test: whoever adds one says whom it is for."""


def gated(app: Starlette) -> list[str]:
    """'GET /organizer/…' of every route behind the gate."""
    routes = [one for one in app.routes if isinstance(one, Route) and getattr(one, "roles", None)]
    return [f"{method} {one.path}" for one in routes for method in sorted((one.methods or set()) - {"HEAD"})]


def address(path: str) -> str:
    """With something in place of each {name}."""
    values = {"slug": SLUG, "key": PARTNER, "token": "x", "locale": "de"}
    for name, value in values.items():
        path = path.replace("{" + name + "}", value)
    return path.replace("{id}", "1")


@pytest.fixture
async def visitors(
    app: tuple[Starlette, Service], petition: LivePetition, partner: Partner
) -> AsyncIterator[dict[str, Visitor]]:
    async with AsyncExitStack() as exits:
        found: dict[str, Visitor] = {}
        for role in ROLES:
            of = partner.key if role == "partner" else None
            found[role] = await exits.enter_async_context(signed_in(*app, role, partner=of))
        found["nobody"] = await exits.enter_async_context(visitor_of(*app))
        yield found


def test_every_url_says_whom_it_is_for(app: tuple[Starlette, Service]) -> None:
    assert sorted(gated(app[0])) == sorted(MATRIX)


async def test_each_role_gets_what_is_its_own_and_nothing_else(visitors: dict[str, Visitor]) -> None:
    wrong = []
    for url, roles in MATRIX.items():
        method, path = url.split()
        if path == "/organizer/sign-out" or path.endswith("/live"):
            continue  # the one would end what the others are tried with; the other never ends by itself
        for role in ROLES:
            ask = visitors[role].client.get if method == "GET" else visitors[role].send
            status = (await ask(address(path))).status_code
            if (status == 403) == (role in roles.split()) or status >= 500:
                wrong.append(f"{role} {url}: {status}")
    assert wrong == []


async def test_nobody_gets_anything_without_signing_in(visitors: dict[str, Visitor]) -> None:
    nobody = visitors["nobody"]
    for url in MATRIX:
        method, path = url.split()
        if method == "GET":
            answer = await nobody.client.get(address(path))
            assert answer.headers["location"].startswith("/organizer/sign-in?next=/organizer/"), url
        else:
            assert (await nobody.send(address(path))).status_code == 401, url


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.petition.test"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=["other site", "sister site", "old browser", "sandboxed frame"],
)
async def test_no_other_site_sends_a_form_in_an_owners_name(
    app: tuple[Starlette, Service], visitors: dict[str, Visitor], headers: dict[str, str]
) -> None:
    owner = visitors["owner"].client
    posts = [one.path for one in app[0].routes if isinstance(one, Route) and "POST" in (one.methods or set())]
    for path in [one for one in posts if one.startswith("/organizer")]:
        assert (await owner.post(address(path), headers=headers)).status_code == 403, path
    assert (await owner.get("/organizer/")).status_code == 200


async def test_a_role_that_is_taken_away_is_gone_with_the_next_request(visitors: dict[str, Visitor]) -> None:
    owner, editor = visitors["owner"], visitors["editor"]
    page = await owner.page("/organizer/team")
    ids = {form.values["organizer"]: form for form in page.forms if form.action == "/organizer/team/role"}
    for organizer in ids:
        await owner.send(
            "/organizer/team/role", organizer=organizer, role="viewer", factor_code=owner.next_code()
        )
    answer = await editor.send("/organizer/mail/retry", which="failed", note="a long text")
    assert answer.status_code == 403
    assert "a long text" in answer.text  # nothing that was typed is lost


async def test_an_account_that_is_removed_is_out_at_once(visitors: dict[str, Visitor]) -> None:
    owner = visitors["owner"]
    for form in (await owner.page("/organizer/team")).forms:
        if form.action == "/organizer/team/remove":
            await owner.send(form.action, {**form.values})
    for role in ("editor", "viewer", "partner"):
        assert (await visitors[role].client.get("/organizer/")).status_code == 303


async def test_the_last_owner_stays(visitors: dict[str, Visitor], service: Service) -> None:
    owner = visitors["owner"]
    async with service.database.held() as connection:
        row = await connection.fetch_one("SELECT id FROM organizers WHERE email = :e", {"e": owner.email})
    assert row is not None
    for path, more in (("role", {"role": "viewer"}), ("remove", {})):
        sent = {"organizer": row["id"], "factor_code": owner.next_code(), **more}
        answer = await owner.send(f"/organizer/team/{path}", sent)
        assert answer.status_code == 422
        assert "last owner" in answer.text


async def test_an_open_session_alone_makes_nobody_an_account(
    visitors: dict[str, Visitor], service: Service
) -> None:
    """It would be in for good, and take out what asks for a second factor with one of its own."""
    owner = visitors["owner"]
    form = (await owner.page("/organizer/team")).forms
    someone = next(one.values["organizer"] for one in form if one.action == "/organizer/team/role")
    for path, fields in (
        ("/organizer/team", {"email": "eve@evil.example", "role": "owner"}),
        ("/organizer/team/link", {"organizer": someone}),
        ("/organizer/team/role", {"organizer": someone, "role": "owner"}),
        (f"/organizer/partners/{PARTNER}/invite", {"email": "eve@evil.example"}),
    ):
        answer = await owner.send(path, fields)
        assert "Is it you?" in answer.text, path
        assert Page(answer.text).forms[-1].values.items() >= fields.items()
    async with service.database.held() as connection:
        eve = await connection.fetch_one(
            "SELECT id FROM organizers WHERE email = :email", {"email": "eve@evil.example"}
        )
        made = await connection.fetch_all("SELECT who FROM audit_log WHERE action = 'organizer.link'")
    assert eve is None
    assert made == []
