"""Organizers: who they are, what each role may do, and who is answerable for a change."""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["owner", "editor", "viewer", "partner"]
"""owner     everything: people, exports of personal data, the audit log
editor    petitions, partners, care for signatures
viewer    figures alone, no person
partner   its own partner's figures and snippet, its own opted-in supporters, nothing else
"""

ROLES: tuple[Role, ...] = get_args(Role)

OWNERS: frozenset[Role] = frozenset({"owner"})
EDITORS: frozenset[Role] = frozenset({"owner", "editor"})
STAFF: frozenset[Role] = frozenset({"owner", "editor", "viewer"})
EVERYBODY: frozenset[Role] = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Organizer:
    """An account. `partner_id` is set for the role partner alone. `is_set_up`: has a password and a second factor."""

    id: int
    email: str
    role: Role
    partner_id: int | None = None
    is_set_up: bool = False
    created_at: int = 0
    seen_at: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, for the audit log: an organizer by e-mail from a network such as '203.0.113.0/24',
    or the command line.
    """

    organizer_id: int | None
    name: str
    network: str = ""


COMMAND_LINE = Actor(None, "command line")
"""Whoever may run `petition` on the server."""


def check_role(role: str, partner_id: int | None) -> Role:
    """Raises ValueError that says what is allowed."""
    known = {name: name for name in ROLES}.get(role)  # type: ignore[call-overload]
    if known is None:
        raise ValueError(f"{role!r} is no role. Take one of {', '.join(ROLES)}.")
    if (known == "partner") != (partner_id is not None):
        raise ValueError("The role partner, and no other, belongs to a partner: name one with it.")
    return known  # type: ignore[no-any-return]
