"""Recount: prove that totals equal rows, and mend where they don't."""

from dataclasses import dataclass
from functools import reduce
from operator import add, sub

from widget_server.core.clock import Clock
from widget_server.core.totals import COUNTERS, Cell, Label, Period, by_period
from widget_server.storage import label_totals, period_totals, totals
from widget_server.storage.database import Connection

Counts = tuple[int, ...]
"""In the order of COUNTERS."""
Periods = dict[Period, Counts]

NOTHING: Counts = (0,) * len(COUNTERS)


@dataclass(frozen=True)
class Drift:
    """By how much the kept totals were off: counted minus kept, in the order of COUNTERS."""

    by_hour: dict[Cell, Counts]
    by_period: Periods
    by_label: dict[Label, Counts]
    whole: Counts

    @property
    def is_none(self) -> bool:
        """Whether totals equal rows."""
        return not (self.by_hour or self.by_period or self.by_label or any(self.whole))


async def recount(connection: Connection, petition_id: int, clock: Clock) -> Drift:
    """Counts the rows and mends what differs.

    Rows and totals are read as of one moment, and what is added afterwards are differences, so people can go
    on signing meanwhile. Raises StorageUnavailable.
    """
    async with connection.snapshot():
        by_hour = await totals.drift(connection, petition_id)
        from_hours = await period_totals.drift(connection, petition_id)
        by_label = await label_totals.drift(connection, petition_id)
        in_hours = await totals.kept_in_hours(connection, petition_id)
        whole = await totals.kept_for_petition(connection, petition_id)
    # What was counted is what the hours hold and what they lack.
    drift = Drift(
        by_hour,
        _without_nothing(_sums(from_hours, by_period(by_hour))),
        by_label,
        _minus(reduce(_plus, by_hour.values(), in_hours), whole),
    )
    if not drift.is_none:
        async with connection.transaction():
            await totals.mend(connection, petition_id, drift.by_hour, drift.whole, clock())
            await period_totals.mend(connection, drift.by_period)
            await label_totals.mend(connection, drift.by_label)
    return drift


def _sums(left: Periods, right: Periods) -> Periods:
    return {one: _plus(left.get(one, NOTHING), right.get(one, NOTHING)) for one in left.keys() | right.keys()}


def _without_nothing(counts: Periods) -> Periods:
    return {one: sums for one, sums in counts.items() if any(sums)}


def _plus(left: Counts, right: Counts) -> Counts:
    return tuple(map(add, left, right))


def _minus(left: Counts, right: Counts) -> Counts:
    return tuple(map(sub, left, right))
