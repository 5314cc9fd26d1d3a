"""Partners: added as people paste, changed by two at once, seen working, and their own page."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.organizers import PASSWORD, Visitor, signed_in
from tests.support.supporters import ask_challenge
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner

URL = f"/organizer/partners/{PARTNER}"


async def test_a_partner_is_added_with_sites_as_they_were_pasted(service: Service, editor: Visitor) -> None:
    sent = await editor.send(
        "/organizer/partners/add",
        key="news",
        name="News",
        origins="- www.news.example/politics\nhttps://news.example/",
    )
    assert sent.status_code == 303
    assert "was taken for https://www.news.example" in (await editor.page(sent.headers["location"])).text
    await service.refresher.refresh_once()
    partner = service.live_catalogue.current.partners["news"]
    assert partner.origins == {"https://www.news.example", "https://news.example"}


async def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why_by_the_field(editor: Visitor) -> None:
    lines = "\n".join([*(f"site{n}.example" for n in range(399)), "not a site"])
    answer = await editor.send("/organizer/partners/add", key="News!", name="", origins=lines)
    assert answer.status_code == 422
    form = next(one for one in Page(answer.text).forms if one.action.endswith("/add"))
    assert form.values["origins"] == lines
    assert form.values["key"] == "News!"
    for words in ("small letters", "Give it the name", "no name of a site"):
        assert words in answer.text


async def test_two_editors_at_once_are_told_and_nothing_is_overwritten(
    service: Service, editor: Visitor, partner: Partner
) -> None:
    opened = next(form for form in (await editor.page(URL)).forms if form.action == f"{URL}/change").values
    await add_partner(service, name="Changed meanwhile", origins=("https://other.example",))
    answer = await editor.send(f"{URL}/change", {**opened, "name": "Mine"})
    assert answer.status_code == 409
    assert "Changed meanwhile" in answer.text
    await service.refresher.refresh_once()
    assert service.live_catalogue.current.partners[PARTNER].name == "Changed meanwhile"
    form = next(form for form in Page(answer.text).forms if form.action == f"{URL}/change")
    assert form.values["name"] == "Mine"
    assert (await editor.send(form.action, {**form.values})).status_code == 303


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_of_two_editors_in_the_same_moment_one_is_told(editor: Visitor, partner: Partner) -> None:
    opened = next(form for form in (await editor.page(URL)).forms if form.action == f"{URL}/change").values
    for _ in range(5):
        names = [f"Name {number}" for number in range(4)]
        sent = (editor.send(f"{URL}/change", {**opened, "name": name}) for name in names)
        answers = await asyncio.gather(*sent)
        assert sorted(one.status_code for one in answers) == [303, 409, 409, 409]
        page = await editor.page(URL)
        opened = next(form for form in page.forms if form.action == f"{URL}/change").values


async def test_a_suspended_partner_takes_no_signatures_until_it_is_resumed(
    service: Service, client: httpx.AsyncClient, editor: Visitor, petition: LivePetition, partner: Partner
) -> None:
    for to, status in (("suspended", 403), ("active", 200)):
        await editor.send(f"{URL}/suspend", to=to)
        await service.refresher.refresh_once()
        answer = await ask_challenge(client, partner=PARTNER, origin=PARTNER_ORIGIN)
        assert answer.status_code == status


async def test_where_the_snippet_was_seen_working_is_said(
    service: Service, client: httpx.AsyncClient, viewer: Visitor, petition: LivePetition, partner: Partner
) -> None:
    assert "Nobody has begun" in (await viewer.page(URL)).text
    await ask_challenge(client, partner=PARTNER, origin=PARTNER_ORIGIN)
    await service.forms_begun.flush()
    page = await viewer.page(URL)
    assert PARTNER_ORIGIN in page.text
    assert "Nobody has begun" not in page.text


async def test_the_builder_makes_the_snippet_that_the_try_page_runs(
    viewer: Visitor, petition: LivePetition, partner: Partner
) -> None:
    page = await viewer.page(
        f"{URL}?preset=night&mode=form&locale=de&shape=element&accent=%23ff0000&own_accent=yes"
    )
    code = page.by_id("code").text
    assert 'mode="form"' in code
    assert "--petition-background: #101623" in code
    assert "--petition-accent: #ff0000" in code
    tried = await viewer.client.get(page.all("iframe")[0].attributes["src"])
    assert f'petition="{SLUG}" partner="{PARTNER}" locale="de" mode="form"' in tried.text
    assert "frame-ancestors 'self'" in tried.headers["content-security-policy"]


async def test_the_builder_begins_with_a_petition_that_is_open_and_shows_no_form_of_a_draft(
    service: Service, editor: Visitor, petition: LivePetition, partner: Partner
) -> None:
    await add_petition(service, slug="a-draft", state="draft")
    page = await editor.page(URL)
    assert page.forms[1].values["petition"] == SLUG
    assert page.all("iframe")
    page = await editor.page(f"{URL}?petition=a-draft")
    assert not page.all("iframe")
    assert "/organizer/petitions/a-draft/text#state" in page.links


async def test_an_invited_partner_sees_its_own_page_and_no_other(
    app: tuple[Starlette, Service],
    service: Service,
    owner: Visitor,
    stranger: Visitor,
    petition: LivePetition,
    partner: Partner,
) -> None:
    await add_partner(service, "watch", name="Rights Watch", origins=("https://watch.example.org",))
    answer = await owner.send(f"{URL}/invite", email="them@news.example", factor_code=owner.next_code())
    link = Page(answer.text).by_id("link").text.removeprefix("http://petition.test")
    await stranger.send(link, password=PASSWORD, again=PASSWORD)
    assert "them@news.example" in answer.text
    async with signed_in(*app, "partner", partner=PARTNER) as visitor:
        assert "Civic News" in (await visitor.page(URL)).text
        for path in ("/organizer/partners/watch", f"/organizer/try?petition={SLUG}&partner=watch"):
            assert (await visitor.client.get(path)).status_code == 404
        assert (await visitor.client.get("/organizer/partners")).status_code == 403
        assert not [form for form in (await visitor.page(URL)).forms if form.action.startswith(f"{URL}/")]


async def test_what_is_typed_into_a_partner_stays_text(editor: Visitor, petition: LivePetition) -> None:
    name = "<script>alert(1)</script>"
    await editor.send("/organizer/partners/add", key="x", name=name, origins="x.example")
    for path in ("/organizer/partners", "/organizer/partners/x"):
        page = await editor.page(path)
        assert name in page.text
        assert not any("alert" in one.text for one in page.all("script"))
