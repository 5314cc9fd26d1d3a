"""/confirm/{token} and /not-me/{token}: the pages behind the links of every mail."""

from urllib.parse import quote

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, set_petition_state
from tests.support.clocks import AdjustableClock
from tests.support.settings import BASE_URL
from tests.support.supporters import (
    ReadableMail,
    new_email,
    path_of,
    press_confirm,
    press_not_me,
    shown_totals,
    sign,
    wait_for_mail,
)
from tests.web.reading import Page
from tests.web.watching import rows_of
from widget_server.app import Service
from widget_server.core import ids
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY
from widget_server.core.tokens import MailToken


@pytest.fixture
async def mail(service: Service, client: httpx.AsyncClient, petition: LivePetition) -> ReadableMail:
    """The mail of somebody who has just signed."""
    email = new_email()
    assert (await sign(client, email=email, given_name="Ada")).status_code == 202
    return await wait_for_mail(service, email)


async def states(service: Service) -> list[str]:
    return [str(row["state"]) for row in await rows_of(service, "signatures")]


async def page_at(client: httpx.AsyncClient, mail: ReadableMail, name: str) -> Page:
    answer = await client.get(path_of(mail, name))
    assert answer.status_code == 200
    return Page(answer.text)


async def test_the_link_opens_a_page_and_its_button_confirms(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    page = await page_at(client, mail, "confirm")
    assert "Ada, confirm your signature" in page.text
    assert await states(service) == ["pending"]
    assert (page.form.method, page.form.action, page.form.buttons) == ("post", path_of(mail, "confirm"), 1)
    done = Page((await client.post(page.form.action)).text)
    assert "Thank you, Ada. Your signature counts." in done.text
    assert await states(service) == ["confirmed"]


async def test_whoever_confirmed_sees_the_total_with_their_own_signature(
    client: httpx.AsyncClient, mail: ReadableMail
) -> None:
    done = Page((await press_confirm(client, mail)).text)
    assert "1 person has signed" in done.text
    assert "99 more to reach 100" in done.text


async def test_however_often_the_button_is_pressed_the_signature_counts_once(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    for number in range(3):
        answer = await press_confirm(client, mail)
        assert answer.status_code == 200
        assert ("already confirmed" in Page(answer.text).text) == (number > 0)
    assert "already confirmed" in (await page_at(client, mail, "confirm")).text
    assert (await shown_totals(service, client))["confirmed"] == 1


async def test_it_was_not_me(client: httpx.AsyncClient, service: Service, mail: ReadableMail) -> None:
    page = await page_at(client, mail, "not-me")
    assert "You did not sign this?" in page.text
    assert await states(service) == ["pending"]
    assert (page.form.method, page.form.action, page.form.buttons) == ("post", path_of(mail, "not-me"), 1)
    for _ in range(2):
        done = Page((await client.post(page.form.action)).text)
        assert "The signature is removed" in done.text
    (row,) = await rows_of(service, "signatures")
    assert (row["state"], row["sealed"]) == ("withdrawn", None)
    assert "The signature is removed" in (await page_at(client, mail, "not-me")).text


async def test_what_was_withdrawn_cannot_be_confirmed(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    await press_not_me(client, mail)
    for answer in (await client.get(path_of(mail, "confirm")), await press_confirm(client, mail)):
        page = Page(answer.text)
        assert "This signature was withdrawn" in page.text
        assert page.forms == []
    assert await states(service) == ["withdrawn"]


async def test_a_confirmed_signature_can_still_be_disowned(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    await press_confirm(client, mail)
    assert (await shown_totals(service, client))["confirmed"] == 1
    await press_not_me(client, mail)
    assert (await shown_totals(service, client))["confirmed"] == 0


async def test_the_link_works_for_thirty_days(
    client: httpx.AsyncClient, service: Service, clock: AdjustableClock, mail: ReadableMail
) -> None:
    clock.forward(30 * DAY - 60_000)
    assert (await client.get(path_of(mail, "confirm"))).status_code == 200
    clock.forward(2 * 60_000)
    for answer in (await client.get(path_of(mail, "confirm")), await press_confirm(client, mail)):
        assert answer.status_code == 403
        page = Page(answer.text)
        assert "This link has expired" in page.text
        assert any(link.endswith(f"/p/{SLUG}#sign") for link in page.links)
    assert await states(service) == ["pending"]
    assert (await client.get(path_of(mail, "not-me"))).status_code == 200
    clock.forward(336 * DAY)
    answer = await client.get(path_of(mail, "not-me"))
    assert answer.status_code == 403
    assert "It worked for a year" in Page(answer.text).text


async def test_an_expired_link_offers_no_form_of_a_petition_that_takes_no_more_signatures(
    client: httpx.AsyncClient, service: Service, clock: AdjustableClock, mail: ReadableMail
) -> None:
    await set_petition_state(service, "closed")
    clock.forward(31 * DAY)
    page = Page((await client.get(path_of(mail, "confirm"))).text)
    assert "This link has expired" in page.text
    assert not any(link.endswith("#sign") for link in page.links)
    assert any(link.endswith(f"/p/{SLUG}") for link in page.links)


async def test_who_signed_before_the_end_may_confirm_after_it(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    await set_petition_state(service, "closed")
    assert "Your signature counts" in Page((await press_confirm(client, mail)).text).text
    assert await states(service) == ["confirmed"]


async def test_who_has_signed_already_is_told_so_by_mail_and_can_still_disown(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    await press_confirm(client, mail)
    await wait_for_mail(service, mail.to, 2)  # the thanks
    await sign(client, email=mail.to)
    third = await wait_for_mail(service, mail.to, 3)
    assert "You have already signed" in third.subject
    assert "/confirm/" not in third.text + third.html
    await press_not_me(client, third)
    assert await states(service) == ["withdrawn"]


async def test_who_has_confirmed_is_thanked_by_mail_with_links_to_pass_on_and_can_still_disown(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail, petition: LivePetition
) -> None:
    await press_confirm(client, mail)
    thanks = await wait_for_mail(service, mail.to, 2)
    assert thanks.subject == "Thank you for signing: Open the library on Sundays"
    (row,) = await rows_of(service, "signatures")
    assert petition.vault is not None
    address = f"{BASE_URL}/p/{SLUG}?petition_ref={petition.vault.referral_code(bytes(row['id']))}"
    assert address in thanks.text
    assert sum(quote(address, safe="") in link for link in Page(thanks.html).links) == 9
    await press_not_me(client, thanks)
    assert await states(service) == ["withdrawn"]


async def test_where_nothing_is_to_be_confirmed_the_owner_of_the_address_hears_of_it_and_can_disown(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, confirmation="none")
    email = new_email()
    await sign(client, email=email)
    thanks = await wait_for_mail(service, email)
    assert "Thank you for signing" in thanks.subject
    await press_not_me(client, thanks)
    assert await states(service) == ["withdrawn"]


@pytest.mark.parametrize("page", ["confirm", "not-me"])
async def test_a_link_that_is_none_says_what_to_do(client: httpx.AsyncClient, page: str) -> None:
    answer = await client.get(f"/{page}/nonsense")
    assert answer.status_code == 403
    assert "This link does not work" in Page(answer.text).text
    assert Page(answer.text).forms == []


async def test_a_link_whose_signature_is_gone_says_so(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    now = service.clock()
    for token in (
        MailToken(ids.new_id(now), petition.petition.id, now),
        MailToken(ids.new_id(now), 999, now),
    ):
        for link in (
            f"/confirm/{service.tokens.mail_token('confirm', token)}",
            f"/not-me/{service.tokens.mail_token('not-me', token)}",
        ):
            answer = await client.get(link)
            assert answer.status_code == 403
            assert "This signature is no longer here" in Page(answer.text).text


async def test_both_parts_of_a_mail_have_the_same_links(mail: ReadableMail) -> None:
    page = Page(mail.html)
    for name in ("confirm", "not-me"):
        assert any(link.endswith(path_of(mail, name)) for link in page.links)


async def test_the_mail_tells_how_long_data_is_kept_in_plain_words(mail: ReadableMail) -> None:
    assert "180 days" in " ".join(mail.text.split())
    assert "180 days" in Page(mail.html).text
