"""The audit log: who did what, when, from where, before and after.

Rows are added by the transaction that makes the change, and never changed or taken away. Of supporters they hold
nothing but boxes and the country, where somebody has changed these; no password and no token.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from widget_server.core.audit import AuditFilter, AuditRow
from widget_server.core.organizer import Actor
from widget_server.storage.database import Connection

Facts = Mapping[str, Any] | None


async def record(
    connection: Connection,
    actor: Actor,
    action: str,
    subject: str,
    *,
    at: int,
    before: Facts = None,
    after: Facts = None,
) -> None:
    """Writes down that `actor` did `action`, such as 'partner.suspend', to `subject`, such as 'partner:civic-news'.

    `before` and `after` hold what changed, alone, as JSON values.
    """
    await connection.execute(
        "INSERT INTO audit_log (at, organizer_id, who, network, action, subject, facts_before, facts_after)"
        " VALUES (:at, :organizer, :who, :network, :action, :subject, :before, :after)",
        {
            "at": at,
            "organizer": actor.organizer_id,
            "who": actor.name,
            "network": actor.network,
            "action": action,
            "subject": subject,
            "before": _json(before),
            "after": _json(after),
        },
    )


async def read(
    connection: Connection, wanted: AuditFilter, *, before_id: int | None = None, most: int = 100
) -> list[AuditRow]:
    """The newest rows that fit, newest first; `before_id` goes on where a page has ended."""
    conditions, values = _conditions(wanted)
    if before_id is not None:
        conditions.append("id < :before_id")
        values["before_id"] = before_id
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = await connection.fetch_all(
        "SELECT id, at, organizer_id, who, network, action, subject, facts_before, facts_after"  # noqa: S608  # of this file
        f" FROM audit_log{where} ORDER BY id DESC LIMIT :most",
        values | {"most": most},
    )
    return [_row(row) for row in rows]


async def actions(connection: Connection) -> Sequence[str]:
    """Every kind of action that there is a row of, for a filter to choose from."""
    rows = await connection.fetch_all("SELECT DISTINCT action FROM audit_log ORDER BY action")
    return [str(row["action"]) for row in rows]


def _conditions(wanted: AuditFilter) -> tuple[list[str], dict[str, Any]]:
    """A subject names itself and what is part of it: 'petition:x' also 'petition:x:text'."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if wanted.who:
        conditions.append("who = :who")
        values["who"] = wanted.who
    if wanted.action:
        conditions.append("action = :action")
        values["action"] = wanted.action
    if wanted.subject:
        conditions.append("(subject = :subject OR substr(subject, 1, :length) = :stem)")
        stem = f"{wanted.subject}:"
        values |= {"subject": wanted.subject, "stem": stem, "length": len(stem)}
    if wanted.since is not None:
        conditions.append("at >= :since")
        values["since"] = wanted.since
    if wanted.until is not None:
        conditions.append("at < :until")
        values["until"] = wanted.until
    return conditions, values


def _row(row: Any) -> AuditRow:
    return AuditRow(
        id=row["id"],
        at=row["at"],
        organizer_id=row["organizer_id"],
        who=row["who"],
        network=row["network"],
        action=row["action"],
        subject=row["subject"],
        before=_facts(row["facts_before"]),
        after=_facts(row["facts_after"]),
    )


def _json(facts: Facts) -> str | None:
    return None if facts is None else json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)


def _facts(text: str | None) -> Mapping[str, Any]:
    return {} if text is None else dict(json.loads(text))
