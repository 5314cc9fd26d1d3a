"""Counting requests in windows of time, in memory that is bounded.

Fixed windows: an honest crowd gets at most twice the limit around a window's turn, which is loose enough and
costs one dictionary entry a network.
"""

from dataclasses import dataclass

from widget_server.core.clock import SECOND

MOST_KEYS = 25_000
"""Networks counted in one window. An entry weighs about 130 bytes, so four windows weigh at most 13 MB. Those
that come once a window is full are let in uncounted by it: the window of the wider network still counts them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` requests in each window of `length` milliseconds."""

    amount: int
    length: int


class Window:
    """Counts by key for one limit, and forgets everything when its window of time is over."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._number = -1
        self._counts: dict[bytes, int] = {}

    def hit(self, key: bytes, now: int) -> int | None:
        """Counts one request. None when it is within the limit, else the seconds until the next window."""
        number = now // self.limit.length
        if number != self._number:
            self._number, self._counts = number, {}
        count = self._counts.get(key, 0)
        if count >= self.limit.amount:
            return -(-((number + 1) * self.limit.length - now) // SECOND)
        if count or len(self._counts) < MOST_KEYS:
            self._counts[key] = count + 1
        return None
