"""Reading figures: sums over kept totals, never over signatures.

Rows of `hourly_totals` grow with hours, partners and countries, not with signatures; the database adds them up.
"""

from typing import Any

from widget_server.core.clock import HOUR
from widget_server.core.figures import HOURS_SHOWN, Counts, Figures, added
from widget_server.core.totals import LabelKind
from widget_server.storage.database import Connection

MOST_LABELS = 1_000
"""Names of a kind that are read, those with the most signatures: anybody may write any name into a link."""

_SUMS = (
    "sum(submitted) AS submitted, sum(confirmed) AS confirmed, sum(withdrawn) AS withdrawn,"
    " sum(invalidated) AS invalidated, sum(unconfirmed) AS unconfirmed"
)

_DAYS = (
    "SELECT hour / 24 AS day, partner_id, {sums}, max(CASE WHEN submitted > 0 THEN hour ELSE 0 END) AS last_hour"
    " FROM hourly_totals WHERE petition_id = :petition GROUP BY 1, 2 ORDER BY 1"
).replace("{sums}", _SUMS)
_HOURS = (
    "SELECT hour, partner_id, {sums} FROM hourly_totals"
    " WHERE petition_id = :petition AND hour > :since GROUP BY hour, partner_id ORDER BY hour"
).replace("{sums}", _SUMS)
_COUNTRIES = (
    "SELECT country, {sums} FROM hourly_totals WHERE petition_id = :petition"
    " AND (:partner < 0 OR partner_id = :partner) GROUP BY country"
).replace("{sums}", _SUMS)
_FEW_LABELS = (
    "SELECT kind, name, partner_id, {sums} FROM label_totals WHERE petition_id = :petition"
    " AND kind IN ('locale', 'opt_in', 'reason') GROUP BY kind, name, partner_id"
).replace("{sums}", _SUMS)
_MANY_LABELS = (
    "SELECT name, {sums} FROM label_totals WHERE petition_id = :petition AND kind = :kind"
    " AND (:partner < 0 OR partner_id = :partner) GROUP BY name"
    " ORDER BY sum(confirmed) - sum(unconfirmed) DESC, sum(submitted) DESC, name LIMIT :most"
).replace("{sums}", _SUMS)


async def read(connection: Connection, petition_id: int, now: int, partner_id: int | None = None) -> Figures:
    """Of all partners, or of one alone."""
    values = {"petition": petition_id}
    only = -1 if partner_id is None else partner_id
    days = await connection.fetch_all(_DAYS, values)
    hours = await connection.fetch_all(_HOURS, values | {"since": now // HOUR - HOURS_SHOWN})
    countries = await connection.fetch_all(_COUNTRIES, values | {"partner": only})
    few = await connection.fetch_all(_FEW_LABELS, values)
    labels: dict[LabelKind, dict[str, Counts]] = {"locale": {}, "reason": {}, "source": {}, "ref": {}}
    opt_ins: dict[int, dict[str, Counts]] = {}
    for row in few:
        if only not in (-1, row["partner_id"]):
            continue
        if row["kind"] == "opt_in":
            opt_ins.setdefault(row["partner_id"], {})[row["name"]] = _counts(row)
        else:
            names = labels[row["kind"]]
            names[row["name"]] = added([names.get(row["name"], Counts()), _counts(row)])
    many: tuple[LabelKind, ...] = ("source", "ref")
    for kind in many:
        rows = await connection.fetch_all(
            _MANY_LABELS, values | {"kind": kind, "partner": only, "most": MOST_LABELS}
        )
        labels[kind] = {row["name"]: _counts(row) for row in rows}
    mine = [row for row in days if only in (-1, row["partner_id"])]
    return Figures(
        as_of=now,
        days=_by("day", mine),
        hours=_by("hour", [row for row in hours if only in (-1, row["partner_id"])]),
        partners=_by_partner(mine),
        countries={row["country"]: _counts(row) for row in countries},
        labels=labels,
        opt_ins=opt_ins,
        last_hours=_last_hours(mine),
        begun=await _begun(connection, petition_id, only),
    )


async def _begun(connection: Connection, petition_id: int, only: int) -> dict[int, int]:
    rows = await connection.fetch_all(
        "SELECT partner_id, sum(begun) AS begun FROM forms_begun WHERE petition_id = :petition"
        " GROUP BY partner_id",
        {"petition": petition_id},
    )
    return {row["partner_id"]: int(row["begun"]) for row in rows if only in (-1, row["partner_id"])}


def _by(period: str, rows: list[Any]) -> tuple[tuple[int, dict[int, Counts]], ...]:
    found: dict[int, dict[int, Counts]] = {}
    for row in rows:
        found.setdefault(int(row[period]), {})[row["partner_id"]] = _counts(row)
    return tuple(found.items())


def _by_partner(rows: list[Any]) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for row in rows:
        found[row["partner_id"]] = found.get(row["partner_id"], Counts()).plus(_counts(row))
    return found


def _last_hours(rows: list[Any]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        if row["last_hour"]:
            found[row["partner_id"]] = max(found.get(row["partner_id"], 0), row["last_hour"])
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
