"""The address of a petition's frame, and what may be wished for in it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

MODES = ("full", "form")
SCHEMES = ("light", "dark", "auto")
LONGEST = 100
"""Characters of a partner, a language or a source; more is none of them."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a frame's address says besides the petition; '' where it says nothing, or what there is not.

    `scheme` is the frame's colours: a page can't hand its own into the frame.
    """

    partner: str = ""
    locale: str = ""
    mode: str = ""
    source: str = ""
    scheme: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wishes":
        """Those of a query string; of the rest of it nothing stays."""
        given = {field.name: query.get(field.name, "") for field in fields(cls)}
        kept = {name: value for name, value in given.items() if len(value) <= LONGEST}
        if kept.get("mode") not in MODES:
            kept["mode"] = ""
        if kept.get("scheme") not in SCHEMES:
            kept["scheme"] = ""
        return cls(**kept)

    @property
    def query(self) -> str:
        """'?partner=civic-news&mode=form'; '' where nothing is wished for."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        said = urlencode({name: value for name, value in given.items() if value})
        return f"?{said}" if said else ""


def frame_address(base_url: str, slug: str, wishes: Wishes) -> str:
    """The frame's address, for an iframe's `src`."""
    return f"{base_url}/embed/{slug}{wishes.query}"
