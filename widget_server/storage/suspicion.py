"""Signatures that have something in common: groups by trace, and the list of one group's ids.

Groups are read from the traces of some days, in the order of the primary key; signatures beyond are not touched.
"""

from typing import Any, Literal

from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.invalidation import Criteria
from widget_server.core.suspicion import Group
from widget_server.storage.database import Connection

FORM_LIVES = 2 * DAY
"""An id is as old as its form, its signature at most so much younger (core/tokens.py)."""

MOST_GROUPS = 25

_GROUPS = (
    "SELECT t.{trace} AS trace, count(*) AS n, sum(CASE s.state WHEN 'confirmed' THEN 1 ELSE 0 END) AS confirmed,"
    " count(DISTINCT t.network) AS networks, min(s.created_at) AS first_at, max(s.created_at) AS last_at"
    " FROM signature_traces t JOIN signatures s ON s.petition_id = t.petition_id AND s.id = t.signature_id"
    " WHERE t.petition_id = :petition AND t.signature_id >= :since AND t.{trace} IS NOT NULL"
    " AND s.state IN ('pending', 'confirmed') GROUP BY t.{trace} HAVING count(*) >= :least"
    " ORDER BY n DESC LIMIT :most"
)
_ONE_LIKE = (
    "SELECT t.signature_id FROM signature_traces t"
    " JOIN signatures s ON s.petition_id = t.petition_id AND s.id = t.signature_id"
    " WHERE t.petition_id = :petition AND t.signature_id >= :since AND t.{trace} = :trace"
    " AND s.state IN ('pending', 'confirmed') LIMIT 1"
)


async def groups(
    connection: Connection,
    petition_id: int,
    trace: Literal["network", "mail_domain"],
    *,
    since: int,
    least: int,
) -> list[Group]:
    """The largest groups of at least `least` signatures made since, the largest first."""
    values: dict[str, Any] = {"petition": petition_id, "since": ids.first_of(since)}
    rows = await connection.fetch_all(
        _GROUPS.replace("{trace}", trace), values | {"least": least, "most": MOST_GROUPS}
    )
    found = []
    for row in rows:
        one = await connection.fetch_one(
            _ONE_LIKE.replace("{trace}", trace), values | {"trace": bytes(row["trace"])}
        )
        if one:
            found.append(
                Group(
                    bytes(one["signature_id"]),
                    row["n"],
                    int(row["confirmed"]),
                    row["networks"],
                    row["first_at"],
                    row["last_at"],
                )
            )
    return found


_LIKE = "t.{trace} = (SELECT {trace} FROM signature_traces WHERE petition_id = :petition AND signature_id = :like)"


async def find(
    connection: Connection, petition_id: int, criteria: Criteria, most: int
) -> tuple[list[bytes], int]:
    """Ids of what the criteria say, in order, at most `most`; and how many of them count."""
    conditions = ["s.petition_id = :petition", "s.state IN ('pending', 'confirmed')"]
    conditions += ["s.id >= :first", "s.id < :last", "s.created_at >= :since", "s.created_at < :until"]
    values: dict[str, Any] = {
        "petition": petition_id,
        "first": ids.first_of(criteria.since - FORM_LIVES),
        "last": ids.first_of(criteria.until),
        "since": criteria.since,
        "until": criteria.until,
        "most": most,
    }
    source = "signatures s"
    if criteria.partner_id is not None:
        conditions.append("s.partner_id = :partner")
        values["partner"] = criteria.partner_id
    if criteria.only_waiting:
        conditions.append("s.state = 'pending'")
    if criteria.like:
        trace = "network" if criteria.reason == "network" else "mail_domain"
        source += " JOIN signature_traces t ON t.petition_id = s.petition_id AND t.signature_id = s.id"
        conditions.append(_LIKE.replace("{trace}", trace))
        values["like"] = criteria.like
    rows = await connection.fetch_tuples(
        f"SELECT s.id, s.state FROM {source} WHERE {' AND '.join(conditions)} ORDER BY s.id LIMIT :most",  # noqa: S608  # of this file
        values,
    )
    return [bytes(row[0]) for row in rows], sum(row[1] == "confirmed" for row in rows)


async def sealed_of(
    connection: Connection, petition_id: int, signature_id: bytes
) -> tuple[bytes, int, str, str] | None:
    """What a sample shows of one: its seal, when it was made, its country and its state; None once erased."""
    row = await connection.fetch_one(
        "SELECT sealed, created_at, country, state FROM signatures"
        " WHERE petition_id = :petition AND id = :id AND sealed IS NOT NULL",
        {"petition": petition_id, "id": signature_id},
    )
    return (bytes(row["sealed"]), row["created_at"], row["country"], row["state"]) if row else None
