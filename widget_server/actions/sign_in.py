"""Sign in: a password, then a second factor; slowed after failures, for those alone who may have made them."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import TypeVar

from widget_server.actions.check_factor import CheckFactor
from widget_server.actions.pace import begin_try, factor_bucket, password_bucket
from widget_server.core.account_secrets import new_token, token_hash
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Actor, Organizer
from widget_server.core.organizer_session import LIFETIME, Place, Session, Stage
from widget_server.core.passwords import is_right_password
from widget_server.storage import audit_log, organizer_sessions, organizers, sign_in_failures
from widget_server.storage.database import Connection, Database

Result = TypeVar("Result")

WRONG = "The e-mail address or the password is wrong."

HASHES_AT_ONCE = 2
"""Each takes 64 MiB for about 50 ms."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun: `token` is for the cookie, nowhere else."""

    session: Session
    token: str


class SignIn:
    """What a browser sends to get in, step by step."""

    def __init__(self, database: Database, check_factor: CheckFactor, clock: Clock) -> None:
        self._database = database
        self._check_factor = check_factor
        self._clock = clock
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)

    async def by_password(
        self, email: str, password: str, place: Place, before: Session | None = None
    ) -> Opened:
        """The first step. Raises FormProblems, which do not tell whether there is such an account.

        `before` is a session of the same browser, which ends: its cookie goes, and nobody could end it any more.
        """
        address = email.strip().lower()
        async with self._database.held() as connection, connection.transaction():
            found = await organizers.find_by_email(connection, address)
            bucket = password_bucket(address, found, place)
            await begin_try(connection, bucket, "password", self._clock())
            known = await organizers.credentials(connection, found.id) if found else None
        is_right = await self.slowly(
            asyncio.to_thread(is_right_password, known.password_hash if known else None, password)
        )
        async with self._database.held() as connection, connection.transaction():
            if is_right and found and found.is_set_up:
                await sign_in_failures.forget(connection, bucket)
                if before:
                    await organizer_sessions.end(connection, before.id)
                return await open_session(connection, found, "factor", place, self._clock())
            if found:
                await self._note_refusal(connection, found, place, "password")
        raise FormProblems({"password": WRONG})

    async def by_factor(self, session: Session, typed: str, answer: str, place: Place) -> Opened:
        """The second step: a code that was typed, or a passkey's answer. Raises FormProblems.

        The session before it ends, so that what was handed out before the second factor opens nothing after it.
        """
        bucket = factor_bucket(session.organizer, place)
        async with self._database.held() as connection, connection.transaction():
            await begin_try(connection, bucket, "code", self._clock())
        problem = await self._check_factor(session, typed, answer)
        async with self._database.held() as connection, connection.transaction():
            if problem is None:
                await sign_in_failures.forget(connection, bucket)
                return await self._let_in(connection, session, place)
            await self._note_refusal(connection, session.organizer, place, "factor")
        raise FormProblems({"code": problem})

    async def _let_in(self, connection: Connection, session: Session, place: Place) -> Opened:
        now = self._clock()
        await organizer_sessions.end(connection, session.id)
        opened = await open_session(connection, session.organizer, "whole", place, now)
        await organizers.note_seen(connection, session.organizer.id, now)
        return opened

    async def slowly(self, work: Awaitable[Result]) -> Result:
        """Hashing, a few at once, so that nobody fills the memory by signing in."""
        async with self._hashing:
            return await work

    async def _note_refusal(self, connection: Connection, found: Organizer, place: Place, what: str) -> None:
        actor, subject = Actor(None, "somebody", place.network), f"organizer:{found.email}"
        now = self._clock()
        await audit_log.record(connection, actor, "session.refuse", subject, at=now, after={"wrong": what})


async def open_session(
    connection: Connection, organizer: Organizer, stage: Stage, place: Place, now: int
) -> Opened:
    """A new session in the caller's transaction; in the log once somebody is all the way in."""
    token = new_token()
    session = Session(
        id=token_hash(token),
        organizer=replace(organizer),
        stage=stage,
        network=place.network,
        browser=place.browser,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFETIME[stage],
    )
    await organizer_sessions.add(connection, session)
    if stage == "whole":
        subject, after = f"organizer:{organizer.email}", {"browser": place.browser}
        await audit_log.record(connection, session.actor, "session.begin", subject, at=now, after=after)
    return Opened(session, token)
