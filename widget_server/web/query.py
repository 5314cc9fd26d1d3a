"""Query strings."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qsl

from starlette.types import Scope

LONGEST_QUERY = 2_000
LONGEST_KEPT = 200
"""Bytes. A snippet's query is shorter, and 256 of this length weigh about 2 MB, whatever is in them."""


def query_parameters(scope: Scope) -> Mapping[str, str]:
    """Names and values; of a name that comes twice, the last counts. Bytes that are not UTF-8 become U+FFFD."""
    raw: bytes = scope["query_string"]
    if not raw:
        return {}
    return _kept(raw) if len(raw) <= LONGEST_KEPT else _parsed(raw[:LONGEST_QUERY])


def _parsed(raw: bytes) -> Mapping[str, str]:
    return MappingProxyType(dict(parse_qsl(raw.decode("latin-1"), errors="replace")))


_kept = lru_cache(maxsize=256)(_parsed)
"""Nearly all queries come from a few snippets. What is shared can't be changed."""
