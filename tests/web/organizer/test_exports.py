"""Taking signatures out: what each role gets, and what an attacker does not."""

import csv
import io
import json

import httpx
import pytest
from pypdf import PdfReader
from starlette.applications import Starlette

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, signed_in
from tests.support.supporters import sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import SECOND
from widget_server.core.csv_cells import BOM
from widget_server.core.partner import Partner

URL = f"/organizer/petitions/{SLUG}/export"
OTHER_ORIGIN = "https://watch.example.org"


async def take(visitor: Visitor, clock: AdjustableClock, url: str = URL, **form: str) -> httpx.Response:
    """With a code that was not used yet."""
    clock.forward(30 * SECOND)
    return await visitor.send(url, {**form}, factor_code=visitor.code())


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix(BOM))))


@pytest.fixture
async def campaign(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, partner: Partner
) -> dict[str, str]:
    """Who has signed: through each partner one who wants its news, and one who does not."""
    await add_partner(service, "watch", name="Rights Watch", origins=(OTHER_ORIGIN,))
    made = {}
    for key, origin in ((PARTNER, PARTNER_ORIGIN), ("watch", OTHER_ORIGIN)):
        for wants in ("yes", ""):
            made[f"{key} {wants}".strip()] = await sign_and_confirm(
                service,
                client,
                partner=key,
                origin=origin,
                given_name="=cmd()",
                partner_updates=wants,
                updates=wants,
            )
    return made


async def test_an_owner_takes_out_what_the_page_says_there_is(
    owner: Visitor, campaign: dict[str, str], clock: AdjustableClock
) -> None:
    page = await owner.page(URL)
    counts = [one.text for one in page.all("b")]
    assert counts == ["2", "4", "4", "1", "1"]
    assert len(rows(await take(owner, clock, kind="everything"))) == 4
    assert len(rows(await take(owner, clock, kind="updates"))) == 2
    assert all(row["given_name"] == "'=cmd()" for row in rows(await take(owner, clock, kind="delivery")))


async def test_a_partner_takes_its_own_opted_in_supporters_and_nothing_else(
    app: tuple[Starlette, Service], campaign: dict[str, str], partner: Partner, clock: AdjustableClock
) -> None:
    async with signed_in(*app, "partner", partner=PARTNER) as visitor:
        mine = rows(await take(visitor, clock, kind="partner"))
        assert [row["email"] for row in mine] == [campaign[f"{PARTNER} yes"]]
        for more in ({"partner": "watch"}, {"partner_id": str(partner.id + 1)}):
            tried = rows(await take(visitor, clock, kind="partner", **more))
            assert [row["email"] for row in tried] == [campaign[f"{PARTNER} yes"]]
        for kind in ("everything", "updates", "delivery"):
            assert (await take(visitor, clock, kind=kind)).status_code == 403


async def test_nothing_of_another_petition_comes_out(
    service: Service, owner: Visitor, campaign: dict[str, str], clock: AdjustableClock
) -> None:
    await add_petition(service, slug="other", title="Another")
    url = "/organizer/petitions/other/export"
    assert rows(await take(owner, clock, url, kind="everything")) == []


async def test_without_the_second_factor_nothing_comes_out(owner: Visitor, campaign: dict[str, str]) -> None:
    asked = await owner.send(URL, kind="everything", format="csv")
    assert "@" not in Page(asked.text).text.replace(owner.email, "")
    assert Page(asked.text).forms[-1].values["kind"] == "everything"


@pytest.mark.parametrize(
    "form", [{}, {"kind": "all"}, {"kind": "updates", "format": "xlsx"}, {"kind": "partner"}]
)
async def test_a_form_that_is_not_ours_is_refused(
    owner: Visitor, campaign: dict[str, str], clock: AdjustableClock, form: dict[str, str]
) -> None:
    assert (await take(owner, clock, **form)).status_code == 400


async def test_once_retention_has_ended_there_is_nothing_left(
    service: Service, owner: Visitor, campaign: dict[str, str], clock: AdjustableClock
) -> None:
    async with service.database.held() as connection:
        await connection.execute("UPDATE petitions SET wrapped_key = NULL")
        await connection.execute("UPDATE catalogue_version SET version = version + 1")
    await service.refresher.refresh_once()
    assert "is erased" in (await owner.page(URL)).text
    assert (await take(owner, clock, kind="everything")).status_code == 410


async def test_the_delivery_pdf_shows_those_alone_who_agreed(
    service: Service,
    client: httpx.AsyncClient,
    owner: Visitor,
    petition: LivePetition,
    clock: AdjustableClock,
) -> None:
    for name in ("Ada", "Grace"):
        await sign_and_confirm(service, client, given_name=name)
    async with service.database.held() as connection:
        await connection.execute(
            "UPDATE signatures SET show_name = true WHERE id = (SELECT min(id) FROM signatures)"
        )
    answer = await take(owner, clock, f"{URL}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert int(answer.headers["content-length"]) == len(answer.content)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Ada" in text
    assert "Grace" not in text
    assert "@" not in text
    assert "And 1 more signed" in text
    async with service.database.held() as connection:
        row = await connection.fetch_one("SELECT facts_after FROM audit_log WHERE action = 'export'")
    assert row is not None
    assert json.loads(row["facts_after"]) == {"kind": "shown", "format": "pdf", "rows": 1}


async def test_the_target_gets_comments_of_those_alone_who_agreed_to_be_shown(
    service: Service, client: httpx.AsyncClient, clock: AdjustableClock, owner: Visitor
) -> None:
    """By the boxes of the form itself; in both the delivery file and the PDF."""
    await add_petition(service, fields=["given_name", "family_name", "email", "comment", "show_name"])
    for name, shows in (("Ada", "yes"), ("Grace", "")):
        await sign_and_confirm(service, client, given_name=name, comment=f"{name} says so.", show_name=shows)
    delivery = rows(await take(owner, clock, kind="delivery", format="csv"))
    assert {row["given_name"]: row["comment"] for row in delivery} == {"Ada": "Ada says so.", "Grace": ""}
    answer = await take(owner, clock, f"{URL}/pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Ada says so." in text
    assert "Grace" not in text


async def test_the_delivery_pdf_is_no_partners_and_what_it_is_made_of_no_file(
    app: tuple[Starlette, Service], owner: Visitor, campaign: dict[str, str], clock: AdjustableClock
) -> None:
    assert (await take(owner, clock, kind="shown")).status_code == 400
    async with signed_in(*app, "partner", partner=PARTNER) as visitor:
        assert (await take(visitor, clock, f"{URL}/pdf")).status_code == 403


async def test_a_wrong_code_is_told_to_the_script_that_waits_for_the_file(
    petition: LivePetition, owner: Visitor
) -> None:
    url = f"/organizer/petitions/{SLUG}/export"
    asked = await owner.send(url, kind="updates")
    assert "data-download" in asked.text
    answer = await owner.client.post(
        url,
        data={"kind": "updates", "factor_code": "000000"},
        headers={"Sec-Fetch-Site": "same-origin", "Accept": "application/json"},
    )
    assert (answer.status_code, answer.headers["cache-control"]) == (422, "no-store")
    assert "code" in answer.json()["problem"]
