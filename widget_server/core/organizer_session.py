"""Sessions of organizers: how far somebody has come in signing in, and for how long."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from widget_server.core.clock import DAY, HOUR, MINUTE
from widget_server.core.organizer import Actor, Organizer, Role

Stage = Literal["setup", "factor", "whole"]
"""setup   came by a link and has set a password; a second factor is still to be set
factor  gave the right password; the second factor is still to be given
whole   signed in
"""

LIFETIME: dict[Stage, int] = {"setup": HOUR, "factor": 15 * MINUTE, "whole": 14 * DAY}
IDLE = 12 * HOUR
"""A session that nobody uses ends after this long."""
SEEN_EVERY = 1 * MINUTE
"""How exactly it is written down when a session was last used."""


class Standing(NamedTuple):
    """What a session's right to go on hangs by."""

    role: Role
    partner_id: int | None
    seen_at: int
    expires_at: int

    def is_alive(self, now: int) -> bool:
        """Whether it may still be used."""
        return now < self.expires_at and now - self.seen_at < IDLE


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the hash of what the cookie holds; `pending` what a step under way has to remember, sealed."""

    id: bytes
    organizer: Organizer
    stage: Stage
    network: str
    browser: str
    created_at: int
    seen_at: int
    expires_at: int
    pending: bytes | None = None

    @property
    def standing(self) -> Standing:
        """As it was looked up."""
        return Standing(self.organizer.role, self.organizer.partner_id, self.seen_at, self.expires_at)

    def goes_on(self, standing: Standing | None, now: int) -> bool:
        """Whether, looked up again, it is there, alive, and its organizer's rights are what they were."""
        before = self.standing
        return standing is not None and standing.is_alive(now) and standing[:2] == before[:2]

    @property
    def actor(self) -> Actor:
        """Its organizer, for the audit log."""
        return Actor(self.organizer.id, self.organizer.email, self.network)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request comes from: a network such as '203.0.113.0/24', the browser's name of itself, and the mark of
    a browser that has signed in before ('' where it has none), to the accounts with the ids `device_of`.
    """

    network: str
    browser: str
    device: str = ""
    device_of: frozenset[int] = frozenset()
