"""Reading figures: sums over kept totals, never over signatures.

What is read is as many rows as days and partners, countries and partners, hours shown and partners; it does not grow
with signatures, nor with the codes of links that supporters pass on, of which the largest are read by their index.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from widget_server.core.clock import HOUR
from widget_server.core.figures import HOURS_SHOWN, Counts, Figures
from widget_server.core.totals import LabelKind
from widget_server.storage.database import Connection
from widget_server.storage.totals import SUMS

Key = TypeVar("Key", int, str)

MOST_LABELS = 100
"""Names of a kind that are read, those with the most signatures: anybody may write any name into a link."""

MOST_CANDIDATES = 500
"""Rows that the index gives for those. A name has a row for each partner that it came through, and, on PostgreSQL, for
each process: one is missed only if its signatures are so scattered that none of its rows is among these."""

_PERIODS = (
    "SELECT number, partner_id, {sums} FROM period_totals"
    " WHERE petition_id = :petition AND length = :length AND number > :since"
    " GROUP BY number, partner_id ORDER BY number"
).replace("{sums}", SUMS)
_LAST_HOURS = (
    "SELECT partner_id, max(number) FROM period_totals"
    " WHERE petition_id = :petition AND length = 1 AND number >= :first AND number < :after AND submitted > 0"
    " GROUP BY partner_id"
)
_FEW_LABELS = (
    "SELECT kind, name, partner_id, {sums} FROM label_totals WHERE petition_id = :petition"
    " AND kind IN ('country', 'locale', 'opt_in', 'reason') GROUP BY kind, name, partner_id"
).replace("{sums}", SUMS)
_LARGEST = (
    "SELECT name, {sums} FROM label_totals WHERE petition_id = :petition AND kind = '{kind}'"
    " AND (:partner < 0 OR partner_id = :partner) AND name IN (SELECT name FROM label_totals"
    " WHERE petition_id = :petition AND kind = '{kind}' AND kind IN ('source', 'ref')"
    " AND (:partner < 0 OR partner_id = :partner) ORDER BY (confirmed - unconfirmed) DESC LIMIT :candidates)"
    " GROUP BY name ORDER BY sum(confirmed) - sum(unconfirmed) DESC, sum(submitted) DESC, name LIMIT :most"
).replace("{sums}", SUMS)
"""The index holds what its condition says, word for word: SQLite does not see that the one kind is among the two."""

_BEGUN = (
    "SELECT partner_id, CAST(sum(begun) AS BIGINT) FROM forms_begun WHERE petition_id = :petition"
    " GROUP BY partner_id"
)


class _Period(NamedTuple):
    number: int
    partner_id: int
    counts: Counts


class _Label(NamedTuple):
    kind: str
    name: str
    partner_id: int
    counts: Counts


async def read(connection: Connection, petition_id: int, now: int, partner_id: int | None = None) -> Figures:
    """Of all partners, or of one alone."""
    days = await _periods(connection, petition_id, 24, -1, partner_id)
    hours = await _periods(connection, petition_id, 1, now // HOUR - HOURS_SHOWN, partner_id)
    labels = await _few_labels(connection, petition_id, partner_id)
    return Figures(
        as_of=now,
        days=_by_number(days),
        hours=_by_number(hours),
        partners=_sums((day.partner_id, day.counts) for day in days),
        countries=_of_kind(labels, "country"),
        labels={
            "locale": _of_kind(labels, "locale"),
            "reason": _of_kind(labels, "reason"),
            "source": await _largest(connection, petition_id, "source", partner_id),
            "ref": await _largest(connection, petition_id, "ref", partner_id),
        },
        opt_ins=_opt_ins(labels),
        last_hours=await _last_hours(connection, petition_id, days),
        begun=await _begun(connection, petition_id, partner_id),
    )


async def _periods(
    connection: Connection, petition_id: int, length: int, since: int, only: int | None
) -> list[_Period]:
    values = {"petition": petition_id, "length": length, "since": since}
    rows = await connection.fetch_tuples(_PERIODS, values)
    return [_Period(row[0], row[1], Counts(*row[2:])) for row in rows if only in (None, row[1])]


async def _few_labels(connection: Connection, petition_id: int, only: int | None) -> list[_Label]:
    rows = await connection.fetch_tuples(_FEW_LABELS, {"petition": petition_id})
    return [_Label(row[0], row[1], row[2], Counts(*row[3:])) for row in rows if only in (None, row[2])]


async def _largest(
    connection: Connection, petition_id: int, kind: LabelKind, only: int | None
) -> dict[str, Counts]:
    values = {
        "petition": petition_id,
        "partner": -1 if only is None else only,
        "candidates": MOST_CANDIDATES,
        "most": MOST_LABELS,
    }
    rows = await connection.fetch_tuples(_LARGEST.replace("{kind}", kind), values)
    return {row[0]: Counts(*row[1:]) for row in rows}


async def _last_hours(connection: Connection, petition_id: int, days: list[_Period]) -> dict[int, int]:
    """By partner, from the hours of the last day on which it brought a signature: mostly the same one for all."""
    last_days = {day.partner_id: day.number for day in days if day.counts.submitted > 0}
    found: dict[int, int] = {}
    for day in set(last_days.values()):
        values = {"petition": petition_id, "first": day * 24, "after": day * 24 + 24}
        rows = await connection.fetch_tuples(_LAST_HOURS, values)
        found |= {partner_id: hour for partner_id, hour in rows if last_days.get(partner_id) == day}
    return found


async def _begun(connection: Connection, petition_id: int, only: int | None) -> dict[int, int]:
    rows = await connection.fetch_tuples(_BEGUN, {"petition": petition_id})
    return {partner_id: begun for partner_id, begun in rows if only in (None, partner_id)}


def _by_number(rows: list[_Period]) -> tuple[tuple[int, dict[int, Counts]], ...]:
    found: dict[int, dict[int, Counts]] = {}
    for row in rows:
        found.setdefault(row.number, {})[row.partner_id] = row.counts
    return tuple(found.items())


def _of_kind(rows: list[_Label], kind: LabelKind) -> dict[str, Counts]:
    return _sums((row.name, row.counts) for row in rows if row.kind == kind)


def _opt_ins(rows: list[_Label]) -> dict[int, dict[str, Counts]]:
    found: dict[int, dict[str, Counts]] = {}
    for row in rows:
        if row.kind == "opt_in":
            found.setdefault(row.partner_id, {})[row.name] = row.counts
    return found


def _sums(rows: Iterable[tuple[Key, Counts]]) -> dict[Key, Counts]:
    found: dict[Key, Counts] = {}
    for key, counts in rows:
        found[key] = found[key].plus(counts) if key in found else counts
    return found


async def changed_at(connection: Connection, petition_id: int) -> tuple[int, int]:
    """What tells whether figures may have changed, from one or few rows: time of the last change, forms begun."""
    row = await connection.fetch_one(
        "SELECT max(changed_at) AS at, sum(submitted + confirmed + withdrawn + invalidated) AS n"
        " FROM petition_totals WHERE petition_id = :petition",
        {"petition": petition_id},
    )
    return (int(row["at"] or 0), int(row["n"] or 0)) if row else (0, 0)
