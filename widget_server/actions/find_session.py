"""Whose session a cookie is of."""

from widget_server.core.account_secrets import token_hash
from widget_server.core.clock import Clock
from widget_server.core.organizer_session import SEEN_EVERY, Session
from widget_server.storage import organizer_sessions
from widget_server.storage.database import Database

LONGEST_TOKEN = 100


class FindSession:
    """Looks sessions up, with the organizer as of now: a role that was changed holds from the next request on."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, token: str) -> Session | None:
        """None where it has ended, or never was."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        now = self._clock()
        async with self._database.reading() as connection:
            session = await organizer_sessions.find(connection, token_hash(token))
        if session is None or not session.standing.is_alive(now):
            return None
        if now - session.seen_at >= SEEN_EVERY:
            async with self._database.held() as connection:
                await organizer_sessions.touch(connection, session.id, now)
        return session
