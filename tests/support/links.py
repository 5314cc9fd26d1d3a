"""Personal links, as `petition links` makes them."""

from widget_server.core import clock as clocks
from widget_server.core.campaign import LivePetition
from widget_server.core.personal_link import DEFAULT_DAYS, personal_link, write_token

LOVELACE = {"given_name": "Ada", "family_name": "Lovelace", "country": "GB"}


def link_token(
    live: LivePetition, email: str, *, now: int | None = None, days: int = DEFAULT_DAYS, **known: str
) -> str:
    """The token of somebody's link; `known` overrules LOVELACE."""
    assert live.vault is not None
    row = LOVELACE | {"email": email} | known
    return write_token(live.vault, personal_link(row, clocks.now() if now is None else now, days))
