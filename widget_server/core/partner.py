"""A partner: a site that collects signatures under its own name."""

import re
from dataclasses import dataclass

KEY_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Partner:
    """`origins` are exact web origins that may embed under this key; `is_suspended` is the kill switch.
    `is_public`: agrees to be named in the open figures. `updated_at` in milliseconds.
    """

    id: int
    key: str
    name: str
    origins: frozenset[str]
    is_suspended: bool = False
    privacy_url: str | None = None
    is_public: bool = False
    updated_at: int = 0


def check_key(key: str) -> None:
    """A key stands in snippets and URLs. Raises ValueError that says what is allowed."""
    if not KEY_PATTERN.fullmatch(key):
        raise ValueError(
            f"{key!r}: a key has 1 to 64 small letters, digits and inner hyphens, such as civic-news"
        )
