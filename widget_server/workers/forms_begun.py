"""Counts the forms that people begin, in memory, and writes them down every two seconds.

A process that is killed loses two seconds of a figure that nothing hangs on; signing never waits for it.
"""

import asyncio
from collections import Counter

from widget_server.core.clock import DAY, Clock
from widget_server.core.errors import Overloaded
from widget_server.core.signature_commands import CountBegun
from widget_server.core.tokens import FormToken
from widget_server.workers.signature_writer import SignatureWriter

EVERY_SECONDS = 2.0
MOST_ORIGINS = 1_000
"""New pages in two seconds; a petition that anyone may embed is seen on any number of them."""


class FormsBegun:
    """`note` is called with each challenge."""

    def __init__(self, writer: SignatureWriter, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self._begun: Counter[tuple[int, int, int]] = Counter()
        self._seen: dict[tuple[int, int, str], int] = {}

    def note(self, token: FormToken) -> None:
        """One more, of this petition and partner, on a page of this origin."""
        now = self._clock()
        self._begun[token.petition_id, token.partner_id, now // DAY] += 1
        key = (token.petition_id, token.partner_id, token.origin)
        if key in self._seen or len(self._seen) < MOST_ORIGINS:
            self._seen[key] = now

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Writes down what was counted; where the database is away it is counted on."""
        if not self._begun:
            return
        begun, seen = self._begun, self._seen
        self._begun, self._seen = Counter(), {}
        try:
            await self._writer.submit(CountBegun(begun, seen), is_internal=True)
        except Overloaded:
            self._begun.update(begun)
            self._seen = seen | self._seen
