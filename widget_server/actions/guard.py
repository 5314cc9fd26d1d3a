"""The guard: how often one network may ask.

Addresses are kept in memory only, as keyed hashes whose key changes every day. Limits are loose on purpose:
a university or a mobile network shares few addresses among many honest people, who are told to wait and
whose form sends again by itself.
"""

import hmac
import os
from typing import Protocol

from widget_server.core.clock import DAY, HOUR, MINUTE, Clock
from widget_server.core.errors import TooManyRequests
from widget_server.core.networks import networks_of
from widget_server.core.rate_limits import Limit, Window

SINGLE = (Limit(100, MINUTE), Limit(1_500, HOUR))
"""For one IPv4 address or IPv6 /64: a household, or an office behind one router."""

NETWORK = (Limit(1_000, MINUTE), Limit(15_000, HOUR))
"""For an IPv4 /24 or IPv6 /48: a site or a small provider."""


class Guard(Protocol):
    """`check` counts one more request of a network for one kind of action."""

    def check(self, action: str, address: str | None) -> None:
        """Raises TooManyRequests."""


class OpenGuard:
    """Limits nothing: for load tests, and where a proxy in front limits already."""

    def check(self, action: str, address: str | None) -> None:
        """Lets everybody in."""


class NetworkGuard:
    """Limits by network. Each process counts for itself: with four workers a network gets up to four times as much."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._single = [Window(limit) for limit in SINGLE]
        self._network = [Window(limit) for limit in NETWORK]
        self._day = -1
        self._key = b""

    def check(self, action: str, address: str | None) -> None:
        """Raises TooManyRequests."""
        if address is None:
            return
        now = self._clock()
        single, network = networks_of(address)
        self._hit(self._single, self._hash(action, single, now), now)
        self._hit(self._network, self._hash(action, network, now), now)

    def _hit(self, windows: list[Window], key: bytes, now: int) -> None:
        for window in windows:
            seconds = window.hit(key, now)
            if seconds is not None:
                raise TooManyRequests(retry_after=max(1, seconds))

    def _hash(self, action: str, prefix: str, now: int) -> bytes:
        day = now // DAY
        if day != self._day:
            self._day, self._key = day, os.urandom(32)
        return hmac.digest(self._key, f"{action} {prefix}".encode(), "sha256")[:16]
