"""Check again who it is, in the middle of a session: the second factor before something grave, the password before
another one is set. Slowed and written down like signing in: whoever has stolen a cookie might guess.
"""

from collections.abc import Awaitable, Callable

from widget_server.actions.check_factor import NOTHING, CheckFactor
from widget_server.actions.pace import begin_try, session_bucket
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer_session import Session
from widget_server.storage import audit_log, sign_in_failures
from widget_server.storage.database import Database


class CheckAgain:
    """Each answers what is wrong, or None."""

    def __init__(self, database: Database, check_factor: CheckFactor, clock: Clock) -> None:
        self._database = database
        self._check_factor = check_factor
        self._clock = clock

    async def factor(self, session: Session, typed: str, answer: str) -> str | None:
        """`typed` is a code, `answer` a passkey's, as JSON. What was right is used up."""
        if not typed.strip() and not answer:
            return NOTHING  # no guess
        return await self._slowed("factor again", session, lambda: self._check_factor(session, typed, answer))

    async def password(self, session: Session, is_right: Callable[[], Awaitable[bool]]) -> str | None:
        """`is_right` compares it."""

        async def problem() -> str | None:
            return None if await is_right() else "This is not your password."

        return await self._slowed("password again", session, problem)

    async def _slowed(
        self, step: str, session: Session, check: Callable[[], Awaitable[str | None]]
    ) -> str | None:
        bucket = session_bucket(step, session)
        try:
            async with self._database.held() as connection, connection.transaction():
                await begin_try(connection, bucket, step, self._clock())
        except FormProblems as error:
            return error.problems[step]
        problem = await check()
        async with self._database.held() as connection, connection.transaction():
            if problem is None:
                await sign_in_failures.forget(connection, bucket)
            else:
                subject, after = f"organizer:{session.organizer.email}", {"wrong": step}
                await audit_log.record(
                    connection, session.actor, "session.refuse", subject, at=self._clock(), after=after
                )
        return problem
