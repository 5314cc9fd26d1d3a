"""Signing: from the form to a stored, sealed, counted signature; and everything that can be in its way."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.support.campaign import (
    PARTNER,
    PARTNER_ORIGIN,
    SLUG,
    add_partner,
    add_petition,
    set_petition_state,
    suspend_partner,
)
from tests.support.clocks import AdjustableClock, StandingClock
from tests.support.postgres import PostgresCluster
from tests.support.services import SettingsMaker, running_service
from tests.support.signatures import NOON
from tests.support.supporters import (
    filled_form,
    mails_to,
    new_email,
    press_confirm,
    press_not_me,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from widget_server.actions.guard import SINGLE
from widget_server.actions.sign import Signed
from widget_server.app import Service
from widget_server.core import ids
from widget_server.core.clock import DAY, HOUR
from widget_server.core.errors import (
    InvalidFields,
    OriginNotAllowed,
    Overloaded,
    PartnerSuspended,
    PetitionClosed,
    PetitionNotFound,
    TokenExpired,
    TokenInvalid,
    TooManyRequests,
)
from widget_server.core.signature import MOST_MAILS
from widget_server.core.tokens import FormToken, MailToken
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.storage.database import Connection


def token(service: Service, partner: str = "", origin: str | None = None, *, slug: str = SLUG) -> str:
    return service.issue_challenge(slug, partner, origin, None)


async def submit(
    service: Service,
    form_token: str | None = None,
    *,
    origin: str | None = None,
    slug: str = SLUG,
    address: str | None = "203.0.113.7",
    **answers: str,
) -> Signed:
    values = filled_form(token(service) if form_token is None else form_token, **answers)
    return await service.sign(slug, values, origin, address, "en")


async def stored(connection: Connection) -> list[dict[str, object]]:
    rows = await connection.fetch_all("SELECT * FROM signatures ORDER BY id")
    return [dict(row._mapping) for row in rows]


async def test_a_signature_is_stored_with_what_was_signed_and_where(
    service: Service, connection: Connection
) -> None:
    live, partner = await add_petition(service), await add_partner(service)
    form_token = token(service, PARTNER, PARTNER_ORIGIN)
    signed = await submit(
        service, form_token, origin=PARTNER_ORIGIN, country="fr", updates="yes", source="newsletter", ref="42"
    )
    assert signed.status == "check_email"
    [row] = await stored(connection)
    assert ids.to_text(bytes(row["id"])) == signed.id  # type: ignore[call-overload]
    assert (row["petition_id"], row["text_id"]) == (live.petition.id, live.petition.text.id)
    assert (row["partner_id"], row["country"], row["locale"]) == (partner.id, "FR", "en")
    assert (row["source"], row["ref"]) == ("newsletter", "42")
    assert (bool(row["updates"]), bool(row["partner_updates"])) == (True, False)
    assert (row["state"], row["quarantined"]) == ("pending", None)


async def test_where_no_confirmation_is_asked_the_signature_counts_at_once(
    service: Service, connection: Connection
) -> None:
    await add_petition(service, confirmation="none")
    assert (await submit(service)).status == "signed"
    await service.refresher.refresh_once()
    assert service.live_totals.of(1).confirmed == 1
    assert (await stored(connection))[0]["state"] == "confirmed"


async def test_fields_that_are_not_of_the_form_change_nothing(
    service: Service, connection: Connection
) -> None:
    await add_petition(service)
    await submit(
        service, state="confirmed", confirmed_at="1", is_sample="1", partner_id="9", id="x", mails="-9"
    )
    [row] = await stored(connection)
    assert (row["state"], row["confirmed_at"], row["partner_id"], row["mails"]) == ("pending", None, 0, 1)
    assert not row["is_sample"]


async def test_a_filled_honeypot_is_answered_like_any_other_and_gets_no_mail(
    service: Service, connection: Connection
) -> None:
    await add_petition(service)
    bot, human = new_email(), new_email()
    assert (await submit(service, email=bot, website="https://spam.example")).status == "check_email"
    assert (await submit(service, email=human)).status == "check_email"
    await wait_for_mail(service, human)
    assert not mails_to(service, bot)
    assert [row["quarantined"] for row in await stored(connection)] == ["honeypot", None]


async def test_an_unknown_petition_and_a_draft_take_no_signatures(service: Service) -> None:
    await add_petition(service)
    form_token = token(service)
    await set_petition_state(service, "draft")
    for slug in (SLUG, "no-such-petition"):
        with pytest.raises(PetitionNotFound):
            await submit(service, form_token, slug=slug)


async def test_a_petition_that_closes_while_the_form_is_filled_in_takes_it_no_more(service: Service) -> None:
    await add_petition(service)
    form_token = token(service)
    await set_petition_state(service, "closed")
    with pytest.raises(PetitionClosed):
        await submit(service, form_token)


@pytest.mark.parametrize(
    "forged", ["", "nonsense", "a.b.c.d.e.f.g", "\ud800", "x" * 5_000, "AAAA.1.1.0.0.http://x"]
)
async def test_a_token_that_we_did_not_make_is_refused(service: Service, forged: str) -> None:
    await add_petition(service)
    with pytest.raises(TokenInvalid):
        await submit(service, forged)


async def test_a_token_with_one_letter_changed_is_refused(service: Service) -> None:
    await add_petition(service)
    good = token(service)
    for position in (0, len(good) // 2, len(good) - 2):
        other = "A" if good[position] != "A" else "B"
        with pytest.raises(TokenInvalid):
            await submit(service, good[:position] + other + good[position + 1 :])


async def test_a_token_of_another_petition_is_refused(service: Service) -> None:
    await add_petition(service)
    await add_petition(service, slug="another-petition")
    with pytest.raises(TokenInvalid):
        await submit(service, token(service, slug="another-petition"))


async def test_a_token_of_a_mail_does_not_sign(service: Service) -> None:
    live = await add_petition(service)
    mail_token = MailToken(ids.new_id(service.clock()), live.petition.id, service.clock())
    for purpose in ("confirm", "not-me"):
        with pytest.raises(TokenInvalid):
            await submit(service, service.tokens.mail_token(purpose, mail_token))


async def test_a_token_is_good_for_a_day(service: Service, clock: AdjustableClock) -> None:
    await add_petition(service)
    form_token = token(service)
    clock.forward(1 * DAY - 60_000)
    await submit(service, form_token)
    late = token(service)
    clock.forward(1 * DAY + 1)
    with pytest.raises(TokenExpired) as caught:
        await submit(service, late)
    assert clock() - caught.value.issued_at >= 1 * DAY


async def test_a_form_made_for_one_site_is_refused_from_another(service: Service) -> None:
    await add_petition(service, embedding="anyone")
    form_token = token(service, origin="https://one.example")
    with pytest.raises(OriginNotAllowed):
        await submit(service, form_token, origin="https://other.example")
    with pytest.raises(OriginNotAllowed):
        await submit(service, form_token, origin=None)
    await submit(service, form_token, origin="https://one.example")


async def test_a_script_that_asked_without_an_origin_may_sign_from_a_listed_one(service: Service) -> None:
    await add_petition(service)
    await add_partner(service)
    form_token = token(service, PARTNER)
    with pytest.raises(OriginNotAllowed):
        await submit(service, form_token, origin="https://elsewhere.example")
    await submit(service, form_token, origin=PARTNER_ORIGIN)


async def test_a_site_that_the_partner_gave_up_meanwhile_is_refused(service: Service) -> None:
    await add_petition(service)
    await add_partner(service)
    form_token = token(service, PARTNER, PARTNER_ORIGIN)
    await add_partner(service, origins=("https://new.example.org",))
    with pytest.raises(OriginNotAllowed):
        await submit(service, form_token, origin=PARTNER_ORIGIN)


async def test_a_partner_suspended_while_the_form_is_filled_in_is_refused(service: Service) -> None:
    await add_petition(service)
    await add_partner(service)
    form_token = token(service, PARTNER, PARTNER_ORIGIN)
    await suspend_partner(service)
    with pytest.raises(PartnerSuspended):
        await submit(service, form_token, origin=PARTNER_ORIGIN)


async def test_mistakes_are_named_all_at_once_and_the_token_is_good_for_the_corrected_form(
    service: Service, connection: Connection
) -> None:
    await add_petition(service)
    form_token = token(service)
    with pytest.raises(InvalidFields) as caught:
        await submit(service, form_token, given_name=" ", email="ada@", country="XX", consent="")
    assert caught.value.errors == {
        "given_name": "required",
        "email": "invalid",
        "country": "invalid",
        "consent": "required",
    }
    assert await stored(connection) == []
    await submit(service, form_token)


async def test_one_network_signs_so_often_a_minute_and_mistakes_do_not_count(settings: SettingsMaker) -> None:
    limited = settings(rate_limits=True, queue_limit=1)
    async with running_service(limited, clock=StandingClock(NOON)) as (service, _):
        live = await add_petition(service)
        origin = limited.base_url

        def fresh() -> str:
            made = FormToken(ids.new_id(service.clock()), live.petition.id, live.petition.text.id, 0, origin)
            return service.tokens.form_token(made)

        for _ in range(5):
            with pytest.raises(InvalidFields):
                await submit(service, fresh(), email="ada@")
        for _ in range(SINGLE[0].amount):
            await submit(service, fresh())
        with pytest.raises(TooManyRequests) as caught:
            await submit(service, fresh())
        assert caught.value.retry_after
        await submit(service, fresh(), address="198.51.100.9")


async def test_with_a_full_queue_people_are_told_to_come_again_and_then_it_works(
    settings: SettingsMaker,
) -> None:
    async with running_service(settings(queue_limit=1)) as (service, _):
        await add_petition(service)
        tokens = [token(service) for _ in range(40)]
        answers = await asyncio.gather(
            *(submit(service, one, email=new_email()) for one in tokens), return_exceptions=True
        )
        refused = [one for one, answer in zip(tokens, answers, strict=True) if isinstance(answer, Overloaded)]
        assert 0 < len(refused) < 40
        for one in refused:
            await submit(service, one)
        await service.refresher.refresh_once()
        assert service.live_totals.of(1).submitted == 40


async def test_a_form_that_comes_back_too_fast_waits_and_is_not_lost(settings: SettingsMaker) -> None:
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async with running_service(settings(min_form_seconds=2)) as (service, _):
        service.sign._sleep = nap
        await add_petition(service)
        await submit(service)
        assert len(naps) == 1
        assert 1.5 < naps[0] <= 2
        await service.refresher.refresh_once()
        assert service.live_totals.of(1).submitted == 1


async def test_a_form_that_a_person_filled_in_does_not_wait(
    settings: SettingsMaker, clock: AdjustableClock
) -> None:
    async def nap(_seconds: float) -> None:
        raise AssertionError("it waited")

    async with running_service(settings(min_form_seconds=2), clock=clock) as (service, _):
        service.sign._sleep = nap
        await add_petition(service)
        form_token = token(service)
        clock.forward(2_000)
        await submit(service, form_token)


async def test_a_token_from_the_future_waits_no_longer_than_any_other(
    settings: SettingsMaker, clock: AdjustableClock
) -> None:
    """Two machines whose clocks differ: nobody waits for an hour."""
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async with running_service(settings(min_form_seconds=2), clock=clock) as (service, _):
        service.sign._sleep = nap
        await add_petition(service)
        clock.forward(1 * HOUR)
        form_token = token(service)
        clock.forward(-1 * HOUR)
        await submit(service, form_token)
    assert naps == [2]


async def test_sending_a_form_again_is_one_signature_and_the_same_answer(
    service: Service, connection: Connection
) -> None:
    await add_petition(service)
    form_token, email = token(service), new_email()
    answers = await asyncio.gather(*(submit(service, form_token, email=email) for _ in range(20)))
    assert len(set(answers)) == 1
    assert len(await stored(connection)) == 1


async def test_one_token_does_not_sign_for_a_second_mailbox(service: Service, connection: Connection) -> None:
    await add_petition(service)
    form_token = token(service)
    await submit(service, form_token, email="ada@example.org")
    with pytest.raises(TokenInvalid, match="used for another signature"):
        await submit(service, form_token, email="bob@example.org")
    assert len(await stored(connection)) == 1


async def test_a_token_sent_with_fifty_mailboxes_at_once_signs_for_one(
    service: Service, connection: Connection
) -> None:
    await add_petition(service)
    form_token = token(service)
    answers = await asyncio.gather(
        *(submit(service, form_token, email=new_email()) for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(answer, Signed) for answer in answers) == 1
    assert sum(isinstance(answer, TokenInvalid) for answer in answers) == 49
    assert len(await stored(connection)) == 1


async def test_a_mailbox_that_signs_again_is_answered_as_if_it_were_new_and_its_owner_gets_the_truth(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    email = await sign_and_confirm(service, client)
    again = await submit(service, email=email)
    stranger = await submit(service)
    assert again.status == stranger.status
    assert again.id != stranger.id
    truth = await wait_for_mail(service, email, 3)  # after the one to confirm and the thanks
    assert "/confirm/" not in truth.text
    assert len(await stored(connection)) == 2


@pytest.mark.parametrize(
    "variant", ["ADA@gmail.com", "a.d.a@gmail.com", "ada+petition@gmail.com", "Ada@GoogleMail.com"]
)
async def test_other_spellings_of_a_mailbox_are_the_same_mailbox(
    service: Service, connection: Connection, variant: str
) -> None:
    await add_petition(service)
    await submit(service, email="ada@gmail.com")
    await submit(service, email=variant)
    assert len(await stored(connection)) == 1


async def test_no_more_than_five_mails_go_to_one_mailbox_whoever_asks(
    service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    victim = new_email()
    for _ in range(MOST_MAILS + 4):
        await submit(service, email=victim)
    await sign_and_confirm(service, client)  # whose mail was put in after all of the victim's
    await wait_for_mail(service, victim, MOST_MAILS)
    assert len(mails_to(service, victim)) == MOST_MAILS


async def test_who_withdrew_may_sign_again(service: Service, client: httpx.AsyncClient) -> None:
    await add_petition(service)
    email = await sign_and_confirm(service, client)
    await wait_for_mail(service, email, 2)  # thanks, which a signature that is gone would not get any more
    await press_not_me(client, mails_to(service, email)[0])
    await service.refresher.refresh_once()
    assert service.live_totals.of(1).confirmed == 0
    assert (await sign(client, email=email)).status_code == 202
    await press_confirm(client, await wait_for_mail(service, email, 3))
    await service.refresher.refresh_once()
    assert service.live_totals.of(1).confirmed == 1


TYPED = {
    "given_name": "Wilhelmine",
    "family_name": "Mustermann-Überall",
    "email": "wilhelmine.mustermann@people.example.org",
    "postcode": "ZX81 7QQ",
    "comment": "Because my grandmother read there",
    "extra_heard": "Poltergeist",
}
TYPED_FIELDS = [name for name in TYPED if not name.startswith("extra_")]
WORDS = (
    "Wilhelmine",
    "Mustermann",
    "wilhelmine.mustermann",
    "people.example",
    "ZX81",
    "grandmother",
    "Poltergeist",
    "berall",
)


def contents_of(directory: Path) -> bytes:
    """The database file and those beside it."""
    return b"".join(file.read_bytes() for file in directory.glob("petition.db*"))


async def sign_with_personal_data(settings: SettingsMaker) -> None:
    async with running_service(settings(), mailbox=DemoMailbox()) as (service, client):
        own = {"name": "heard", "label": "How did you hear of us?", "type": "text"}
        await add_petition(service, fields=[*TYPED_FIELDS, own])
        await sign_and_confirm(service, client, **TYPED)


@pytest.mark.usefixtures("hasty_outbox")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_stolen_sqlite_file_shows_no_person(settings: SettingsMaker, tmp_path: Path) -> None:
    await sign_with_personal_data(settings)
    contents = contents_of(tmp_path)
    assert SLUG.encode() in contents  # so it is the right file, and readable
    for word in WORDS:
        assert word.lower().encode() not in contents.lower()


@pytest.mark.usefixtures("hasty_outbox")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_stolen_dump_shows_no_person(
    settings: SettingsMaker, postgres: PostgresCluster, database_url: str
) -> None:
    await sign_with_personal_data(settings)
    dump = await asyncio.to_thread(postgres.dump, database_url.rpartition("/")[2])
    assert SLUG in dump
    for word in WORDS:
        assert word.lower() not in dump.lower()
        assert word.encode().hex() not in dump.lower()  # as pg_dump writes bytes
