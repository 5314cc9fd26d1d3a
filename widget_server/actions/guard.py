"""The guard: how often one network may ask.

Addresses are kept in memory only, as keyed hashes whose key changes every day. Limits are loose on purpose:
a university or a mobile network shares few addresses among many honest people, who are told to wait and
whose form sends again by itself.
"""

import hmac
import os
from ipaddress import IPv6Address, ip_address
from typing import Protocol

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from widget_server.core.clock import DAY, Clock
from widget_server.core.errors import TooManyRequests

SINGLE = (RateLimitItemPerMinute(100), RateLimitItemPerHour(1_500))
"""For one IPv4 address or IPv6 /64: a household, or an office behind one router."""

NETWORK = (RateLimitItemPerMinute(1_000), RateLimitItemPerHour(15_000))
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
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._day = -1
        self._key = b""

    def check(self, action: str, address: str | None) -> None:
        """Raises TooManyRequests."""
        if address is None:
            return
        single, network = networks_of(address)
        for limits, prefix in ((SINGLE, single), (NETWORK, network)):
            for limit in limits:
                self._hit(limit, action, self._hash(prefix))

    def _hit(self, limit: RateLimitItem, action: str, who: str) -> None:
        if not self._limiter.hit(limit, action, who):
            reset_at = self._limiter.get_window_stats(limit, action, who).reset_time
            raise TooManyRequests(retry_after=max(1, round(reset_at - self._clock() / 1_000)))

    def _hash(self, prefix: str) -> str:
        day = self._clock() // DAY
        if day != self._day:
            self._day, self._key = day, os.urandom(32)
        return hmac.digest(self._key, prefix.encode(), "sha256")[:16].hex()


def networks_of(address: str) -> tuple[str, str]:
    """'203.0.113.9' -> ('203.0.113.9', '203.0.113.0/24'); for IPv6 the /64 and the /48."""
    try:
        ip = ip_address(address)
    except ValueError:  # a socket without an address, such as a Unix socket
        return address, address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address):
        return f"{IPv6Address(int(ip) >> 64 << 64)}/64", f"{IPv6Address(int(ip) >> 80 << 80)}/48"
    return str(ip), f"{str(ip).rpartition('.')[0]}.0/24"
