"""Set an account up, or anew, by its one-time link: a password, then a second factor.

The link is used up when both are there, so that whoever breaks off half-way may begin again.
"""

import asyncio

from widget_server.actions.factor_setup import FactorSetup, NewFactor
from widget_server.actions.sign_in import Opened, SignIn, open_session
from widget_server.core.account_secrets import token_hash
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Organizer
from widget_server.core.organizer_session import Place, Session
from widget_server.core.passwords import hash_password, password_problem
from widget_server.storage import audit_log, organizer_sessions, organizers
from widget_server.storage.database import Database


class SetUpAccount:
    """From the link to a session."""

    def __init__(self, database: Database, factor: FactorSetup, sign_in: SignIn, clock: Clock) -> None:
        self._database = database
        self._factor = factor
        self._sign_in = sign_in
        self._clock = clock

    async def whose(self, token: str) -> Organizer | None:
        """Whom the link is for; None for one that was used, is too old, or never was."""
        async with self._database.reading() as connection:
            return await organizers.find_link(connection, token_hash(token), self._clock())

    async def set_password(self, token: str, password: str, again: str, place: Place) -> Opened | None:
        """The first step; None where the link is no good. Raises FormProblems."""
        found = await self.whose(token)
        if found is None:
            return None
        hashed = await self._sign_in.slowly(self.hashed(found, password, again))
        now = self._clock()
        async with self._database.held() as connection, connection.transaction():
            if await organizers.find_link(connection, token_hash(token), now) is None:
                return None
            await organizers.set_password(connection, found.id, hashed)
            await organizer_sessions.end_others(connection, found.id)
            opened = await open_session(connection, found, "setup", place, now)
            await audit_log.record(
                connection, opened.session.actor, "account.password", f"organizer:{found.email}", at=now
            )
            return opened

    async def hashed(self, organizer: Organizer, password: str, again: str) -> str:
        """Raises FormProblems."""
        problem = await asyncio.to_thread(password_problem, password, [organizer.email])
        if problem:
            raise FormProblems({"password": problem})
        if password != again:
            raise FormProblems({"again": "This is not the same as above. Type it once more."})
        return await asyncio.to_thread(hash_password, password)

    async def finish(
        self, session: Session, *, code: str, answer: str, name: str, place: Place
    ) -> tuple[Opened, NewFactor]:
        """The second step: the factor is there, so the link is used up and a whole session begins.

        Raises FormProblems.
        """
        now = self._clock()
        async with self._database.held() as connection, connection.transaction():
            factor = await self._factor.take(
                connection, session, code=code, answer=answer, name=name, is_first=True
            )
            await organizers.drop_links(connection, session.organizer.id)
            await organizer_sessions.end_others(connection, session.organizer.id)
            await organizers.note_seen(connection, session.organizer.id, now)
            return await open_session(connection, session.organizer, "whole", place, now), factor
