"""Reading figures: sums over kept totals, never over signatures.

What is read is as many rows as days and partners, countries and partners, hours shown and partners; it does not grow
with signatures, nor with the codes of links that supporters pass on, of which the largest are read by their index.
"""

from collections.abc import Iterable
from typing import Any

from widget_server.core.clock import HOUR
from widget_server.core.figures import HOURS_SHOWN, Counts, Figures
from widget_server.core.totals import LabelKind
from widget_server.storage.database import Connection

MOST_LABELS = 100
"""Names of a kind that are read, those with the most signatures: anybody may write any name into a link."""

MOST_CANDIDATES = 500
"""Rows that the index gives for those. A name has a row for each partner that it came through, and, on PostgreSQL, for
each process: one is missed only if its signatures are so scattered that none of its rows is among these."""

_SUMS = (
    "sum(submitted) AS submitted, sum(confirmed) AS confirmed, sum(withdrawn) AS withdrawn,"
    " sum(invalidated) AS invalidated, sum(unconfirmed) AS unconfirmed"
)

_PERIODS = (
    "SELECT number, partner_id, {sums} FROM period_totals"
    " WHERE petition_id = :petition AND length = :length AND number > :since"
    " GROUP BY number, partner_id ORDER BY number"
).replace("{sums}", _SUMS)
_LAST_HOURS = (
    "SELECT partner_id, max(number) AS last_hour FROM period_totals"
    " WHERE petition_id = :petition AND length = 1 AND number >= :first AND number < :first + 24 AND submitted > 0"
    " GROUP BY partner_id"
)
_FEW_LABELS = (
    "SELECT kind, name, partner_id, {sums} FROM label_totals WHERE petition_id = :petition"
    " AND kind IN ('country', 'locale', 'opt_in', 'reason') GROUP BY kind, name, partner_id"
).replace("{sums}", _SUMS)
_LARGEST = (
    "SELECT name, {sums} FROM label_totals WHERE petition_id = :petition AND kind = '{kind}'"
    " AND (:partner < 0 OR partner_id = :partner) AND name IN (SELECT name FROM label_totals"
    " WHERE petition_id = :petition AND kind = '{kind}' AND (:partner < 0 OR partner_id = :partner)"
    " ORDER BY (confirmed - unconfirmed) DESC LIMIT :candidates) GROUP BY name"
    " ORDER BY sum(confirmed) - sum(unconfirmed) DESC, sum(submitted) DESC, name LIMIT :most"
).replace("{sums}", _SUMS)


async def read(connection: Connection, petition_id: int, now: int, partner_id: int | None = None) -> Figures:
    """Of all partners, or of one alone."""
    values = {"petition": petition_id}
    only = -1 if partner_id is None else partner_id
    days = _mine(await connection.fetch_all(_PERIODS, values | {"length": 24, "since": -1}), only)
    since = now // HOUR - HOURS_SHOWN
    hours = _mine(await connection.fetch_all(_PERIODS, values | {"length": 1, "since": since}), only)
    few = _mine(await connection.fetch_all(_FEW_LABELS, values), only)
    return Figures(
        as_of=now,
        days=_by_number(days),
        hours=_by_number(hours),
        partners=_by_partner(days),
        countries=_by_name(few, "country"),
        labels={
            "locale": _by_name(few, "locale"),
            "reason": _by_name(few, "reason"),
            "source": await _largest(connection, petition_id, "source", only),
            "ref": await _largest(connection, petition_id, "ref", only),
        },
        opt_ins=_opt_ins(few),
        last_hours=await _last_hours(connection, petition_id, days),
        begun=await _begun(connection, petition_id, only),
    )


def _mine(rows: Iterable[Any], only: int) -> list[Any]:
    return [row for row in rows if only in (-1, row["partner_id"])]


async def _largest(connection: Connection, petition_id: int, kind: LabelKind, only: int) -> dict[str, Counts]:
    rows = await connection.fetch_all(
        _LARGEST.replace("{kind}", kind),
        {"petition": petition_id, "partner": only, "candidates": MOST_CANDIDATES, "most": MOST_LABELS},
    )
    return {row["name"]: _counts(row) for row in rows}


async def _begun(connection: Connection, petition_id: int, only: int) -> dict[int, int]:
    rows = await connection.fetch_all(
        "SELECT partner_id, sum(begun) AS begun FROM forms_begun WHERE petition_id = :petition"
        " GROUP BY partner_id",
        {"petition": petition_id},
    )
    return {row["partner_id"]: int(row["begun"]) for row in rows if only in (-1, row["partner_id"])}


def _by_number(rows: list[Any]) -> tuple[tuple[int, dict[int, Counts]], ...]:
    found: dict[int, dict[int, Counts]] = {}
    for row in rows:
        found.setdefault(int(row["number"]), {})[row["partner_id"]] = _counts(row)
    return tuple(found.items())


def _by_name(rows: list[Any], kind: LabelKind) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for row in rows:
        if row["kind"] == kind:
            found[row["name"]] = found.get(row["name"], Counts()).plus(_counts(row))
    return found


def _opt_ins(rows: list[Any]) -> dict[int, dict[str, Counts]]:
    found: dict[int, dict[str, Counts]] = {}
    for row in rows:
        if row["kind"] == "opt_in":
            found.setdefault(row["partner_id"], {})[row["name"]] = _counts(row)
    return found


def _by_partner(rows: list[Any]) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for row in rows:
        found[row["partner_id"]] = found.get(row["partner_id"], Counts()).plus(_counts(row))
    return found


async def _last_hours(connection: Connection, petition_id: int, days: list[Any]) -> dict[int, int]:
    """By partner, from the hours of the last day on which it brought a signature: mostly the same one for all."""
    last_days = {row["partner_id"]: int(row["number"]) for row in days if row["submitted"] > 0}
    found: dict[int, int] = {}
    for day in set(last_days.values()):
        rows = await connection.fetch_all(_LAST_HOURS, {"petition": petition_id, "first": day * 24})
        found |= {
            row["partner_id"]: int(row["last_hour"])
            for row in rows
            if last_days.get(row["partner_id"]) == day
        }
    return found


def _counts(row: Any) -> Counts:
    return Counts(
        int(row["submitted"]),
        int(row["confirmed"]),
        int(row["withdrawn"]),
        int(row["invalidated"]),
        int(row["unconfirmed"]),
    )


async def changed_at(connection: Connection, petition_id: int) -> tuple[int, int]:
    """What tells whether figures may have changed, from one or few rows: time of the last change, forms begun."""
    row = await connection.fetch_one(
        "SELECT max(changed_at) AS at, sum(submitted + confirmed + withdrawn + invalidated) AS n"
        " FROM petition_totals WHERE petition_id = :petition",
        {"petition": petition_id},
    )
    return (int(row["at"] or 0), int(row["n"] or 0)) if row else (0, 0)
