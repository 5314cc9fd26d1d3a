"""Figures that operators watch and that nobody else needs counted."""

from collections.abc import Callable

from widget_server.core.clock import SECOND, Clock
from widget_server.storage import outbox
from widget_server.storage.database import Connection

COUNT_MAILS_EVERY = 15 * SECOND
"""Waiting mails are counted from an index that holds nothing else: a millisecond for ten thousand."""


class Figures:
    """Passes on the depth of the writer's queue each time, and the number of waiting mails now and then."""

    def __init__(
        self,
        *,
        queue_depth: Callable[[], int],
        note_queue_depth: Callable[[float], None],
        note_mails_waiting: Callable[[float], None],
        clock: Clock,
    ) -> None:
        self._queue_depth = queue_depth
        self._note_queue_depth = note_queue_depth
        self._note_mails_waiting = note_mails_waiting
        self._clock = clock
        self._count_again_at = 0

    async def refresh(self, connection: Connection) -> None:
        """One of the refresher's tasks."""
        self._note_queue_depth(self._queue_depth())
        if self._clock() >= self._count_again_at:
            self._note_mails_waiting(await outbox.count_waiting(connection))
            self._count_again_at = self._clock() + COUNT_MAILS_EVERY
