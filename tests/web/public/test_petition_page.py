"""GET and POST /p/{slug}: the petition as a page of its own, working without JavaScript."""

from urllib.parse import quote

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, add_translation, set_petition_state
from tests.support.clocks import AdjustableClock
from tests.support.settings import BASE_URL
from tests.support.supporters import new_email, press_confirm, shown_totals, wait_for_mail
from tests.web.reading import Form, Page
from tests.web.watching import rows_of
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY, isoformat
from widget_server.core.countries import COUNTRIES
from widget_server.core.petition import Stored

PATH = f"/p/{SLUG}"


async def shown(client: httpx.AsyncClient) -> Page:
    answer = await client.get(PATH)
    assert answer.status_code == 200
    return Page(answer.text)


def filled(form: Form, **answers: str) -> dict[str, str]:
    """The form as a person leaves it: what it held, what they typed, and the consent ticked."""
    typed = {
        "given_name": "Ada",
        "family_name": "Lovelace",
        "email": new_email(),
        "consent": form.boxes["consent"],
    }
    return form.values | typed | answers


async def send(client: httpx.AsyncClient, form: Form, values: dict[str, str]) -> httpx.Response:
    """As a browser sends it."""
    assert form.method == "post"
    return await client.post(
        form.action, data=values, headers={"Origin": BASE_URL, "Referer": BASE_URL + PATH}
    )


async def test_a_supporter_signs_and_confirms_without_javascript(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    page = await shown(client)
    assert page.all("script") == []
    values = filled(page.form, country="DE", postcode="10115", comment="Because I read.")
    thanks = await send(client, page.form, values)
    assert thanks.status_code == 200
    assert values["email"] in Page(thanks.text).text
    mail = await wait_for_mail(service, values["email"])
    done = await press_confirm(client, mail)
    assert "Your signature counts" in Page(done.text).text
    assert (await shown_totals(service, client))["confirmed"] == 1
    assert "1 person has signed" in (await shown(client)).text


async def test_where_nothing_is_to_be_confirmed_the_thanks_say_so(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, confirmation="none")
    page = await shown(client)
    thanks = Page((await send(client, page.form, filled(page.form))).text)
    assert "Thank you for signing, Ada" in thanks.text


async def test_who_came_by_a_link_that_was_passed_on_is_filed_under_it_even_after_mistakes(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    page = Page((await client.get(f"{PATH}?petition_ref=k3vq7mzc2d&source=%3Cb%3E%22%22&ref=other")).text)
    again = Page((await send(client, page.form, filled(page.form, email="nonsense"))).text)
    for form in (page.form, again.form):
        assert (form.values["ref"], form.values["source"]) == ("k3vq7mzc2d", '<b>""')
    thanks = await send(client, again.form, filled(again.form))
    assert thanks.status_code == 200
    (row,) = await rows_of(service, "signatures")
    assert (row["ref"], row["source"]) == ("k3vq7mzc2d", '<b>""')


async def test_a_link_may_say_anything_and_the_form_keeps_what_can_be_kept(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    answer = await client.get(f"{PATH}?petition_ref=%00%FF%0A{'x' * 500}&source=")
    form = Page(answer.text).form
    assert form.values["ref"] == "x" * 100
    assert "source" not in form.values


async def test_whoever_changes_the_language_still_counts_for_whoever_led_them_here(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_translation(service)
    page = Page((await client.get(f"{PATH}?petition_ref=k3vq7mzc2d&source=blog")).text)
    (link,) = [one for one in page.all("a") if one.attributes.get("hreflang") == "de"]
    form = Page((await client.get(link.attributes["href"])).text).form
    assert [form.values[name] for name in ("locale", "ref", "source")] == ["de", "k3vq7mzc2d", "blog"]
    alternates = [one.attributes["href"] for one in page.all("link") if "hreflang" in one.attributes]
    assert not any("petition_ref" in address for address in alternates)


def canonical_and_previewed(page: Page) -> tuple[str, str]:
    """The page's one address, and the one that a preview of it is kept under."""
    (canonical,) = [one for one in page.all("link") if one.attributes["rel"] == "canonical"]
    (previewed,) = [one for one in page.all("meta") if one.attributes.get("property") == "og:url"]
    return canonical.attributes["href"], previewed.attributes["content"]


async def test_a_preview_leads_to_the_address_that_was_passed_on(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    own = BASE_URL + PATH
    answer = await client.get(f"{PATH}?petition_ref=k3vq7mzc2d&fbclid=x")
    assert canonical_and_previewed(Page(answer.text)) == (own, f"{own}?petition_ref=k3vq7mzc2d")
    # The address makes the difference, so whoever kept the page would have to keep it by its whole address.
    assert answer.headers["cache-control"] == "no-store"
    await add_translation(service)
    asked = f"{own}?locale=de&petition_ref=k3vq7mzc2d"
    assert canonical_and_previewed(Page((await client.get(asked)).text)) == (f"{own}?locale=de", asked)


@pytest.mark.parametrize("ref", ["", "mailing-7", "K3VQ7MZC2D", "k3vq7mzc2d%0A", "%22%3E%3Cscript%3E"])
async def test_a_preview_leads_to_the_petition_where_nobody_has_passed_it_on(
    client: httpx.AsyncClient, petition: LivePetition, ref: str
) -> None:
    page = Page((await client.get(f"{PATH}?petition_ref={ref}")).text)
    assert canonical_and_previewed(page) == (BASE_URL + PATH, BASE_URL + PATH)


async def test_who_has_signed_passes_on_an_address_that_says_so(
    client: httpx.AsyncClient, service: Service
) -> None:
    live = await add_petition(service, confirmation="none")
    page = await shown(client)
    thanks = Page((await send(client, page.form, filled(page.form))).text)
    assert live.vault is not None
    (row,) = await rows_of(service, "signatures")
    address = f"{BASE_URL}{PATH}?petition_ref={live.vault.referral_code(bytes(row['id']))}"
    places = [link for link in thanks.links if quote(address, safe="") in link]
    assert len(places) == 9
    assert address in thanks.text
    assert all("petition_ref" not in link for link in page.links)


async def test_it_shows_the_petition(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(
        service,
        statement="Open the library.\n\nEvery Sunday.",
        body="It has been closed since May.[^1]\n\n[^1]: The Gazette.",
        image={"url": "https://cdn.example/door.jpg", "alt": "A closed door"},
        lead_in="Dear council,",
        goal=500,
    )
    page = await shown(client)
    for text in (
        "Open the library on Sundays",
        "The city council",
        "Dear council,",
        "Every Sunday.",
        "The Gazette.",
    ):
        assert text in page.text
    assert "#fn1" in page.links
    (image,) = page.all("img")
    assert image.attributes["alt"] == "A closed door"
    described = {meta.attributes.get("property"): meta.attributes.get("content") for meta in page.all("meta")}
    assert described["og:image"] == "https://cdn.example/door.jpg"
    assert described["og:url"] == f"{BASE_URL}{PATH}"
    assert page.all("html")[0].attributes == {"lang": "en", "dir": "ltr"}


async def test_every_control_has_a_label(client: httpx.AsyncClient, petition: LivePetition) -> None:
    page = await shown(client)
    labelled = {label.attributes["for"] for label in page.all("label")}
    controls = [*page.all("select"), *page.all("textarea"), *page.all("input")]
    assert {c.attributes["id"] for c in controls if c.attributes.get("type") != "hidden"} == labelled


async def test_nothing_is_ticked_before_the_supporter_ticks_it(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    form = (await shown(client)).form
    assert set(form.boxes) == {"consent", "updates"}
    assert not set(form.boxes) & set(form.values)


async def test_every_country_can_be_chosen(client: httpx.AsyncClient, petition: LivePetition) -> None:
    page = await shown(client)
    assert {option.attributes["value"] for option in page.all("option")} == COUNTRIES | {""}


async def test_mistakes_are_told_by_each_field_and_what_was_typed_is_kept(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    form = (await shown(client)).form
    typed = form.values | {
        "given_name": "Ada",
        "family_name": "",
        "email": "ada at example",
        "country": "DE",
        "postcode": "<10115>",
        "comment": '\nOne.\n\nTwo & "three".',
        "updates": "yes",
    }
    answer = await send(client, form, typed)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.form.values | {"token": ""} == typed | {"token": ""}
    for name, problem in (
        ("family_name", "fill this in"),
        ("email", "name@example.org"),
        ("consent", "consent"),
    ):
        assert problem in page.by_id(f"e-{name}").text
        assert page.by_id(f"f-{name}").attributes["aria-describedby"] == f"e-{name}"
        assert page.by_id(f"f-{name}").attributes["aria-invalid"] == "true"
        assert f"#f-{name}" in page.links
    assert "aria-invalid" not in page.by_id("f-given_name").attributes
    assert page.all("title")[0].text.startswith("Error:")
    assert await rows_of(service, "signatures") == []


async def test_the_corrected_form_is_the_same_signature(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    form = (await shown(client)).form
    values = filled(form)
    again = Page((await send(client, form, values | {"email": ""})).text).form
    assert again.values["token"] == form.values["token"]
    for _ in range(2):
        assert (await send(client, again, again.values | {"email": values["email"]})).status_code == 200
    assert len(await rows_of(service, "signatures")) == 1


async def test_a_form_that_was_open_for_days_comes_back_with_a_fresh_token(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, clock: AdjustableClock
) -> None:
    form = (await shown(client)).form
    values = filled(form, comment="Long thought about.")
    clock.forward(2 * DAY)
    answer = await send(client, form, values)
    assert answer.status_code == 403
    page = Page(answer.text)
    assert "Everything you typed is still here" in page.text
    assert page.form.values | {"token": ""} == values | {"token": ""}
    assert page.form.values["token"] != values["token"]
    assert (await send(client, page.form, page.form.values)).status_code == 200
    assert len(await rows_of(service, "signatures")) == 1


@pytest.mark.parametrize("origin", [None, "null", "http://other-name.test", BASE_URL])
async def test_the_form_works_under_every_name_of_the_service_and_in_private_windows(
    client: httpx.AsyncClient, petition: LivePetition, origin: str | None
) -> None:
    form = (await shown(client)).form
    headers = {"Origin": origin} if origin else {}
    if origin == "http://other-name.test":
        headers["Host"] = "other-name.test"
    assert (await client.post(PATH, data=filled(form), headers=headers)).status_code == 200


async def test_another_sites_form_does_not_sign_here(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    form = (await shown(client)).form
    answer = await client.post(PATH, data=filled(form), headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "text/html" in answer.headers["content-type"]
    assert await rows_of(service, "signatures") == []


async def test_a_closed_petition_is_read_and_thanks_but_has_no_form(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    form = (await shown(client)).form
    await set_petition_state(service, "closed")
    page = await shown(client)
    assert page.forms == []
    assert "takes no more signatures" in page.text
    answer = await send(client, form, filled(form))
    assert answer.status_code == 410
    assert "closed" in Page(answer.text).text


@pytest.mark.parametrize("state", [None, "draft"])
async def test_drafts_and_unknown_petitions_answer_alike_with_a_page(
    client: httpx.AsyncClient, service: Service, state: Stored | None
) -> None:
    if state:
        await add_petition(service, state=state)
    for answer in (await client.get(PATH), await client.post(PATH, data={"token": "x"})):
        assert answer.status_code == 404
        assert "There is no such petition" in Page(answer.text).text


async def test_a_petition_opens_and_closes_by_its_times(
    client: httpx.AsyncClient, service: Service, clock: AdjustableClock
) -> None:
    now = clock()
    await add_petition(service, opens=isoformat(now + DAY), closes=isoformat(now + 3 * DAY))
    assert (await client.get(PATH)).status_code == 404
    clock.forward(2 * DAY)
    assert len((await shown(client)).forms) == 1
    clock.forward(2 * DAY)
    assert (await shown(client)).forms == []


async def test_only_what_the_petition_asks_is_asked(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, fields=["email"], opt_ins=[])
    form = (await shown(client)).form
    assert set(form.values) | set(form.boxes) == {"token", "locale", "email", "website", "consent"}
    sent = form.values | {"email": new_email(), "consent": "yes"}
    assert (await send(client, form, sent)).status_code == 200


async def test_the_home_page_lists_open_petitions_alone(client: httpx.AsyncClient, service: Service) -> None:
    assert "No petition is open" in Page((await client.get("/")).text).text
    states: tuple[tuple[str, Stored], ...] = (
        ("open-one", "open"),
        ("draft-one", "draft"),
        ("closed-one", "closed"),
    )
    for slug, state in states:
        await add_petition(service, slug=slug, state=state, title=f"The {slug}")
    page = Page((await client.get("/")).text)
    assert [link for link in page.links if "/p/" in link] == [f"{BASE_URL}/p/open-one"]
    assert "The open-one" in page.text
