"""Invalidations and the signatures that each lists, each with what became of it."""

from collections.abc import Sequence
from typing import Any, Literal

from widget_server.core.invalidation import SLICE, Invalidation, InvalidationState, Reason
from widget_server.core.signature_commands import Invalidate, Restore
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import Statement, insert

_LIST = insert(schema.invalidation_items)


def _outcome(before: str) -> Statement:
    return Statement(
        "WITH wanted (petition_id, invalidation_id, signature_id, state) AS ({rows})"  # noqa: S608  # of this file
        " UPDATE invalidation_items SET state = wanted.state FROM wanted"
        " WHERE invalidation_items.petition_id = wanted.petition_id"
        " AND invalidation_items.invalidation_id = wanted.invalidation_id"
        f" AND invalidation_items.signature_id = wanted.signature_id AND invalidation_items.state = '{before}'",
        schema.invalidation_items,
        ("petition_id", "invalidation_id", "signature_id", "state"),
    )


_OUTCOMES = {"taken": _outcome("listed"), "given_back": _outcome("taken")}
"""By what was to be done. Two processes may have the same slice; what the first has noted stays."""

LISTED_AT_ONCE = 2_000
"""Rows of one statement: four values each."""


async def add(
    connection: Connection,
    petition_id: int,
    reason: Reason,
    note: str,
    signature_ids: Sequence[bytes],
    counting: int,
    at: int,
) -> int:
    """Stores a preview: its id."""
    row = await connection.fetch_one(
        "INSERT INTO invalidations (petition_id, reason, note, state, found, counting, created_at, changed_at)"
        " VALUES (:petition, :reason, :note, 'previewed', :found, :counting, :at, :at) RETURNING id",
        {
            "petition": petition_id,
            "reason": reason,
            "note": note,
            "found": len(signature_ids),
            "counting": counting,
            "at": at,
        },
    )
    assert row is not None  # noqa: S101  # an INSERT answers
    rows = [(petition_id, row["id"], one, "listed") for one in sorted(signature_ids)]
    for start in range(0, len(rows), LISTED_AT_ONCE):
        await connection.run(_LIST, rows[start : start + LISTED_AT_ONCE])
    return int(row["id"])


_READ = (
    "SELECT i.id, i.petition_id, i.reason, i.note, i.state, i.found, i.counting, i.created_at, i.changed_at,"
    " sum(CASE m.state WHEN 'taken' THEN 1 ELSE 0 END) AS taken,"
    " sum(CASE m.state WHEN 'passed' THEN 1 ELSE 0 END) AS passed,"
    " sum(CASE m.state WHEN 'given_back' THEN 1 ELSE 0 END) AS given_back"
    " FROM invalidations i LEFT JOIN invalidation_items m"
    " ON m.petition_id = i.petition_id AND m.invalidation_id = i.id WHERE {condition}"
    " GROUP BY i.id, i.petition_id, i.reason, i.note, i.state, i.found, i.counting, i.created_at, i.changed_at"
    " ORDER BY i.id DESC"
)


async def read_all(connection: Connection, petition_id: int) -> list[Invalidation]:
    """Of a petition, the newest first."""
    query = _READ.replace("{condition}", "i.petition_id = :petition")
    return [_invalidation(row) for row in await connection.fetch_all(query, {"petition": petition_id})]


async def read(connection: Connection, petition_id: int, invalidation_id: int) -> Invalidation | None:
    """One of a petition's."""
    query = _READ.replace("{condition}", "i.petition_id = :petition AND i.id = :id")
    row = await connection.fetch_one(query, {"petition": petition_id, "id": invalidation_id})
    return _invalidation(row) if row else None


async def next_under_way(connection: Connection) -> Invalidation | None:
    """One that is being applied or undone, the oldest first."""
    row = await connection.fetch_one(
        "SELECT id, petition_id FROM invalidations WHERE state IN ('applying', 'undoing') ORDER BY id LIMIT 1"
    )
    return await read(connection, row["petition_id"], row["id"]) if row else None


def _invalidation(row: Any) -> Invalidation:
    return Invalidation(
        id=row["id"],
        petition_id=row["petition_id"],
        reason=row["reason"],
        note=row["note"],
        state=row["state"],
        found=row["found"],
        counting=row["counting"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        taken=int(row["taken"] or 0),
        passed=int(row["passed"] or 0),
        given_back=int(row["given_back"] or 0),
    )


async def read_slice(
    connection: Connection, of: Invalidation, state: Literal["listed", "taken"]
) -> tuple[bytes, ...]:
    """The next signatures of it in this state, at most SLICE."""
    rows = await connection.fetch_all(
        "SELECT signature_id FROM invalidation_items WHERE petition_id = :petition AND invalidation_id = :id"
        " AND state = :state ORDER BY signature_id LIMIT :most",
        {"petition": of.petition_id, "id": of.id, "state": state, "most": SLICE},
    )
    return tuple(bytes(row["signature_id"]) for row in rows)


async def read_some(connection: Connection, of: Invalidation, most: int) -> list[bytes]:
    """Signatures of it from all through its list, in order."""
    step = max(1, of.found // most)
    rows = await connection.fetch_all(
        "SELECT signature_id FROM (SELECT signature_id, row_number() OVER (ORDER BY signature_id) AS n"
        " FROM invalidation_items WHERE petition_id = :petition AND invalidation_id = :id) AS numbered"
        " WHERE n - 1 = (n - 1) / :step * :step ORDER BY n LIMIT :most",
        {"petition": of.petition_id, "id": of.id, "step": step, "most": most},
    )
    return [bytes(row["signature_id"]) for row in rows]


async def move(
    connection: Connection,
    of: Invalidation,
    states: Sequence[InvalidationState],
    to: InvalidationState,
    at: int,
) -> bool:
    """From one of `states` to another; False where another was faster."""
    for state in states:
        row = await connection.fetch_one(
            "UPDATE invalidations SET state = :to, changed_at = :at"
            " WHERE petition_id = :petition AND id = :id AND state = :state RETURNING id",
            {"to": to, "at": at, "petition": of.petition_id, "id": of.id, "state": state},
        )
        if row is not None:
            return True
    return False


_HOLD = "SELECT reason FROM invalidations WHERE petition_id = :petition AND id = :id AND state = :state"


async def hold(
    connection: Connection, command: Invalidate | Restore, state: Literal["applying", "undoing"]
) -> str | None:
    """Its reason, while it is in this state, which it keeps until the transaction ends; else None."""
    query = _HOLD if connection.is_sqlite else f"{_HOLD} FOR UPDATE"
    row = await connection.fetch_one(
        query, {"petition": command.petition_id, "id": command.invalidation_id, "state": state}
    )
    return str(row["reason"]) if row else None


async def note_outcome(
    connection: Connection,
    command: Invalidate | Restore,
    changed: Sequence[bytes],
    state: Literal["taken", "given_back"],
) -> None:
    """What became of its signatures: those `changed`, and the others, which were not there to change."""
    found = set(changed)
    rows = [
        (command.petition_id, command.invalidation_id, one, state if one in found else "passed")
        for one in command.signature_ids
    ]
    await connection.run(_OUTCOMES[state], rows)


async def forget_previews(connection: Connection, before: int) -> None:
    """Those that nobody has applied, and the signatures they list."""
    async with connection.transaction():
        old = await connection.fetch_all(
            "DELETE FROM invalidations WHERE state = 'previewed' AND created_at < :before RETURNING id, petition_id",
            {"before": before},
        )
        for row in old:
            await connection.execute(
                "DELETE FROM invalidation_items WHERE petition_id = :petition AND invalidation_id = :id",
                {"petition": row["petition_id"], "id": row["id"]},
            )
