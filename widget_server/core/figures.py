"""A petition's figures, all from kept totals: by hour, day, partner, country, and label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import neg
from typing import Any, NamedTuple, TypeVar

from widget_server.core.clock import DAY, HOUR
from widget_server.core.totals import LabelKind

Key = TypeVar("Key", int, str)

HOURS_SHOWN = 72
"""Hours that the chart shows one by one."""


class Counts(NamedTuple):
    """Sums of the counters of core/totals.py."""

    submitted: int = 0
    confirmed: int = 0
    withdrawn: int = 0
    invalidated: int = 0
    unconfirmed: int = 0

    @property
    def counting(self) -> int:
        """Signatures that count."""
        return self.confirmed - self.unconfirmed

    @property
    def waiting(self) -> int:
        """Signatures that wait for their signer to confirm."""
        return self.submitted - self.counting - self.withdrawn - self.invalidated

    def negative(self) -> "Counts":
        """What takes these off again."""
        return Counts(*map(neg, self))


NOTHING = Counts()

ByPartner = Mapping[int, Counts]


@dataclass(frozen=True)
class Figures:
    """`days` and `hours` are whole ones since 1970, oldest first, by partner; hours are the last HOURS_SHOWN. Partner 0
    is the petition's own page. `last_hours`: the newest hour in which a partner brought a signature. `begun`: forms
    that people began to fill in, by partner. `as_of` in milliseconds.
    """

    as_of: int
    days: tuple[tuple[int, ByPartner], ...] = ()
    hours: tuple[tuple[int, ByPartner], ...] = ()
    partners: ByPartner = field(default_factory=dict)
    countries: Mapping[str, Counts] = field(default_factory=dict)
    labels: Mapping[LabelKind, Mapping[str, Counts]] = field(default_factory=dict)
    opt_ins: Mapping[int, Mapping[str, Counts]] = field(default_factory=dict)
    last_hours: Mapping[int, int] = field(default_factory=dict)
    begun: Mapping[int, int] = field(default_factory=dict)

    @property
    def whole(self) -> Counts:
        """All of them."""
        return added(self.partners.values())

    def on_day(self, at: int) -> Counts:
        """Of the UTC day of `at`."""
        return added(added(row.values()) for day, row in self.days if day == at // DAY)

    def in_hour(self, at: int) -> Counts:
        """Of the hour of `at`."""
        return added(added(row.values()) for hour, row in self.hours if hour == at // HOUR)


def added(counts: Iterable[Counts]) -> Counts:
    """Their sum."""
    return Counts(*map(sum, zip(*counts, strict=True)))


def by_two(rows: Iterable[tuple[Any, ...]]) -> dict[Any, dict[Any, Counts]]:
    """Rows of two keys and the counters, by the one and then the other, in their order."""
    found: dict[Any, dict[Any, Counts]] = {}
    for one, other, *counts in rows:
        found.setdefault(one, {})[other] = Counts(*counts)
    return found


def summed(pairs: Iterable[tuple[Key, Counts]]) -> dict[Key, Counts]:
    """By key, the sum of what comes with it."""
    found: dict[Key, list[Counts]] = {}
    for key, counts in pairs:
        found.setdefault(key, []).append(counts)
    return {key: added(counts) for key, counts in found.items()}


PACE_HOURS = 24


def pace(figures: Figures, now: int) -> float:
    """Signatures a day that came to count, over the last 24 whole hours, or since the first where that is later."""
    this_hour = now // HOUR
    recent = [
        (hour, added(row.values()))
        for hour, row in figures.hours
        if this_hour - PACE_HOURS <= hour < this_hour
    ]
    if not recent:
        return 0.0
    first_day = figures.days[0][0] * 24 if figures.days else this_hour
    first = max(min(hour for hour, _ in figures.hours), this_hour - PACE_HOURS, first_day)
    length = max(1, min(PACE_HOURS, this_hour - first))
    return sum(counts.counting for _, counts in recent) * 24 / length


def day_of_goal(confirmed: int, goal: int, per_day: float, now: int) -> int | None:
    """The day (milliseconds) on which the goal is reached at this pace; None beyond a year, or without any pace."""
    if per_day <= 0 or confirmed >= goal:
        return None
    days = (goal - confirmed) / per_day
    return int(now + days * DAY) if days <= 365 else None


def rate(part: int, whole: int) -> float | None:
    """A share; None where there is nothing to take it of."""
    return part / whole if whole > 0 else None
