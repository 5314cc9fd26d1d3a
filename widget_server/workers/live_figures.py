"""Figures in memory, for dashboards and open statistics: read once a second however many watch.

A petition's figures are read when somebody asks, and then kept. While somebody watches, one look a second at its row
of totals tells whether they have changed; only then they are read again, and once a minute all that there is.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from widget_server.core.clock import MINUTE, SECOND, Clock, is_recent
from widget_server.core.figures import Figures
from widget_server.storage import figures
from widget_server.storage.database import Connection, Database

Key = tuple[int, int | None]
"""petition; partner, or None for all"""

LOOK_EVERY = 1 * SECOND
READ_ANEW = 1 * MINUTE
"""All is read anew this often: what does not show in a petition's own totals, such as a corrected country or forms
begun, and what a recount has mended in days that are over, shows after this long."""

MOST_KEPT = 500
"""Figures of some thousand days and partners weigh about 1 MB; most petitions' far less."""


@dataclass
class _Kept:
    figures: Figures
    mark: tuple[int, int]
    looked_at: int
    whole_at: int
    """when days and hours that are over were read, too"""


class LiveFigures:
    """`of` answers with what was read last; `watch` with each change."""

    def __init__(
        self, database: Database, clock: Clock, note_read: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._clock = clock
        self._note_read = note_read
        self._kept: dict[Key, _Kept] = {}
        self._locks: dict[Key, asyncio.Lock] = {}
        self._watched: Counter[Key] = Counter()
        self._changed = asyncio.Condition()

    async def of(self, petition_id: int, partner_id: int | None = None) -> Figures:
        """At most about a second old. Raises StorageUnavailable where there are none yet."""
        key = (petition_id, partner_id)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            kept = self._kept.get(key)
            if kept is None or not is_recent(kept.looked_at, self._clock(), LOOK_EVERY):
                async with self._database.reading() as connection:
                    await self._look(connection, key)
            return self._kept[key].figures

    async def refresh(self, connection: Connection) -> None:
        """One of the refresher's tasks: looks at what is watched, once for all who watch."""
        has_changed = False
        for key in list(self._watched):
            before = self._kept.get(key)
            await self._look(connection, key)
            has_changed = has_changed or before is None or self._kept[key].figures is not before.figures
        if has_changed:
            async with self._changed:
                self._changed.notify_all()

    @contextmanager
    def watching(self, petition_id: int, partner_id: int | None = None) -> Iterator["Watch"]:
        """Somebody watches for as long as the block runs."""
        key = (petition_id, partner_id)
        self._watched[key] += 1
        try:
            yield Watch(self, key)
        finally:
            self._watched[key] -= 1
            if not self._watched[key]:
                del self._watched[key]

    async def _look(self, connection: Connection, key: Key) -> None:
        now = self._clock()
        mark = await figures.changed_at(connection, key[0])
        kept = self._kept.get(key)
        lately = kept if kept is not None and is_recent(kept.whole_at, now, READ_ANEW) else None
        if lately is not None and lately.mark == mark:
            lately.looked_at = now
            return
        found = await figures.read(connection, key[0], now, key[1], lately.figures if lately else None)
        self._note_read()
        if kept is None and len(self._kept) >= MOST_KEPT:
            oldest = next(one for one in self._kept if one not in self._watched)
            del self._kept[oldest]
        self._kept[key] = _Kept(found, mark, now, lately.whole_at if lately else now)

    async def changed_from(self, key: Key, seen: Figures | None, seconds: float) -> Figures | None:
        """Figures other than those seen, as soon as there are any; None after so many seconds without."""

        def is_new() -> bool:
            kept = self._kept.get(key)
            return kept is not None and kept.figures is not seen

        async with self._changed:
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait_for(is_new)
            except TimeoutError:
                return None
        return self._kept[key].figures


class Watch:
    """One who watches."""

    def __init__(self, live: LiveFigures, key: Key) -> None:
        self._live = live
        self._key = key
        self._seen: Figures | None = None

    async def next(self, seconds: float) -> Figures | None:
        """The next figures; None after so many seconds without a change."""
        found = await self._live.changed_from(self._key, self._seen, seconds)
        self._seen = found or self._seen
        return found
