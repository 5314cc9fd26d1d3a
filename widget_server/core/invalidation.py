"""Taking signatures out that are not people's own: what is previewed is applied, and nothing else."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

InvalidationState = Literal["previewed", "applying", "applied", "undoing", "undone"]
"""previewed  listed, and nothing changed
applying, undoing  under way, slice by slice
applied, undone    finished
"""

Reason = Literal["network", "mail_domain", "burst", "partner"]
"""What the signatures of an invalidation have in common, as it stands in the open figures."""

SLICE = 200
"""Signatures that change in one transaction: signing waits no longer for it than for a batch of its own."""


class Invalidation(Struct, frozen=True, kw_only=True):
    """`found` signatures are listed, `counting` of which counted when it was previewed. Of them `taken` are out now;
    `passed` were not there to take any more (withdrawn, or taken by another), or are withdrawn since, and
    `given_back` are in again.
    """

    id: int
    petition_id: int
    reason: Reason
    note: str
    state: InvalidationState
    found: int
    counting: int
    created_at: int
    changed_at: int
    taken: int = 0
    passed: int = 0
    given_back: int = 0

    @property
    def to_do(self) -> int:
        """Signatures that its present work still has before it."""
        if self.state == "applying":
            return self.found - self.taken - self.passed
        return self.taken if self.state == "undoing" else 0


class Criteria(Struct, frozen=True, kw_only=True):
    """Which signatures: made in [since, until), through this partner (None: any), with the same network or mail domain
    as the signature `like`, where `reason` is one of these.
    """

    reason: Reason
    since: int
    until: int
    like: bytes = b""
    partner_id: int | None = None
    only_waiting: bool = False


MOST_AT_ONCE = 50_000
"""Signatures that one invalidation lists; the same again takes the next ones."""

REASONS: Mapping[Reason, str] = {
    "network": "One network",
    "mail_domain": "One mail domain",
    "burst": "A burst",
    "partner": "Through one partner",
}
"""What organizers read."""
