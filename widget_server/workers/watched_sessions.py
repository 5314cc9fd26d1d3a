"""Sessions of those who watch a stream, which lasts longer than a request: whether they still are what they were.

One look serves all streams: a look for each took as long as all else that two hundred streams need.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from widget_server.core.clock import SECOND, Clock
from widget_server.core.organizer_session import Session
from widget_server.storage import organizer_sessions
from widget_server.storage.database import Connection

LOOK_EVERY = 5 * SECOND


class WatchedSessions:
    """`refresh` is one of the refresher's tasks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._streams: Counter[Session] = Counter()
        self._ended: set[Session] = set()
        self._looked_at = 0

    @contextmanager
    def watching(self, session: Session) -> Iterator[Callable[[], bool]]:
        """A stream of this session lasts as long as the block. Gives what tells whether it may go on."""
        self._streams[session] += 1
        try:
            yield lambda: session not in self._ended
        finally:
            self._streams[session] -= 1
            if not self._streams[session]:
                del self._streams[session]
                self._ended.discard(session)

    async def refresh(self, connection: Connection) -> None:
        """Looks at all sessions that watch, every LOOK_EVERY."""
        now = self._clock()
        if now - self._looked_at < LOOK_EVERY:
            return
        watched = list(self._streams)
        standings = await organizer_sessions.standings(connection, {one.id for one in watched})
        self._looked_at = now
        self._ended = {
            one for one in watched if one in self._streams and not one.goes_on(standings.get(one.id), now)
        }
