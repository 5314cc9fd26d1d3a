"""Confirming, disowning, and the links in mails."""

import asyncio

import httpx
import pytest

from tests.support.campaign import add_petition, set_petition_state
from tests.support.clocks import AdjustableClock
from tests.support.databases import start_cluster
from tests.support.services import SettingsMaker, running_service
from tests.support.settings import make_settings
from tests.support.supporters import new_email, sign, token_of, wait_for_mail
from widget_server.actions.recount import recount
from widget_server.app import Service
from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.errors import Overloaded, TokenExpired, TokenInvalid
from widget_server.core.signature import UNCONFIRMED_KEPT_DAYS
from widget_server.core.tokens import MailToken
from widget_server.storage.database import Connection
from widget_server.storage.migrate import migrate
from widget_server.workers.cleanup import clean


async def signed(service: Service, client: httpx.AsyncClient) -> tuple[str, str]:
    """The tokens of the mail to somebody who has signed: (confirm, not-me)."""
    email = new_email()
    assert (await sign(client, email=email)).status_code == 202
    mail = await wait_for_mail(service, email)
    return token_of(mail, "confirm"), token_of(mail, "not-me")


async def confirmed(service: Service) -> int:
    await service.refresher.refresh_once()
    return service.live_totals.of(1).confirmed


async def test_confirming_counts_the_signature(service: Service, client: httpx.AsyncClient) -> None:
    await add_petition(service)
    confirm, _ = await signed(service, client)
    assert await confirmed(service) == 0
    followed, state, has_changed = await service.confirm(confirm)
    assert (state, has_changed, followed.given_name) == ("confirmed", True, "Ada")
    assert await confirmed(service) == 1


async def test_who_confirms_is_thanked_by_mail_unless_the_petition_says_otherwise(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    """The transaction that confirms puts the thanks into the outbox, or nothing."""
    for thanks_mail, kinds in ((False, ["confirm"]), (True, ["confirm", "thanks"])):
        await add_petition(service, thanks_mail=thanks_mail)
        confirm, _ = await signed(service, client)
        followed, state, _ = await service.confirm(confirm)
        assert state == "confirmed"
        rows = await connection.fetch_all(
            "SELECT kind FROM outbox WHERE signature_id = :id ORDER BY number",
            {"id": followed.token.signature_id},
        )
        assert [row["kind"] for row in rows] == kinds
    assert await confirmed(service) == 2
    assert (await recount(connection, 1, service.clock)).is_none


async def test_fifty_parallel_confirmations_count_once(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    confirm, _ = await signed(service, client)
    answers = await asyncio.gather(*(service.confirm(confirm) for _ in range(50)))
    assert {state for _, state, _ in answers} == {"confirmed"}
    assert sum(has_changed for _, _, has_changed in answers) == 1
    assert await confirmed(service) == 1
    assert (await recount(connection, 1, service.clock)).is_none


async def test_two_processes_that_confirm_at_the_same_time_count_once(
    settings: SettingsMaker, service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    confirm, _ = await signed(service, client)
    async with running_service(settings()) as (other, _):
        both = (service, other)
        answers = await asyncio.gather(*(both[number % 2].confirm(confirm) for number in range(20)))
    assert sum(has_changed for _, _, has_changed in answers) == 1
    assert await confirmed(service) == 1
    assert (await recount(connection, 1, service.clock)).is_none


async def test_following_a_link_changes_nothing(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    confirm, not_me = await signed(service, client)
    await service.follow("confirm", confirm)
    await service.follow("not-me", not_me)
    [row] = await connection.fetch_all("SELECT state, sealed FROM signatures")
    assert row["state"] == "pending"
    assert row["sealed"] is not None
    assert await connection.fetch_all("SELECT seq FROM signature_changes") == []


async def test_a_signature_can_be_confirmed_after_its_petition_has_closed(
    service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    confirm, _ = await signed(service, client)
    await set_petition_state(service, "closed")
    await service.confirm(confirm)
    assert await confirmed(service) == 1


async def test_disowning_withdraws_and_erases_as_often_as_it_is_asked(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    confirm, not_me = await signed(service, client)
    await service.confirm(confirm)
    await asyncio.gather(*(service.disown(not_me) for _ in range(10)))
    assert await confirmed(service) == 0
    assert service.live_totals.of(1).withdrawn == 1
    assert (await service.follow("not-me", not_me)).given_name == ""
    [row] = await connection.fetch_all("SELECT state, sealed FROM signatures")
    assert (row["state"], row["sealed"]) == ("withdrawn", None)
    [change] = await connection.fetch_all("SELECT reason FROM signature_changes WHERE to_state = 'withdrawn'")
    assert change["reason"] == "not_me"
    assert (await recount(connection, 1, service.clock)).is_none


async def test_what_was_disowned_can_not_be_confirmed_any_more(
    service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    confirm, not_me = await signed(service, client)
    await service.disown(not_me)
    _, state, has_changed = await service.confirm(confirm)
    assert (state, has_changed) == ("withdrawn", False)
    assert await confirmed(service) == 0


async def test_each_link_does_what_it_is_for_and_nothing_else(
    service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    confirm, not_me = await signed(service, client)
    form = service.issue_challenge("open-the-library", "", None, None)
    for wrong in (not_me, form, "", "nonsense", confirm[:-1], confirm + "A", "ä", "\ud800"):
        with pytest.raises(TokenInvalid):
            await service.confirm(wrong)
    for wrong in (confirm, form, "", "nonsense"):
        with pytest.raises(TokenInvalid):
            await service.disown(wrong)
    assert await confirmed(service) == 0


async def test_a_link_to_a_petition_or_a_signature_that_is_not_here_is_not_valid(service: Service) -> None:
    live = await add_petition(service)
    for petition_id in (live.petition.id, 4_711):
        made = MailToken(ids.new_id(service.clock()), petition_id, service.clock())
        with pytest.raises(TokenInvalid):
            await service.confirm(service.tokens.mail_token("confirm", made))
        with pytest.raises(TokenInvalid):
            await service.disown(service.tokens.mail_token("not-me", made))


async def test_a_confirmation_link_is_good_for_thirty_days_and_the_other_for_a_year(
    service: Service, client: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    await add_petition(service)
    confirm, not_me = await signed(service, client)
    clock.forward(31 * DAY)
    with pytest.raises(TokenExpired):
        await service.confirm(confirm)
    await service.follow("not-me", not_me)
    clock.forward(335 * DAY)
    with pytest.raises(TokenExpired):
        await service.disown(not_me)


async def test_a_signature_that_was_erased_because_nobody_confirmed_it_can_not_be_confirmed_by_a_later_mail(
    service: Service, client: httpx.AsyncClient, clock: AdjustableClock, connection: Connection
) -> None:
    """The mail is younger than the signature, so its link still works when the signature's time is over."""
    await add_petition(service)
    email = new_email()
    await sign(client, email=email)
    clock.forward((UNCONFIRMED_KEPT_DAYS - 1) * DAY)
    await sign(client, email=email)
    second = token_of(await wait_for_mail(service, email, 2), "confirm")
    clock.forward(2 * DAY)
    await clean(connection, clock())
    with pytest.raises(TokenExpired):
        await service.confirm(second)
    assert await confirmed(service) == 0


async def test_tokens_signed_with_an_older_key_go_on_working_after_a_new_one_was_put_first(
    settings: SettingsMaker, service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    confirm, _ = await signed(service, client)
    [old] = settings().secret_key
    async with running_service(settings(secret_key=("n" * 40, old))) as (renewed, _):
        await renewed.confirm(confirm)
    async with running_service(settings(secret_key=("n" * 40,))) as (forgetful, _):
        with pytest.raises(TokenInvalid):
            await forgetful.confirm(confirm)


async def test_while_the_database_is_away_people_are_told_to_come_again_and_then_it_works() -> None:
    cluster = start_cluster()  # of its own: it is stopped
    try:
        url = cluster.create_database("petition")
        await asyncio.to_thread(migrate, url)
        async with running_service(make_settings(url)) as (service, client):
            live = await add_petition(service)
            answer = await sign(client)
            signature_id = bytes.fromhex(answer.json()["id"].replace("-", ""))
            made = MailToken(signature_id, live.petition.id, service.clock())
            link = service.tokens.mail_token("confirm", made)
            cluster.stop()
            with pytest.raises(Overloaded):
                await service.confirm(link)
            assert (await sign(client)).status_code == 503
            assert (await client.get("/api/v1/petitions/open-the-library/totals")).status_code == 200
            asked = await client.get("/api/v1/petitions/open-the-library/referrals/aaaaaaaaaa")
            assert (asked.status_code, asked.json()["code"]) == (503, "overloaded")
            cluster.start()
            await _until_it_works(service, link)
            assert await confirmed(service) == 1
    finally:
        cluster.remove()


async def _until_it_works(service: Service, link: str) -> None:
    for _ in range(100):
        try:
            await service.confirm(link)
        except Overloaded:
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("it never did")
