"""Recount: prove that totals equal rows, and mend where they don't."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from widget_server.core.clock import Clock
from widget_server.core.totals import COUNTERS, Cell, Label, Period, by_period
from widget_server.storage import label_totals, period_totals, totals
from widget_server.storage.database import Connection

NOTHING = (0,) * len(COUNTERS)


@dataclass(frozen=True)
class Drift:
    """By how much the kept totals were off: counted minus kept, in the order of COUNTERS."""

    by_hour: dict[Cell, tuple[int, ...]]
    by_period: dict[Period, tuple[int, ...]]
    by_label: dict[Label, tuple[int, ...]]
    whole: tuple[int, ...]

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
        counted = await totals.count_rows(connection, petition_id)
        by_hour = await totals.kept_by_hour(connection, petition_id)
        whole = await totals.kept_for_petition(connection, petition_id)
        periods = await period_totals.kept(connection, petition_id)
        by_label = await label_totals.drift(connection, petition_id)
    drift = compare(counted, by_hour, periods, by_label, whole)
    if not drift.is_none:
        async with connection.transaction():
            await totals.mend(connection, petition_id, drift.by_hour, drift.whole, clock())
            await period_totals.mend(connection, drift.by_period)
            await label_totals.mend(connection, drift.by_label)
    return drift


def compare(
    counted: totals.Counts,
    by_hour: totals.Counts,
    periods: period_totals.PeriodCounts,
    by_label: label_totals.LabelCounts,
    whole: tuple[int, ...],
) -> Drift:
    """What has to be added to the kept totals to make them equal what was counted; `by_label` is that already."""
    sums = tuple(sum(column) for column in zip(*counted.values(), strict=True)) if counted else NOTHING
    return Drift(
        _differences(counted, by_hour),
        _differences(by_period(counted), periods),
        by_label,
        _minus(sums, whole),
    )


Place = TypeVar("Place", Cell, Period)


def _differences(
    counted: Mapping[Place, tuple[int, ...]], kept: Mapping[Place, tuple[int, ...]]
) -> dict[Place, tuple[int, ...]]:
    differences = {
        place: _minus(counted.get(place, NOTHING), kept.get(place, NOTHING))
        for place in counted.keys() | kept.keys()
    }
    return {place: difference for place, difference in differences.items() if any(difference)}


def _minus(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a - b for a, b in zip(left, right, strict=True))
