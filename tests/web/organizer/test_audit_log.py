"""Nothing that an organizer does is missing from the log: every POST is done once, and leaves a row."""

import csv
import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pyotp
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.support.campaign import SLUG, add_petition, petition_file, translation_file
from tests.support.clocks import AdjustableClock
from tests.support.organizers import PASSWORD, Visitor, store_organizer
from tests.support.supporters import new_email, sign
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.audit import AuditFilter
from widget_server.core.clock import SECOND
from widget_server.core.csv_cells import BOM
from widget_server.storage import audit_log
from widget_server.web.organizer.audit_words import ACTIONS

Doing = Callable[["Doings"], Awaitable[Any]]

ON_THE_WAY_IN = {
    # looked at in test_getting_in: how an account is set up, a session's begin, and refusals
    "/organizer/sign-in",
    "/organizer/sign-in/code",
    "/organizer/welcome/{token}",
    "/organizer/second-factor",
}

CHANGES_NOTHING = {
    "/organizer/account/second-factor": "shows a code to scan; nothing is set before the next form",
    "/organizer/preview": "shows what was typed, and stores nothing (test_preview looks at the database)",
}


class Doings:
    """An owner, and what there is to do something to."""

    def __init__(
        self, owner: Visitor, service: Service, client: httpx.AsyncClient, clock: AdjustableClock
    ) -> None:
        self.owner, self.service, self.client, self.clock = owner, service, client, clock
        self.other = 0
        self.signer = ""

    async def send(self, path: str, **fields: object) -> Any:
        return await self.owner.send(path, **fields)

    async def care(self, path: str, **fields: object) -> Any:
        """Something about the signature of `signer`."""
        url = f"/organizer/petitions/{SLUG}/signatures{path}"
        return await self.owner.send(url, email=self.signer, **fields)

    def factor(self) -> str:
        """A code that was not used yet."""
        return self.owner.next_code()

    async def rows(self) -> list[tuple[str, str]]:
        async with self.service.database.held() as connection:
            found = await connection.fetch_all("SELECT action, who FROM audit_log ORDER BY id")
        return [(row["action"], row["who"]) for row in found]


async def add_app(it: Doings) -> Any:
    page = Page((await it.send("/organizer/account/second-factor", factor_code=it.factor())).text)
    secret = "".join(page.all("code")[0].text.split())
    code = pyotp.TOTP(secret).at(it.clock() // SECOND)
    answer = await it.send("/organizer/account/second-factor/add", code=code)
    it.owner.secret = secret
    return answer


async def remove_passkey(it: Doings) -> Any:
    async with it.service.database.held() as connection:
        await connection.execute(
            "INSERT INTO passkeys (credential_id, organizer_id, public_key, sign_count, name, created_at)"
            " SELECT :credential, id, :credential, 0, 'Phone', 1 FROM organizers WHERE email = :email",
            {"credential": b"abc", "email": it.owner.email},
        )
    return await it.send("/organizer/account/passkeys/remove", passkey="YWJj", factor_code=it.factor())


PETITION = {
    "slug": "brand-new",
    "title": "Title",
    "target": "Target",
    "statement": "Statement",
    "confirmation": "email",
    "embedding": "listed",
    "consent_style": "checkbox",
    "thanks_mail": "yes",
    "ask_given_name": "required",
}


async def preview_invalidation(it: Doings) -> Any:
    """Of one who has signed just now."""
    await sign(it.client)
    span = {"since": 0, "until": it.clock() + 1}
    return await it.send(
        f"/organizer/petitions/{SLUG}/suspicious", reason="partner", partner="", like="", **span
    )


DOINGS: dict[str, tuple[str, Doing]] = {
    "/organizer/account/password": (
        "account.password",
        lambda it: it.send(
            "/organizer/account/password", current=PASSWORD, password=PASSWORD + "!", again=PASSWORD + "!"
        ),
    ),
    "/organizer/account/second-factor/add": ("account.factor", add_app),
    "/organizer/account/passkeys/remove": ("account.passkey_remove", remove_passkey),
    "/organizer/account/recovery-codes": (
        "account.recovery_codes",
        lambda it: it.send("/organizer/account/recovery-codes", factor_code=it.factor()),
    ),
    "/organizer/account/sessions/end": (
        "session.end_others",
        lambda it: it.send("/organizer/account/sessions/end", session="others"),
    ),
    "/organizer/team": (
        "organizer.add",
        lambda it: it.send(
            "/organizer/team", email="new@organizers.example", role="viewer", factor_code=it.factor()
        ),
    ),
    "/organizer/team/link": (
        "organizer.link",
        lambda it: it.send("/organizer/team/link", organizer=it.other, factor_code=it.factor()),
    ),
    "/organizer/team/role": (
        "organizer.role",
        lambda it: it.send(
            "/organizer/team/role", organizer=it.other, role="editor", factor_code=it.factor()
        ),
    ),
    "/organizer/team/remove": (
        "organizer.remove",
        lambda it: it.send("/organizer/team/remove", organizer=it.other),
    ),
    "/organizer/audit/export": (
        "audit.export",
        lambda it: it.send("/organizer/audit/export", factor_code=it.factor()),
    ),
    "/organizer/petitions/{slug}/export/pdf": (
        "export",
        lambda it: it.send(f"/organizer/petitions/{SLUG}/export/pdf", factor_code=it.factor()),
    ),
    "/organizer/petitions/{slug}/export": (
        "export",
        lambda it: it.send(f"/organizer/petitions/{SLUG}/export", kind="everything", factor_code=it.factor()),
    ),
    "/organizer/petitions/{slug}/signatures": ("signature.look", lambda it: it.care("")),
    "/organizer/petitions/{slug}/signatures/correct": (
        "signature.correct",
        lambda it: it.care("/correct", given_name="Bea", family_name="Lovelace"),
    ),
    "/organizer/petitions/{slug}/signatures/resend": ("signature.resend", lambda it: it.care("/resend")),
    "/organizer/petitions/{slug}/signatures/withdraw": (
        "signature.withdraw",
        lambda it: it.care("/withdraw"),
    ),
    "/organizer/petitions/{slug}/signatures/erase": ("signature.erase", lambda it: it.care("/erase")),
    "/organizer/petitions/{slug}/suspicious": ("invalidation.preview", preview_invalidation),
    "/organizer/petitions/{slug}/invalidations/{id}/apply": (
        "invalidation.apply",
        lambda it: it.send(f"/organizer/petitions/{SLUG}/invalidations/1/apply"),
    ),
    "/organizer/petitions/{slug}/invalidations/{id}/undo": (
        "invalidation.undo",
        lambda it: it.send(f"/organizer/petitions/{SLUG}/invalidations/1/undo"),
    ),
    "/organizer/petitions/new": ("petition.add", lambda it: it.send("/organizer/petitions/new", **PETITION)),
    "/organizer/petitions/{slug}/text": (
        "petition.change",
        lambda it: it.send("/organizer/petitions/brand-new/text", **(PETITION | {"title": "Another"})),
    ),
    "/organizer/petitions/{slug}/state": (
        "petition.open",
        lambda it: it.send("/organizer/petitions/brand-new/state", to="open"),
    ),
    "/organizer/petitions/file": (
        "petition.add",
        lambda it: it.owner.client.post(
            "/organizer/petitions/file", files={"file": ("x.md", petition_file(slug="from-a-file"))}
        ),
    ),
    "/organizer/petitions/{slug}/translations/{locale}": (
        "translation.add",
        lambda it: it.send(f"/organizer/petitions/{SLUG}/translations/de", title="T", statement="S"),
    ),
    "/organizer/petitions/{slug}/translations/file": (
        "translation.add",
        lambda it: it.owner.client.post(
            f"/organizer/petitions/{SLUG}/translations/file",
            files={"file": ("x.md", translation_file(locale="fr"))},
        ),
    ),
    "/organizer/petitions/{slug}/translations/{locale}/remove": (
        "translation.remove",
        lambda it: it.send(f"/organizer/petitions/{SLUG}/translations/de/remove"),
    ),
    "/organizer/partners/add": (
        "partner.add",
        lambda it: it.send("/organizer/partners/add", key="news", name="News", origins="news.example"),
    ),
    "/organizer/partners/{key}/change": (
        "partner.change",
        lambda it: it.send("/organizer/partners/news/change", name="News 2", origins="news.example"),
    ),
    "/organizer/partners/{key}/suspend": (
        "partner.suspend",
        lambda it: it.send("/organizer/partners/news/suspend", to="suspended"),
    ),
    "/organizer/partners/{key}/invite": (
        "organizer.add",
        lambda it: it.send(
            "/organizer/partners/news/invite", email="them@news.example", factor_code=it.factor()
        ),
    ),
    "/organizer/mail/retry": ("mail.retry", lambda it: it.send("/organizer/mail/retry", which="failed")),
    "/organizer/sign-out": ("session.end", lambda it: it.send("/organizer/sign-out")),
}
"""For each POST: the action that it leaves in the log, and how it is done."""


@pytest.fixture
async def doings(
    owner: Visitor, service: Service, client: httpx.AsyncClient, clock: AdjustableClock
) -> Doings:
    await add_petition(service)
    it = Doings(owner, service, client, clock)
    it.signer = new_email()
    await sign(client, email=it.signer)
    it.other = await store_organizer(
        service, "other@organizers.example", "viewer", None, pyotp.random_base32()
    )
    return it


async def test_every_post_leaves_a_row_in_the_log(app: tuple[Starlette, Service], doings: Doings) -> None:
    posts = {
        one.path
        for one in app[0].routes
        if isinstance(one, Route) and one.path.startswith("/organizer") and "POST" in (one.methods or set())
    }
    assert posts == DOINGS.keys() | ON_THE_WAY_IN | CHANGES_NOTHING.keys()
    for path, (action, do) in DOINGS.items():
        before = len(await doings.rows())
        answer = await do(doings)
        assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"
        new = (await doings.rows())[before:]
        assert (action, doings.owner.email) in new, f"{path} left {new}"
    assert {action for action, _ in await doings.rows()} <= ACTIONS.keys()  # each has its words on the page


async def test_the_log_says_who_did_what_from_where_and_what_it_was_before(doings: Doings) -> None:
    await doings.send(
        "/organizer/team/role", organizer=doings.other, role="editor", factor_code=doings.factor()
    )
    page = (await doings.owner.page("/organizer/audit")).text
    for words in (
        "Changed the role of somebody",
        "organizer:other@organizers.example",
        "viewer",
        "editor",
        "198.51.100.0/24",
    ):
        assert words in page


async def test_the_log_is_filtered_and_taken_out_as_csv(doings: Doings) -> None:
    await doings.send(
        "/organizer/team", email="new@organizers.example", role="viewer", factor_code=doings.factor()
    )
    query = "action=organizer.add&subject=organizer:new@organizers.example"
    page = await doings.owner.page(f"/organizer/audit?{query}")
    assert "other@organizers.example" not in page.text
    form = next(form for form in page.forms if form.action == "/organizer/audit/export")
    answer = await doings.owner.send(form.action, {**form.values}, factor_code=doings.factor())
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-log.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix(BOM))))
    assert [row[3] for row in rows] == ["action", "organizer.add"]


async def test_a_day_that_is_none_is_told_by_the_field_and_takes_nothing_out(doings: Doings) -> None:
    url = "/organizer/audit/export"
    wrong = {"who": doings.owner.email, "from": "yesterday", "to": "2027-02-30"}
    for answer in (
        await doings.owner.client.get("/organizer/audit", params=wrong),
        await doings.owner.send(url, wrong, factor_code=doings.factor()),
    ):
        assert answer.status_code == 422
        page = Page(answer.text)
        for name in ("from", "to"):
            assert page.by_id(f"f-{name}").attributes["aria-invalid"] == "true"
            assert "2027-01-31" in page.by_id(f"e-{name}").text
        assert page.by_id("f-who").attributes["value"] == doings.owner.email
        assert not any(form.action == url for form in page.forms)
    told = await doings.owner.client.post(
        url, data=wrong | {"factor_code": doings.factor()}, headers={"Accept": "application/json"}
    )
    assert (told.status_code, told.json()["problem"][:5]) == (422, "From:")
    assert ("audit.export", doings.owner.email) not in await doings.rows()


async def test_the_log_names_the_filter_of_what_was_taken_out_of_it(doings: Doings) -> None:
    asked = {"who": "ada", "from": "2027-01-30", "to": "2027-01-31"}
    await doings.owner.send("/organizer/audit/export", asked, factor_code=doings.factor())
    async with doings.service.database.reading() as connection:
        (row,) = await audit_log.read(connection, AuditFilter(action="audit.export"))
    assert row.after == asked


async def test_taking_something_out_asks_for_the_second_factor_every_time(doings: Doings) -> None:
    asked = await doings.send("/organizer/audit/export", action="organizer.add")
    assert asked.headers["content-type"].startswith("text/html")
    form = Page(asked.text).forms[-1]
    code = doings.factor()
    taken = await doings.send(form.action, **{**form.values, "factor_code": code})
    assert taken.headers["content-type"].startswith("text/csv")
    again = await doings.send("/organizer/audit/export", factor_code=code)
    assert again.status_code == 422
    wrong = await doings.send("/organizer/audit/export", factor_code="000000", who="ada")
    assert Page(wrong.text).forms[-1].values["who"] == "ada"


async def test_refused_sign_ins_are_in_the_log(doings: Doings, stranger: Visitor) -> None:
    await stranger.send("/organizer/sign-in", email=doings.owner.email, password="wrong")
    assert ("session.refuse", "somebody") in await doings.rows()


async def test_older_rows_are_on_the_pages_after(doings: Doings) -> None:
    for number in range(60):
        await doings.send(
            "/organizer/team",
            email=f"n{number}@organizers.example",
            role="viewer",
            factor_code=doings.factor(),
        )
    first = await doings.owner.page("/organizer/audit?action=organizer.add")
    older = next(link for link in first.links if "before=" in link)
    second = await doings.owner.page("/organizer/audit" + older)
    assert "n59@" in first.text
    assert "n59@" not in second.text
    assert "n0@" in second.text


@pytest.mark.parametrize("path", ["/correct", "/resend"])
async def test_nobody_is_looked_at_unseen(doings: Doings, path: str) -> None:
    """By a form that is refused, or when no mail may go any more, the person shows all the same."""
    for _ in range(6):
        last = len(await doings.rows())
        answer = await doings.care(path)
        assert "Lovelace" in answer.text
        assert (await doings.rows())[last:], "somebody was shown and nobody knows by whom"


async def test_asking_whether_somebody_has_signed_is_in_the_log_without_the_address(doings: Doings) -> None:
    url = f"/organizer/petitions/{SLUG}/signatures"
    await doings.send(url, email="nobody.at.all@people.example.org")
    page = (await doings.owner.page("/organizer/audit?action=signature.look")).text
    assert "signature:1:none" in page
    assert "nobody.at.all" not in page


async def test_the_log_says_of_which_partner_an_account_was_and_is(doings: Doings) -> None:
    for key in ("news", "watch"):
        await doings.send("/organizer/partners/add", key=key, name=key, origins=f"{key}.example")
        sent = {"organizer": doings.other, "role": "partner", "partner": key}
        await doings.send("/organizer/team/role", **sent, factor_code=doings.factor())
    async with doings.service.database.held() as connection:
        rows = await connection.fetch_all(
            "SELECT facts_before, facts_after FROM audit_log WHERE action = 'organizer.role' ORDER BY id"
        )
    assert [json.loads(row["facts_before"]) for row in rows] == [
        {"role": "viewer", "partner": None},
        {"role": "partner", "partner": "news"},
    ]
    assert json.loads(rows[-1]["facts_after"]) == {"role": "partner", "partner": "watch"}
