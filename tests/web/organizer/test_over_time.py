"""The days and hours that the dashboard's chart draws, as tables on a page of their own."""

import httpx
from starlette.applications import Starlette

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, signed_in
from tests.support.supporters import sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY, HOUR, isoformat
from widget_server.core.partner import Partner

DASHBOARD = f"/organizer/petitions/{SLUG}"
URL = f"{DASHBOARD}/over-time"


async def test_days_and_hours_stand_in_tables_newest_first_with_the_lulls(
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
    partner: Partner,
    app: tuple[Starlette, Service],
) -> None:
    await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN)
    clock.forward(2 * DAY)
    for _ in range(2):
        await sign_and_confirm(service, client)
    async with signed_in(*app, "viewer") as viewer:  # in now, since sessions end by the clock
        assert URL in (await viewer.page(DASHBOARD)).links
        page = await viewer.page(URL)
    days, hours = ("".join(one.text.split()) for one in page.all("table"))
    today = clock() // DAY
    rows = [
        f"{isoformat((today - ago) * DAY)[:10]}{own + theirs}{own}{theirs}"
        for ago, own, theirs in ((0, 2, 0), (1, 0, 0), (2, 0, 1))
    ]
    assert days == "UTCAllOwnpageCivicNews" + "".join(rows)
    this_hour = clock() // HOUR
    counted = {0: "220", 48: "101"}
    hours_of_campaign = this_hour - (today - 2) * 24 + 1
    rows = [
        isoformat((this_hour - ago) * HOUR)[:16].replace("T", "") + counted.get(ago, "000")
        for ago in range(min(72, hours_of_campaign))
    ]
    assert hours == "UTCAllOwnpageCivicNews" + "".join(rows)


async def test_a_partner_sees_its_own_days_and_no_draft(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    petition: LivePetition,
    partner: Partner,
) -> None:
    await add_partner(service, "watch", name="Rights Watch", origins=("https://watch.example.org",))
    await sign_and_confirm(service, client, partner=PARTNER, origin=PARTNER_ORIGIN)
    await sign_and_confirm(service, client, partner="watch", origin="https://watch.example.org")
    await add_petition(service, state="draft", slug="secret-plan", title="A secret plan")
    async with signed_in(*app, "partner", partner=PARTNER) as visitor:
        page = await visitor.page(URL)
        await visitor.page("/organizer/petitions/secret-plan/over-time", 404)
    heads = [one.text for one in page.all("th") if one.attributes["scope"] == "col"]
    assert heads == ["UTC", "Civic News"] * 2  # and no sum beside a single one


async def test_without_signatures_it_says_so(petition: LivePetition, viewer: Visitor) -> None:
    page = await viewer.page(URL)
    assert not page.all("table")
    assert "Nobody has signed yet." in page.text


async def test_days_of_a_long_campaign_do_not_weigh_on_the_dashboard(
    app: tuple[Starlette, Service],
    service: Service,
    client: httpx.AsyncClient,
    clock: AdjustableClock,
    petition: LivePetition,
) -> None:
    """A day more costs it the chart's bare numbers, not a row."""
    await sign_and_confirm(service, client)
    clock.forward(400 * DAY)
    async with signed_in(*app, "viewer") as viewer:
        dashboard, tables = [(await viewer.client.get(one)).text for one in (DASHBOARD, URL)]
    assert len(Page(tables).all("tr")) == 401 + 72 + 2
    assert len(Page(dashboard).all("tr")) < 20
