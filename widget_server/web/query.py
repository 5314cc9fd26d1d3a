"""Query strings."""

from urllib.parse import parse_qsl

from starlette.types import Scope

LONGEST_QUERY = 2_000


def query_parameters(scope: Scope) -> dict[str, str]:
    """Names and values; of a name that comes twice, the last counts. Bytes that are not UTF-8 become U+FFFD."""
    raw: bytes = scope["query_string"]
    if not raw:
        return {}
    return dict(parse_qsl(raw[:LONGEST_QUERY].decode("latin-1"), errors="replace"))
