"""Somebody guesses passwords and codes: slowed, whatever they try; the owner of the account is not."""

import asyncio
from collections.abc import Sequence

import httpx
import pyotp
import pytest
from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.databases import DATABASES
from tests.support.organizers import PASSWORD, Visitor, sign_in, signed_in, store_organizer, visitor_of
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.clock import DAY, HOUR, SECOND
from widget_server.core.sign_in_pace import FREE
from widget_server.workers.cleanup import clean

EXPORT = "/organizer/audit/export"


def judged(answers: Sequence[httpx.Response]) -> int:
    """How many of these guesses were looked at, rather than told to wait."""
    return sum("Too many tries" not in one.text for one in answers)


async def refusals(service: Service) -> list[tuple[str, str]]:
    async with service.database.held() as connection:
        rows = await connection.fetch_all(
            "SELECT who, facts_after FROM audit_log WHERE action = 'session.refuse' ORDER BY id"
        )
    return [(row["who"], row["facts_after"]) for row in rows]


async def test_whoever_has_a_cookie_does_not_guess_the_second_factor(
    service: Service, owner: Visitor
) -> None:
    answers = [await owner.send(EXPORT, factor_code=f"{number:06}") for number in range(FREE + 3)]
    assert judged(answers) == FREE
    assert [who for who, _ in await refusals(service)] == [owner.email] * FREE
    right = await owner.send(EXPORT, factor_code=owner.code())
    assert right.status_code == 422


async def test_who_waits_as_told_may_try_again(owner: Visitor, clock: AdjustableClock) -> None:
    for number in range(FREE):
        await owner.send(EXPORT, factor_code=f"{number:06}")
    clock.forward(30 * SECOND)
    assert (await owner.send(EXPORT, factor_code=owner.code())).status_code == 200
    clock.forward(30 * SECOND)
    assert (await owner.send(EXPORT, factor_code=owner.code())).status_code == 200


async def test_whoever_has_a_cookie_does_not_guess_the_password(service: Service, owner: Visitor) -> None:
    new = {"password": PASSWORD + "!", "again": PASSWORD + "!"}
    answers = [
        await owner.send("/organizer/account/password", current=f"guess {number}", **new)
        for number in range(FREE + 2)
    ]
    assert judged(answers) == FREE
    assert len(await refusals(service)) == FREE


@pytest.mark.parametrize("database_kind", DATABASES)
async def test_guesses_that_come_all_at_once_are_slowed_like_any(
    app: tuple[Starlette, Service], owner: Visitor
) -> None:
    async with visitor_of(*app, address="192.0.2.1") as guesser:
        tries = (
            guesser.send("/organizer/sign-in", email=owner.email, password=f"guess {number}")
            for number in range(4 * FREE)
        )
        assert judged(await asyncio.gather(*tries)) == FREE
    codes = (owner.send(EXPORT, factor_code=f"{number:06}") for number in range(4 * FREE))
    assert judged(await asyncio.gather(*codes)) == FREE


async def test_an_account_of_ones_own_buys_no_guesses_at_another(
    app: tuple[Starlette, Service], owner: Visitor, clock: AdjustableClock
) -> None:
    """Each sign-in in a fresh browser brings the mark of a browser that is known: to one's own account alone."""
    answers = []
    async with signed_in(*app, "viewer", address="192.0.2.1") as insider:
        for _ in range(3):
            clock.forward(30 * SECOND)
            insider.client.cookies.clear()
            await sign_in(insider)
            answers += [
                await insider.send("/organizer/sign-in", email=owner.email, password=f"guess {number}")
                for number in range(FREE)
            ]
    assert judged(answers) < 2 * FREE


async def test_codes_are_slowed_from_wherever_they_come_but_not_in_browsers_that_the_account_knows(
    app: tuple[Starlette, Service], owner: Visitor, clock: AdjustableClock
) -> None:
    answers = []
    for network in range(4):
        async with visitor_of(*app, address=f"192.0.{network}.1") as thief:  # who knows the password
            for number in range(3):
                await thief.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
                answers.append(await thief.send("/organizer/sign-in/code", code=f"{number:06}"))
    assert judged(answers) == FREE
    clock.forward(30 * SECOND)
    await owner.send("/organizer/sign-out")
    await sign_in(owner)


async def test_a_browser_knows_several_accounts(
    app: tuple[Starlette, Service], service: Service, owner: Visitor, clock: AdjustableClock
) -> None:
    secret = pyotp.random_base32()
    await store_organizer(service, "second@organizers.example", "editor", secret=secret)
    second = Visitor(owner.client, "second@organizers.example", secret, clock)
    await sign_in(second)
    async with visitor_of(*app, address="198.51.100.9") as neighbour:
        for email in (owner.email, second.email):
            for number in range(FREE + 1):
                await neighbour.send("/organizer/sign-in", email=email, password=f"guess {number}")
    for one in (owner, second):
        answer = await one.send("/organizer/sign-in", email=one.email, password=PASSWORD)
        assert answer.status_code == 200, Page(answer.text).text


@pytest.mark.parametrize(
    "table, kept", [("organizer_sessions", 1), ("organizer_links", 0), ("sign_in_failures", 1)]
)
async def test_what_nobody_can_use_any_more_is_cleared_away(
    service: Service, owner: Visitor, clock: AdjustableClock, table: str, kept: int
) -> None:
    async def stored() -> int:
        async with service.database.held() as connection:
            await clean(connection, clock())
            row = await connection.fetch_one(f"SELECT count(*) AS n FROM {table}")  # of this test
        assert row is not None
        return int(row["n"])

    await owner.send("/organizer/sign-in", email="nobody@organizers.example", password="wrong")
    await owner.send("/organizer/account/sessions/end", session="others")
    clock.forward(HOUR)
    assert await stored() >= kept
    clock.forward(15 * DAY)
    assert await stored() == 0
