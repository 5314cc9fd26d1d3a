"""An organizer looks at what came from one place, takes it out, and puts it back."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from tests.support.campaign import SLUG, add_partner, add_petition
from tests.support.organizers import Visitor
from tests.support.services import client_of
from tests.support.signatures import sealed_signature
from tests.support.supporters import api, mails_to, press_not_me, sign_and_confirm
from tests.support.waiting import eventually
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY, HOUR, SECOND, hour_of
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.core.suspicion import LEAST_OF_DOMAIN, LEAST_OF_NETWORK, trace_of
from widget_server.storage import signature_batch

URL = f"/organizer/petitions/{SLUG}/suspicious"
CROWD = LEAST_OF_NETWORK + 2


@pytest.fixture
async def elsewhere(app: tuple[Starlette, Service]) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in another network than the `client`'s."""
    async with client_of(app[0], app[1].settings.base_url, "192.0.2.9") as client:
        yield client


async def crowd(service: Service, client: httpx.AsyncClient) -> list[str]:
    """Many who sign from one network, on some of its addresses; all confirm."""
    return [
        await sign_and_confirm(service, client, given_name="Zed", email=f"zed.{number}@bulk.example.net")
        for number in range(CROWD)
    ]


def form_of(page: Page, title: str) -> dict[str, str]:
    """The preview form of the card that is about this."""
    for form in page.forms:
        if form.action == URL and form.values.get("reason") == title:
            return dict(form.values)
    raise AssertionError(f"no card about {title}: {page.text}")


async def previewed(editor: Visitor) -> str:
    """The address of a preview of the network's crowd."""
    answer = await editor.send(URL, form_of(await editor.page(URL), "network"))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def until(editor: Visitor, url: str, state: str) -> Page:
    async def is_so() -> bool:
        return state in (await editor.page(url)).text

    await eventually(is_so)
    return await editor.page(url)


async def confirmed(service: Service) -> int:
    await service.refresher.refresh_once()
    return service.live_totals.of(1).confirmed


async def test_signatures_of_one_network_are_taken_out_and_put_back(
    service: Service,
    client: httpx.AsyncClient,
    elsewhere: httpx.AsyncClient,
    petition: LivePetition,
    editor: Visitor,
) -> None:
    await sign_and_confirm(service, elsewhere)
    await crowd(service, client)
    url = await previewed(editor)
    page = await editor.page(url)
    assert f"{CROWD} signatures would be taken out" in page.text
    assert "bulk.example.net" in page.text
    assert "Zed Lovelace" in page.text
    assert "zed.1@" not in page.text
    assert await confirmed(service) == CROWD + 1  # nothing has happened yet
    await sign_and_confirm(service, client)  # one more, from the same network, after the preview
    await editor.send(f"{url}/apply")
    await until(editor, url, "applied")
    assert await confirmed(service) == 2
    removed = (await client.get(api(SLUG, "statistics"))).json()["removed"]
    assert removed == [{"reason": "network", "withdrawn": 0, "invalidated": CROWD}]
    await editor.send(f"{url}/undo")
    await until(editor, url, "undone")
    assert await confirmed(service) == CROWD + 2


@pytest.fixture
async def burst(service: Service, petition: LivePetition) -> int:
    """Ten days ago sixty signed through a partner in one hour and were not confirmed, where nobody had before; all
    others, one each three hours of a fortnight, through the petition's own page, were. When it was.
    """
    partner = await add_partner(service)
    hour = hour_of(service.clock() - 10 * DAY)
    crowd = [(partner.id, hour * HOUR + number * SECOND) for number in range(60)]
    others = [(0, (hour + 3 * number) * HOUR) for number in range(-32, 80) if number]
    new = [
        sealed_signature(petition, f"{number}@people.example", partner_id=partner_id, at=at)
        for number, (partner_id, at) in enumerate(crowd + others)
    ]
    async with service.database.held() as connection:
        for one in new:
            commands: list[Submit | Confirm] = [Submit(one)]
            if not one.partner_id:
                commands.append(Confirm(one.petition_id, one.id))
            await signature_batch.apply(connection, commands, 0, one.created_at)
    return hour * HOUR


async def test_bursts_and_partners_are_looked_for_in_the_days_that_are_chosen(
    burst: int, editor: Visitor
) -> None:
    for days, is_there in ((1, False), (7, False), (30, True)):
        page = await editor.page(f"{URL}?days={days}")
        assert ("60 in one hour through" in page.text) is is_there
        assert ("0 % of 60 through" in page.text) is is_there
    form = form_of(await editor.page(f"{URL}?days=30"), "burst")
    assert (int(form["since"]), int(form["until"])) == (burst, burst + HOUR)


@pytest.mark.parametrize("reason", ["burst", "partner"])
async def test_what_came_through_one_partner_is_taken_out_and_the_total_stays_what_was_foretold(
    service: Service, burst: int, editor: Visitor, reason: str
) -> None:
    before = await confirmed(service)
    answer = await editor.send(URL, form_of(await editor.page(f"{URL}?days=30"), reason))
    url = answer.headers["location"].partition("?")[0]
    page = await editor.page(url)
    assert "60 signatures would be taken out; 0 of them count now" in page.text
    assert stats(page) == {"The total is": before, "It becomes": before, "Waiting ones taken out": 60}
    await editor.send(f"{url}/apply")
    assert stats(await until(editor, url, "applied")) == {"Listed": 60, "Out now": 60, "The total is": before}
    assert await confirmed(service) == before


async def test_those_of_one_mail_domain_are_taken_out_and_the_total_becomes_what_was_foretold(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    assert petition.vault
    async with service.database.held() as connection:
        for number in range(LEAST_OF_DOMAIN + 5):
            email, at = f"{number}@bulk.example", service.clock()
            one = sealed_signature(
                petition,
                email,
                at=at,
                trace=trace_of(petition.vault, f"10.{number % 2}.0.1", email, at),
            )
            await signature_batch.apply(
                connection, [Submit(one), Confirm(one.petition_id, one.id)], 0, service.clock()
            )
    page = await editor.page(URL)
    assert "bulk.example" in page.text
    answer = await editor.send(URL, form_of(page, "mail_domain"))
    url = answer.headers["location"].partition("?")[0]
    count = LEAST_OF_DOMAIN + 5
    foretold = {"The total is": count, "It becomes": 0, "Waiting ones taken out": 0}
    assert stats(await editor.page(url)) == foretold
    await editor.send(f"{url}/apply")
    await until(editor, url, "applied")
    assert await confirmed(service) == 0


def stats(page: Page) -> dict[str, int]:
    """The figures of an invalidation."""
    names = [one.text for one in page.all("dt")]
    return dict(zip(names, [int(one.text.replace(",", "")) for one in page.all("dd")], strict=True))


async def test_who_takes_theirs_back_meanwhile_stays_out(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    emails = await crowd(service, client)
    url = await previewed(editor)
    await editor.send(f"{url}/apply")
    await until(editor, url, "applied")
    await press_not_me(client, mails_to(service, emails[0])[0])
    await editor.send(f"{url}/undo")
    assert "Left alone" in (await until(editor, url, "undone")).text
    assert await confirmed(service) == CROWD - 1


async def test_no_hash_of_a_network_leaves_the_service(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    await crowd(service, client)
    url = await previewed(editor)
    shown = (await editor.client.get(URL)).text + (await editor.client.get(url)).text
    async with service.database.held() as connection:
        rows = await connection.fetch_all("SELECT network, mail_domain FROM signature_traces")
        told = str([dict(row) for row in await connection.fetch_all("SELECT * FROM audit_log")])
        told += str([dict(row) for row in await connection.fetch_all("SELECT * FROM invalidations")])
    assert len({bytes(row["network"]) for row in rows}) == 1
    for row in rows:
        for each in (row["network"], row["mail_domain"]):
            assert bytes(each).hex() not in shown + told
    assert "198.51.100" not in shown


async def test_pressing_twice_or_two_editors_at_once_begin_it_once(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    await crowd(service, client)
    url = await previewed(editor)
    await editor.send(f"{url}/apply")
    again = await editor.send(f"{url}/apply")
    assert "Somebody else was faster" in (await editor.page(again.headers["location"])).text
    await until(editor, url, "applied")


async def test_ones_own_choice_keeps_what_was_typed_and_says_what_is_missing(
    petition: LivePetition, editor: Visitor
) -> None:
    typed = {"reason": "burst", "since": "yesterday", "until": "2027-01-15T12:00", "note": "Looks odd"}
    answer = await editor.send(URL, typed)
    assert answer.status_code == 422
    values = [form.values for form in Page(answer.text).forms if form.action == URL][-1]
    assert (values["since"], values["note"]) == ("yesterday", "Looks odd")
    assert "Give a day and an hour" in answer.text
    empty = await editor.send(URL, typed | {"since": "2020-01-15T12:00", "until": "2020-01-16T12:00"})
    assert "No signature is like that" in empty.text


async def test_one_of_another_petition_is_not_there(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    await crowd(service, client)
    url = await previewed(editor)
    await add_petition(service, slug="another")
    elsewhere = url.replace(SLUG, "another")
    await editor.page(elsewhere, 404)
    assert (await editor.send(f"{elsewhere}/apply")).status_code == 404


async def test_a_petition_with_nothing_suspect_says_so(petition: LivePetition, editor: Visitor) -> None:
    page = await editor.page(URL)
    assert "Nothing stands out" in page.text
    assert "Nothing was ever taken out" in page.text
    assert re.search("Of the last: 1 day 7 days 30 days", re.sub(r"\s+", " ", page.text))


@pytest.mark.parametrize(
    "fields",
    [
        {"partner": "9" * 30},
        {"partner": "-1"},
        {"until": "9" * 15},
        {"since": "0001-01-01T00:00", "until": "9999-12-31T23:59"},
    ],
)
async def test_numbers_that_no_form_of_ours_sends_are_answered_like_any_others(
    petition: LivePetition, editor: Visitor, fields: dict[str, str]
) -> None:
    sent = {"reason": "partner", "partner": "", "like": "", "since": "0", "until": "1000"} | fields
    assert (await editor.send(URL, sent)).status_code in (303, 422)


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 5_000, "0x1", "-1"])
async def test_an_invalidation_that_there_can_not_be_is_not_found(
    petition: LivePetition, editor: Visitor, number: str
) -> None:
    url = f"/organizer/petitions/{SLUG}/invalidations/{number}"
    assert (await editor.client.get(url)).status_code == 404
    assert (await editor.send(f"{url}/apply")).status_code == 404
