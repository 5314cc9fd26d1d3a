"""Rows of the audit log, as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what. `network` is where from, such as '203.0.113.0/24'; `before` and `after` hold what changed."""

    id: int
    at: int
    organizer_id: int | None
    who: str
    network: str
    action: str
    subject: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is asked of the log; '' and None ask nothing. `since` is included, `until` is not (milliseconds)."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: int | None = None
    until: int | None = None
