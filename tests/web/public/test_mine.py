"""/mine/{token}: a supporter sees all that is stored of their signature, corrects it, and takes it back."""

import json

import httpx
import pytest

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.supporters import (
    api,
    new_email,
    path_of,
    press_confirm,
    shown_totals,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.reading import Form, Page
from tests.web.watching import everything_in, rows_of, until_sent
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY
from widget_server.core.errors import Overloaded
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.signature_commands import Invalidate, Withdraw
from widget_server.storage import figures, invalidations


async def page_of(service: Service, email: str, number: int = 2) -> str:
    """The path of somebody's own page, out of the thanks."""
    return path_of(await wait_for_mail(service, email, number), "mine")


def form_of(page: Page, do: str) -> Form:
    return next(form for form in page.forms if form.values.get("do") == do)


@pytest.fixture
async def email(service: Service, client: httpx.AsyncClient, petition: LivePetition) -> str:
    """The address of somebody whose signature counts."""
    return await sign_and_confirm(
        service, client, given_name="Wilhelmine", country="FR", postcode="75001", comment="For my children."
    )


async def test_the_thanks_lead_to_all_that_is_stored(
    service: Service, client: httpx.AsyncClient, email: str
) -> None:
    answer = await client.get(await page_of(service, email))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    page = Page(answer.text)
    assert {"content": "noindex", "name": "robots"} in [one.attributes for one in page.all("meta")]
    form = form_of(page, "correct")
    assert (form.values["given_name"], form.values["country"]) == ("Wilhelmine", "FR")
    assert (form.values["postcode"], form.values["comment"]) == ("75001", "For my children.")
    assert "email" not in form.values
    assert email in page.text


async def test_whoever_confirms_is_shown_the_way_and_whoever_opens_the_mail_later_is_not(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    email = new_email()
    await sign(client, email=email)
    mail = await wait_for_mail(service, email)
    done = Page((await press_confirm(client, mail)).text)
    (link,) = [link for link in done.links if link.startswith("/mine/")]
    assert email in (await client.get(link)).text
    assert "/mine/" not in (await client.get(path_of(mail, "confirm"))).text


async def test_looking_and_pressing_nothing_in_particular_changes_nothing(
    service: Service, client: httpx.AsyncClient, email: str
) -> None:
    path = await page_of(service, email)
    await until_sent(service)
    before = await everything_in(service)
    for data in ({"x": "y"}, {"do": "vanish"}, {"do": ""}):
        assert (await client.post(path, data=data)).status_code == 200
    assert (await client.get(path, params={"format": "json"})).status_code == 200
    assert await everything_in(service) == before


async def test_what_is_corrected_is_stored_and_counted_where_it_belongs(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, email: str
) -> None:
    path = await page_of(service, email)
    form = form_of(Page((await client.get(path)).text), "correct")
    changes = {"given_name": "Mina", "country": "DE", "postcode": "10115", "comment": "", "updates": "yes"}
    answer = await client.post(form.action, data={**form.values, **changes, "email": "other@example.org"})
    assert answer.status_code == 200
    assert "Your changes are saved." in answer.text
    again = await client.get(path)
    form = form_of(Page(again.text), "correct")
    assert {name: form.values[name] for name in changes} == changes
    assert email in again.text
    async with service.database.held() as connection:
        found = await figures.read(connection, petition.petition.id, service.clock())
    assert {code: one.counting for code, one in found.countries.items()} == {"FR": 0, "DE": 1}
    assert found.opt_ins[0]["updates"].counting == 1


async def test_what_the_form_would_refuse_comes_back_as_it_was_typed(
    service: Service, client: httpx.AsyncClient, email: str
) -> None:
    path = await page_of(service, email)
    await until_sent(service)
    before = await everything_in(service)
    answer = await client.post(
        path, data={"do": "correct", "given_name": "", "family_name": "Https://x.example"}
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Please check 2 things" in page.text
    assert form_of(page, "correct").values["family_name"] == "Https://x.example"
    assert await everything_in(service) == before


async def test_answers_to_the_organizers_own_fields_are_seen_and_can_be_emptied(
    service: Service, client: httpx.AsyncClient
) -> None:
    fields = ["email", {"name": "job", "label": "Your job", "type": "text"}]
    await add_petition(service, fields=fields)
    email = await sign_and_confirm(service, client, extra_job="Nurse")
    path = await page_of(service, email)
    form = form_of(Page((await client.get(path)).text), "correct")
    assert form.values["extra_job"] == "Nurse"
    await client.post(path, data={**form.values, "extra_job": ""})
    assert "Nurse" not in (await client.get(path)).text
    document = (await client.get(path, params={"format": "json"})).json()
    assert document["entered"]["answers"] == {}


async def test_the_file_holds_everything_in_the_clear_and_is_kept_by_nobody_on_the_way(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    await add_partner(service)
    email = await sign_and_confirm(
        service, client, partner=PARTNER, origin=PARTNER_ORIGIN, source="newsletter", country="FR"
    )
    answer = await client.get(await page_of(service, email), params={"format": "json"})
    assert answer.headers["content-disposition"] == 'attachment; filename="signature.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    document = json.loads(answer.text)
    assert document["entered"]["email"] == email
    assert document["entered"]["country"] == "FR"
    assert document["signature"]["partner"] == "Civic News"
    assert document["signature"]["source"] == "newsletter"
    assert document["petition"]["sha256"] == petition.petition.text.sha256
    assert [one["what"] for one in document["history"]] == ["submitted", "confirmed"]


async def test_a_withdrawn_signature_counts_no_more_and_may_still_be_erased(
    service: Service, client: httpx.AsyncClient, email: str
) -> None:
    path = await page_of(service, email)
    for _ in range(2):
        answer = await client.post(path, data={"do": "withdraw"})
        assert "This signature was withdrawn" in answer.text
    assert (await shown_totals(service, client))["confirmed"] == 0
    (row,) = await rows_of(service, "signatures")
    assert (row["state"], row["sealed"]) == ("withdrawn", None)
    assert row["signer_key"] is not None
    await service.refresher.refresh_once()
    statistics = (await client.get(api(SLUG, "statistics"))).json()
    assert statistics["removed"] == [{"reason": "by_signer", "withdrawn": 1, "invalidated": 0}]
    page = Page((await client.get(path)).text)
    assert [form.values["do"] for form in page.forms] == ["erase"]
    assert "Wilhelmine" not in page.text
    assert (await client.post(path, data={"do": "correct", "given_name": "Back"})).status_code == 200
    assert "nothing that you entered is stored" in (await client.post(path, data={"do": "erase"})).text
    (row,) = await rows_of(service, "signatures")
    assert (row["sealed"], row["signer_key"]) == (None, None)


async def test_an_erased_signature_says_so_kindly_and_its_address_may_sign_anew(
    service: Service, client: httpx.AsyncClient, email: str
) -> None:
    path = await page_of(service, email)
    assert (await client.post(path, data={"do": "erase"})).status_code == 200
    for answer in (
        await client.get(path),
        await client.get(path, params={"format": "json"}),
        await client.post(path, data={"do": "erase"}),
    ):
        assert answer.status_code == 403
        assert "This signature is no longer here" in Page(answer.text).text
        assert email not in answer.text
    await sign(client, email=email)
    await press_confirm(client, await wait_for_mail(service, email, 3))
    totals = await shown_totals(service, client)
    assert totals["confirmed"] == 1


async def test_the_link_works_for_a_year_and_then_says_what_to_do(
    service: Service, client: httpx.AsyncClient, clock: AdjustableClock, email: str
) -> None:
    path = await page_of(service, email)
    clock.forward(365 * DAY - 60_000)
    assert (await client.get(path)).status_code == 200
    clock.forward(2 * 60_000)
    for answer in (await client.get(path), await client.post(path, data={"do": "erase"})):
        assert answer.status_code == 403
        page = Page(answer.text)
        assert "It worked for a year" in page.text
        assert any(link.endswith(f"/p/{SLUG}") for link in page.links)
    assert "This link does not work" in (await client.get("/mine/nonsense")).text


async def test_the_page_speaks_the_supporters_language_and_its_direction(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    email = await sign_and_confirm(service, client, locale="ar")
    page = Page((await client.get(await page_of(service, email))).text)
    assert (page.all("html")[0].attributes["lang"], page.all("html")[0].attributes["dir"]) == ("ar", "rtl")
    assert "توقيعك" in page.text


async def test_one_that_an_organizer_has_withdrawn_tells_its_owner(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, email: str
) -> None:
    path = await page_of(service, email)
    (row,) = await rows_of(service, "signatures")
    await service.writer.submit(
        Withdraw(petition.petition.id, bytes(row["id"]), "asked_organizer", COMMAND_LINE)
    )
    assert "This signature was withdrawn" in (await client.get(path)).text


async def set_aside(service: Service, petition_id: int, signature_id: bytes) -> None:
    """Invalidates it, as an organizer does with what is suspicious."""
    taken, now = (signature_id,), service.clock()
    async with service.database.held() as connection:
        one = await invalidations.add(connection, petition_id, "network", "", taken, 1, now)
        await connection.execute("UPDATE invalidations SET state = 'applying'")
    await service.writer.submit(Invalidate(petition_id, one, taken))


async def test_one_that_was_set_aside_says_so_and_may_still_be_taken_back(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, email: str
) -> None:
    path = await page_of(service, email)
    (row,) = await rows_of(service, "signatures")
    await set_aside(service, petition.petition.id, bytes(row["id"]))
    page = Page((await client.get(path)).text)
    assert "have set it aside" in page.text
    assert [form.values["do"] for form in page.forms] == ["correct", "withdraw", "erase"]
    assert "This signature was withdrawn" in (await client.post(path, data={"do": "withdraw"})).text
    (row,) = await rows_of(service, "signatures")
    assert (row["state"], row["sealed"]) == ("withdrawn", None)


async def test_whoever_has_lost_the_link_gets_a_new_one_by_signing_again(
    service: Service, client: httpx.AsyncClient, email: str
) -> None:
    await sign(client, email=email)
    assert email in (await client.get(await page_of(service, email, 3))).text


async def test_a_correction_that_cannot_be_written_now_comes_back_as_it_was_typed(
    service: Service, client: httpx.AsyncClient, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await page_of(service, email)
    form = form_of(Page((await client.get(path)).text), "correct")

    async def full(command: object) -> object:
        raise Overloaded(7)

    with monkeypatch.context() as busy:
        busy.setattr(service.writer, "submit", full)
        answer = await client.post(path, data={**form.values, "given_name": "Mina"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert form_of(Page(answer.text), "correct").values["given_name"] == "Mina"
    assert "Nothing was lost" in answer.text
