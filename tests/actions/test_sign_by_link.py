"""Signing by a personal link: confirmed at once, in the link's own name, and telling nobody who has signed."""

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.links import link_token
from tests.support.supporters import (
    links_of,
    mails_to,
    new_email,
    press_confirm,
    press_not_me,
    sign_and_confirm,
    wait_for_mail,
)
from widget_server.actions.recount import recount
from widget_server.actions.sign import Signed
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY
from widget_server.core.errors import InvalidFields, LinkExpired, LinkInvalid, TokenInvalid
from widget_server.core.sealing import PersonalData
from widget_server.storage.database import Connection


def form_token(service: Service, slug: str = SLUG) -> str:
    return service.issue_challenge(slug, "", None, None)


async def submit(service: Service, me: str, token: str | None = None, **typed: str) -> Signed:
    """A form with no more in it than the consent and what was typed."""
    values = {"token": token or form_token(service), "me": me, "consent": "yes"} | typed
    return await service.sign(SLUG, values, None, "203.0.113.7", "en")


async def rows(connection: Connection) -> list[dict[str, object]]:
    found = await connection.fetch_all("SELECT * FROM signatures ORDER BY id")
    return [dict(row._mapping) for row in found]


async def reasons(connection: Connection) -> list[str]:
    found = await connection.fetch_all("SELECT reason FROM signature_changes ORDER BY seq")
    return [str(row["reason"]) for row in found]


async def confirmed(service: Service) -> int:
    await service.refresher.refresh_once()
    return service.live_totals.of(1).confirmed


def person(live: LivePetition, row: dict[str, object]) -> PersonalData:
    assert live.vault is not None
    return live.vault.open(bytes(row["sealed"]), bytes(row["id"]))  # type: ignore[call-overload]  # columns


async def test_one_press_signs_with_what_the_link_knows_and_counts_at_once(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service)
    email = new_email()
    assert (await submit(service, link_token(live, email))).status == "signed"
    [row] = await rows(connection)
    assert (row["state"], row["country"], bool(row["updates"])) == ("confirmed", "GB", False)
    assert person(live, row) == PersonalData("Ada", "Lovelace", email)
    assert await reasons(connection) == ["by_link"]
    assert await confirmed(service) == 1
    assert (await recount(connection, 1, service.clock)).is_none


async def test_it_is_thanked_for_by_mail_and_the_owner_of_the_address_can_take_it_back(
    service: Service, client: httpx.AsyncClient
) -> None:
    """Somebody else may have had the link: that mail is how its owner hears of it."""
    live = await add_petition(service)
    email = new_email()
    await submit(service, link_token(live, email))
    thanks = await wait_for_mail(service, email)
    assert "is confirmed and counts" in thanks.text
    assert not any("/confirm/" in link for link in links_of(thanks))
    await press_not_me(client, thanks)
    assert await confirmed(service) == 0
    assert len(mails_to(service, email)) == 1


async def test_where_the_petition_does_not_thank_by_mail_the_owner_of_a_link_still_hears_of_it(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service, thanks_mail=False)
    await submit(service, link_token(live, new_email()))
    assert [row["state"] for row in await rows(connection)] == ["confirmed"]
    assert [row["kind"] for row in await connection.fetch_all("SELECT kind FROM outbox")] == ["thanks"]
    assert await confirmed(service) == 1


async def test_what_was_typed_wins_over_the_link(service: Service, connection: Connection) -> None:
    live = await add_petition(service)
    email = new_email()
    me = link_token(live, email, postcode="SW1A 1AA")
    await submit(service, me, given_name="Augusta", country="gb", postcode=" ", comment="Because I read.")
    [row] = await rows(connection)
    assert row["country"] == "GB"
    assert person(live, row) == PersonalData("Augusta", "Lovelace", email, "SW1A 1AA", "Because I read.")


async def test_whoever_has_moved_abroad_leaves_the_links_postcode_behind(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service)
    email = new_email()
    await submit(service, link_token(live, email, postcode="SW1A 1AA"), country="fr")
    [row] = await rows(connection)
    assert row["country"] == "FR"
    assert person(live, row) == PersonalData("Ada", "Lovelace", email)


@pytest.mark.parametrize("typed, kept", [("sw1a1aa", "SW1A 1AA"), ("10115", "10115")])
async def test_a_postcode_is_not_refused_for_a_country_that_only_the_link_knows(
    service: Service, connection: Connection, typed: str, kept: str
) -> None:
    """The form does not show that country, so nobody could tell what is wrong with the postcode, or mend it."""
    live = await add_petition(service)
    await submit(service, link_token(live, new_email()), postcode=typed)
    [row] = await rows(connection)
    assert (row["country"], person(live, row).postcode) == ("GB", kept)


async def test_a_postcode_is_refused_for_a_country_that_was_chosen(service: Service) -> None:
    live = await add_petition(service)
    with pytest.raises(InvalidFields) as caught:
        await submit(service, link_token(live, new_email()), country="DE", postcode="SW1A 1AA")
    assert caught.value.errors == {"postcode": "invalid"}


async def test_the_organizers_own_questions_are_not_the_links_to_answer(
    service: Service, connection: Connection
) -> None:
    own = {"name": "why", "label": "Why do you sign?", "type": "text", "required": True}
    live = await add_petition(service, fields=["email", own, "show_name"])
    me = link_token(live, new_email())
    with pytest.raises(InvalidFields) as caught:
        await submit(service, me)
    assert caught.value.errors == {"extra_why": "required"}
    await submit(service, me, extra_why="Because I read.")
    [row] = await rows(connection)
    assert (person(live, row).extra, bool(row["show_name"])) == ({"why": "Because I read."}, False)


async def test_what_neither_has_is_asked_and_the_link_still_works_for_the_corrected_form(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service)
    me, token = link_token(live, new_email(), family_name=""), form_token(service)
    with pytest.raises(InvalidFields) as caught:
        await submit(service, me, token, consent="")
    assert caught.value.errors == {"family_name": "required", "consent": "required"}
    assert await rows(connection) == []
    assert (await submit(service, me, token, family_name="Byron")).status == "signed"


async def test_the_links_own_address_in_another_spelling_is_still_the_links(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service)
    email = new_email()
    assert (await submit(service, link_token(live, email), email=email.upper())).status == "signed"
    [row] = await rows(connection)
    assert person(live, row).email == email


async def test_under_another_address_it_is_an_ordinary_signature_and_the_link_tells_nothing(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    """Or whoever was handed the link could have the rest of what it knows mailed to themselves."""
    live = await add_petition(service)
    other = new_email()
    me, token = link_token(live, new_email()), form_token(service)
    with pytest.raises(InvalidFields) as caught:
        await submit(service, me, token, email=other)
    assert set(caught.value.errors) == {"given_name", "family_name"}
    signed = await submit(service, me, token, email=other, given_name="Bea", family_name="Byron")
    assert signed.status == "check_email"
    [row] = await rows(connection)
    assert (row["state"], row["country"]) == ("pending", "")
    assert person(live, row) == PersonalData("Bea", "Byron", other)
    assert (await press_confirm(client, await wait_for_mail(service, other))).status_code == 200
    assert await reasons(connection) == ["by_mail"]


@pytest.mark.parametrize("me", ["x", "A" * 300, "a.b.c"])
async def test_what_is_no_link_signs_nothing(service: Service, connection: Connection, me: str) -> None:
    await add_petition(service)
    with pytest.raises(LinkInvalid):
        await submit(service, me)
    assert await rows(connection) == []


async def test_a_link_to_another_petition_signs_nothing(service: Service, connection: Connection) -> None:
    await add_petition(service)
    other = await add_petition(service, slug="another-petition")
    with pytest.raises(LinkInvalid):
        await submit(service, link_token(other, new_email()))
    assert await rows(connection) == []


async def test_other_tokens_of_ours_are_no_links_and_a_link_is_no_form_token(service: Service) -> None:
    live = await add_petition(service)
    with pytest.raises(LinkInvalid):
        await submit(service, form_token(service))
    me = link_token(live, new_email())
    values = {"token": me, "me": me, "consent": "yes"}
    with pytest.raises(TokenInvalid):
        await service.sign(SLUG, values, None, None, "en")


async def test_an_expired_link_signs_nothing_and_the_whole_form_still_does(
    service: Service, clock: AdjustableClock
) -> None:
    live = await add_petition(service)
    me = link_token(live, new_email(), now=clock(), days=1)
    clock.forward(1 * DAY)
    token = form_token(service)
    with pytest.raises(LinkExpired):
        await submit(service, me, token)
    whole = {"given_name": "Ada", "family_name": "Lovelace", "email": new_email()}
    assert (await submit(service, "", token, **whole)).status == "check_email"


async def test_consent_is_never_the_links(service: Service) -> None:
    live = await add_petition(service)
    with pytest.raises(InvalidFields) as caught:
        await submit(service, link_token(live, new_email()), consent="")
    assert caught.value.errors == {"consent": "required"}


async def test_who_says_no_to_consent_signs_nothing_by_a_link_either(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service, consent={"text": "I agree.", "style": "choice"})
    with pytest.raises(InvalidFields) as caught:
        await submit(service, link_token(live, new_email()), consent="no")
    assert caught.value.errors == {"consent": "declined"}
    assert await rows(connection) == []


async def test_a_suspect_form_is_answered_alike_and_does_not_count(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service)
    answer = await submit(service, link_token(live, new_email()), website="https://spam.example")
    assert answer.status == "signed"
    [row] = await rows(connection)
    assert (row["state"], row["quarantined"]) == ("pending", "honeypot")
    assert await confirmed(service) == 0


async def test_new_pending_confirmed_and_withdrawn_mailboxes_get_the_same_answer(
    service: Service, client: httpx.AsyncClient
) -> None:
    live = await add_petition(service)
    new, pending, withdrawn = new_email(), new_email(), new_email()
    done = await sign_and_confirm(service, client)
    whole = {"given_name": "Ada", "family_name": "Lovelace"}
    await submit(service, "", email=pending, **whole)
    await submit(service, "", email=withdrawn, **whole)
    await press_not_me(client, await wait_for_mail(service, withdrawn))
    answers = [await submit(service, link_token(live, one)) for one in (new, pending, done, withdrawn)]
    assert {answer.status for answer in answers} == {"signed"}
    assert len({answer.id for answer in answers}) == 4
    assert await confirmed(service) == 3


async def test_sent_twice_it_is_one_signature(service: Service, connection: Connection) -> None:
    live = await add_petition(service)
    me, token = link_token(live, new_email()), form_token(service)
    assert await submit(service, me, token) == await submit(service, me, token)
    await submit(service, me)
    assert len(await rows(connection)) == 1
    assert await confirmed(service) == 1


async def test_what_a_stranger_entered_before_gives_way_and_the_mail_about_it_leads_to_the_owners_own(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    live = await add_petition(service)
    email = new_email()
    await submit(
        service, "", email=email, given_name="Mallory", family_name="M", comment="Not hers.", updates="yes"
    )
    mail = await wait_for_mail(service, email)
    signed = await submit(service, link_token(live, email))
    thanks = await wait_for_mail(service, email, 2)
    assert (thanks.text.startswith("Hello Ada,"), "Mallory" in thanks.text) == (True, False)
    assert await confirmed(service) == 1
    old, hers = await rows(connection)
    assert (old["state"], old["sealed"], old["signer_key"]) == ("pending", None, None)
    assert person(live, hers) == PersonalData("Ada", "Lovelace", email)
    assert not hers["updates"]

    pressed = await press_confirm(client, mail)
    assert "already confirmed" in pressed.text
    assert await confirmed(service) == 1

    await press_not_me(client, mail)
    assert await confirmed(service) == 0
    assert (await rows(connection))[1]["state"] == "withdrawn"
    assert (await recount(connection, 1, service.clock)).is_none
    assert signed.status == "signed"


async def test_after_it_was_not_me_whoever_has_the_link_can_not_make_it_count_again(
    service: Service, client: httpx.AsyncClient
) -> None:
    live = await add_petition(service)
    email = await sign_and_confirm(service, client)
    await press_not_me(client, await wait_for_mail(service, email, 2))
    for _ in range(3):
        assert (await submit(service, link_token(live, email))).status == "signed"
    assert await confirmed(service) == 0
    await press_confirm(client, await wait_for_mail(service, email, 3))
    assert await confirmed(service) == 1


async def test_where_nothing_is_to_be_confirmed_a_link_only_saves_typing(
    service: Service, connection: Connection
) -> None:
    live = await add_petition(service, confirmation="none")
    assert (await submit(service, link_token(live, new_email()))).status == "signed"
    assert await reasons(connection) == ["at_once"]
