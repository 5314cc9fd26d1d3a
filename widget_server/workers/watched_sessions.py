"""Sessions of those who watch a stream, which lasts longer than a request: whether they still are what they were.

One look serves all streams: a look for each took as long as all else that two hundred streams need.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from widget_server.core.clock import SECOND, Clock, is_recent
from widget_server.core.organizer_session import Session
from widget_server.storage import organizer_sessions
from widget_server.storage.database import Connection

LOOK_EVERY = 5 * SECOND
LONGEST_UNSEEN = 30 * SECOND
"""Sessions that could not be looked at for longer are not taken for what they were."""

SessionState = Literal["alive", "ended", "unknown"]


class WatchedSessions:
    """`refresh` is one of the refresher's tasks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._streams: Counter[Session] = Counter()
        self._ended: set[Session] = set()
        self._looked_at = 0

    @contextmanager
    def watching(self, session: Session) -> Iterator[Callable[[], SessionState]]:
        """A stream of this session lasts as long as the block. Gives what tells how it is."""
        self._streams[session] += 1
        try:
            yield lambda: self._state(session)
        finally:
            self._streams[session] -= 1
            if not self._streams[session]:
                del self._streams[session]
                self._ended.discard(session)

    def _state(self, session: Session) -> SessionState:
        if session in self._ended:
            return "ended"
        return "alive" if is_recent(self._looked_at, self._clock(), LONGEST_UNSEEN) else "unknown"

    async def refresh(self, connection: Connection) -> None:
        """Looks at all sessions that watch, every LOOK_EVERY."""
        now = self._clock()
        if is_recent(self._looked_at, now, LOOK_EVERY):
            return
        watched = list(self._streams)
        standings = await organizer_sessions.standings(connection, {one.id for one in watched})
        self._looked_at = now
        self._ended = {
            one for one in watched if one in self._streams and not one.goes_on(standings.get(one.id), now)
        }
