"""Sign in: a password, then a second factor; slowed after failures, for the place they come from alone."""

import asyncio
import hashlib
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import TypeVar

from widget_server.actions.check_factor import CheckFactor
from widget_server.core.account_secrets import new_token, token_hash
from widget_server.core.clock import SECOND, Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Actor, Organizer
from widget_server.core.organizer_session import LIFETIME, Place, Session, Stage
from widget_server.core.passwords import is_right_password
from widget_server.core.sign_in_pace import FORGOTTEN_AFTER, failures_now, wait_until
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

    async def by_password(self, email: str, password: str, place: Place) -> Opened:
        """The first step. Raises FormProblems, which do not tell whether there is such an account."""
        address = email.strip().lower()
        bucket = _bucket("password", address, place)
        async with self._database.held() as connection:
            await self._must_not_wait(connection, bucket, "password")
            found = await organizers.find_by_email(connection, address)
            known = await organizers.credentials(connection, found.id) if found else None
        is_right = await self.slowly(
            asyncio.to_thread(is_right_password, known.password_hash if known else None, password)
        )
        async with self._database.held() as connection, connection.transaction():
            if is_right and found and found.is_set_up:
                await sign_in_failures.forget(connection, bucket)
                return await open_session(connection, found, "factor", place, self._clock())
            await self._note_failure(connection, bucket, address if found else "", found, place)
        raise FormProblems({"password": WRONG})

    async def by_factor(self, session: Session, typed: str, answer: str, place: Place) -> Opened:
        """The second step: a code that was typed, or a passkey's answer. Raises FormProblems.

        The session before it ends, so that what was handed out before the second factor opens nothing after it.
        """
        bucket = _bucket("factor", session.organizer.email, place)
        async with self._database.held() as connection:
            await self._must_not_wait(connection, bucket, "code")
        problem = await self._check_factor(session, typed, answer)
        now = self._clock()
        async with self._database.held() as connection, connection.transaction():
            if problem is not None:
                await self._note_failure(
                    connection, bucket, session.organizer.email, session.organizer, place, "factor"
                )
            else:
                await sign_in_failures.forget(connection, bucket)
                await organizer_sessions.end(connection, session.id)
                opened = await open_session(connection, session.organizer, "whole", place, now)
                await organizers.note_seen(connection, session.organizer.id, now)
                await audit_log.record(
                    connection,
                    opened.session.actor,
                    "session.begin",
                    f"organizer:{session.organizer.email}",
                    at=now,
                    after={"browser": place.browser},
                )
                return opened
        raise FormProblems({"code": problem})

    async def slowly(self, work: Awaitable[Result]) -> Result:
        """Hashing, a few at once, so that nobody fills the memory by signing in."""
        async with self._hashing:
            return await work

    async def _must_not_wait(self, connection: Connection, bucket: bytes, field: str) -> None:
        count, last_at = await sign_in_failures.read(connection, bucket)
        now = self._clock()
        wait = wait_until(failures_now(count, last_at, now), last_at) - now
        if wait > 0:
            raise FormProblems({field: f"Too many tries from here. Wait {_spoken(wait)}, then try again."})

    async def _note_failure(
        self,
        connection: Connection,
        bucket: bytes,
        address: str,
        found: Organizer | None,
        place: Place,
        what: str = "password",
    ) -> None:
        now = self._clock()
        await sign_in_failures.add(connection, bucket, now, now - FORGOTTEN_AFTER)
        actor = Actor(None, "somebody", place.network)
        if found:
            await audit_log.record(
                connection, actor, "session.refuse", f"organizer:{address}", at=now, after={"wrong": what}
            )


async def open_session(
    connection: Connection, organizer: Organizer, stage: Stage, place: Place, now: int
) -> Opened:
    """A new session in the caller's transaction."""
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
    return Opened(session, token)


def _bucket(step: str, address: str, place: Place) -> bytes:
    """Where failures are counted: for a browser that is known by itself, for all others of a network together."""
    where = f"device {place.device}" if place.device else f"network {place.network}"
    return hashlib.sha256(f"{step}\n{address}\n{where}".encode()).digest()


def _spoken(milliseconds: int) -> str:
    seconds = -(-milliseconds // SECOND)
    if seconds < 90:
        return f"{seconds} second" + ("s" if seconds != 1 else "")
    return f"{-(-seconds // 60)} minutes"
