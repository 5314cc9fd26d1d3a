"""Reading figures by day and by hour, each partner's apart.

Of a campaign that lasts a year there are thousands of them, of which those of two days and two hours can still grow:
a change counts in the hour in which it is made, and the one before is read again for writers that were late.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from widget_server.core.clock import DAY, HOUR
from widget_server.core.figures import HOURS_SHOWN, ByPartner, Counts, Figures, by_two, summed
from widget_server.storage.database import Connection, Values
from widget_server.storage.totals import ASKED_FOR, EVERY_PARTNER, SUMS

Periods = tuple[tuple[int, ByPartner], ...]
"""Whole days or hours since 1970, oldest first."""

_PERIODS = (
    f"SELECT number, partner_id, {SUMS} FROM period_totals"  # noqa: S608  # constants
    f" WHERE petition_id = :petition AND length = :length AND number > :since AND {ASKED_FOR}"
    " GROUP BY number, partner_id ORDER BY number"
)
_LAST_HOURS = (
    "SELECT partner_id, max(number) FROM period_totals"  # noqa: S608  # constants
    " WHERE petition_id = :petition AND length = 1 AND number >= :first AND number < :after AND submitted > 0"
    f" AND {ASKED_FOR} GROUP BY partner_id"
)

STILL_GROWING = 2
"""Of the newest days, and of the newest hours."""


@dataclass(frozen=True)
class OverTime:
    """As in core/figures.py, which says what they are."""

    days: Periods
    hours: Periods
    partners: ByPartner
    last_hours: dict[int, int]


async def read(connection: Connection, asked: Values, now: int, before: Figures | None) -> OverTime:
    """`asked`: petition, and partner or EVERY_PARTNER. `before`: figures of the same, whose closed days and hours are
    taken over.
    """
    today, this_hour = now // DAY, now // HOUR
    oldest_hour = this_hour - HOURS_SHOWN
    if before is None:
        days = await _periods(connection, asked, 24, -1)
        hours = await _periods(connection, asked, 1, oldest_hour)
        partners = by_partner(days)
        return OverTime(days, hours, partners, await _last_hours(connection, asked, days))
    last_day, last_hour = today - STILL_GROWING, this_hour - STILL_GROWING
    new_days = await _periods(connection, asked, 24, last_day)
    new_hours = await _periods(connection, asked, 1, last_hour)
    return OverTime(
        days=(*_between(before.days, -1, last_day), *new_days),
        hours=(*_between(before.hours, oldest_hour, last_hour), *new_hours),
        partners=_partners(before, last_day, new_days),
        last_hours={**before.last_hours, **await _last_hours(connection, asked, new_days)},
    )


async def hours_since(connection: Connection, petition_id: int, since: int) -> Periods:
    """From the hour of `since` on, of all partners."""
    return await _periods(
        connection, {"petition": petition_id, "partner": EVERY_PARTNER}, 1, since // HOUR - 1
    )


def by_partner(periods: Iterable[tuple[int, ByPartner]]) -> dict[int, Counts]:
    """The sums of each."""
    return summed(one for _, row in periods for one in row.items())


async def _periods(connection: Connection, asked: Values, length: int, since: int) -> Periods:
    """Newer than `since`."""
    rows = await connection.fetch_tuples(_PERIODS, {**asked, "length": length, "since": since})
    return tuple(by_two(rows).items())


def _between(periods: Periods, after: int, last: int) -> Periods:
    return tuple(one for one in periods if after < one[0] <= last)


def _partners(before: Figures, last_day: int, new_days: Periods) -> dict[int, Counts]:
    """Sums over all days, made of the sums before: what the days still growing held is taken off, and read anew."""
    grown = by_partner(new_days)
    held = by_partner(one for one in before.days if one[0] > last_day)
    return summed(
        [
            *before.partners.items(),
            *((partner_id, counts.negative()) for partner_id, counts in held.items()),
            *grown.items(),
        ]
    )


async def _last_hours(connection: Connection, asked: Values, days: Periods) -> dict[int, int]:
    """By partner, from the hours of the last day on which it brought a signature: mostly the same one for all."""
    last_days = {
        partner_id: day for day, row in days for partner_id, counts in row.items() if counts.submitted > 0
    }
    found: dict[int, int] = {}
    for day in set(last_days.values()):
        rows = await connection.fetch_tuples(
            _LAST_HOURS, {**asked, "first": day * 24, "after": day * 24 + 24}
        )
        found |= {partner_id: hour for partner_id, hour in rows if last_days.get(partner_id) == day}
    return found
