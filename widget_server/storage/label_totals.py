"""Totals by label (core/totals.py names the kinds): kept and proved like those by the hour (storage/totals.py).

Rows are bounded by signatures, whatever people write into links: a row begins with a signature that was sent in,
confirmed or withdrawn, so its source and ref make six at most (in the slot of each of the three), and rate limits
hold for these as for all. A signature's own row holds both names anyway. The other kinds have few names. Of those two,
an index has the largest at hand, so that reading some does not mean reading all.
"""

from collections.abc import Mapping
from typing import NamedTuple

from widget_server.core.totals import Label, LabelKind, Tally
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.totals import (
    CHANGES,
    COUNTERS_OF_CHANGE,
    DIFFERS,
    MINUS,
    SUMS,
    add_under,
    upsert,
)

LabelCounts = dict[Label, tuple[int, ...]]

_ADD = upsert(schema.label_totals, "petition_id, kind, name, partner_id, slot")


async def add(connection: Connection, tally: Tally, slot: int) -> None:
    """Adds a transaction's tally to the rows of `slot`."""
    await add_under(connection, _ADD, dict(tally.by_label()), slot)


async def mend(connection: Connection, drift: Mapping[Label, tuple[int, ...]]) -> None:
    """Adds differences to slot 0."""
    await add_under(connection, _ADD, drift, 0)


async def confirmed(connection: Connection, petition_id: int, kind: LabelKind, name: str) -> int:
    """Signatures that count now and carry this label, through all partners; read from the few rows of the label."""
    row = await connection.fetch_one(
        "SELECT sum(confirmed) - sum(unconfirmed) AS n FROM label_totals"
        " WHERE petition_id = :petition AND kind = :kind AND name = :name",
        {"petition": petition_id, "kind": kind, "name": name},
    )
    return int(row["n"] or 0) if row else 0


class LabelSum(NamedTuple):
    """A label's signatures through all partners: those that count now, and all that were sent in."""

    name: str
    confirmed: int
    submitted: int


async def largest(connection: Connection, petition_id: int, kind: LabelKind, most: int) -> list[LabelSum]:
    """The labels of one kind with the most signatures that count, at most `most`."""
    rows = await connection.fetch_all(
        "SELECT name, sum(confirmed) - sum(unconfirmed) AS confirmed, sum(submitted) AS submitted"
        " FROM label_totals WHERE petition_id = :petition AND kind = :kind"
        " GROUP BY name ORDER BY confirmed DESC, submitted DESC, name LIMIT :most",
        {"petition": petition_id, "kind": kind, "most": most},
    )
    return [LabelSum(row["name"], int(row["confirmed"]), int(row["submitted"])) for row in rows]


def _counted(kind: LabelKind, name: str, condition: str) -> str:
    """Every signature and change that carries a label: `name` and `condition` are SQL over a signature `s`."""
    return (
        f"SELECT '{kind}' AS kind, {name} AS name, s.partner_id, 1 AS submitted, 0 AS confirmed, 0 AS withdrawn,"  # noqa: S608  # of this file
        f" 0 AS invalidated, 0 AS unconfirmed FROM signatures s WHERE s.petition_id = :petition AND {condition}"
        f" UNION ALL SELECT '{kind}', {name}, s.partner_id, 0, {COUNTERS_OF_CHANGE} {CHANGES} AND {condition}"
    )


_REASONS = (
    f"SELECT 'reason', c.reason, s.partner_id, 0, {COUNTERS_OF_CHANGE} {CHANGES}"
    " AND (c.to_state IN ('withdrawn', 'invalidated') OR c.from_state = 'invalidated')"
)
_COUNTED = " UNION ALL ".join(
    (
        _counted("country", "s.country", "1 = 1"),
        _counted("source", "s.source", "s.source <> ''"),
        _counted("ref", "s.ref", "s.ref <> ''"),
        _counted("locale", "s.locale", "s.locale <> ''"),
        _counted("opt_in", "'updates'", "s.updates"),
        _counted("opt_in", "'partner_updates'", "s.partner_updates"),
        _REASONS,
    )
)

_DRIFT = (
    f"SELECT kind, name, partner_id, {SUMS} FROM ({_COUNTED}"  # noqa: S608  # of this file and storage/totals.py
    f" UNION ALL SELECT kind, name, partner_id, {MINUS} FROM label_totals WHERE petition_id = :petition)"
    f" AS counted_minus_kept GROUP BY kind, name, partner_id HAVING {DIFFERS}"
)
"""Every signature and change, and what is kept with its signs turned: what does not come to nothing differs."""


async def drift(connection: Connection, petition_id: int) -> LabelCounts:
    """Counted minus kept, where they differ. The database compares: there may be as many labels as signatures."""
    rows = await connection.fetch_tuples(_DRIFT, {"petition": petition_id})
    return {Label(petition_id, *row[:3]): row[3:] for row in rows}
