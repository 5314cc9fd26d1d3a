"""Origins as people paste them: addresses of pages, names without a scheme, lists out of mails and spreadsheets."""

import re
from dataclasses import dataclass

from widget_server.core.origins import normalise_origin

MOST = 500
"""Lines that are looked at. A group of 400 local sites pastes them at once."""
LONGEST_LINE = 500

_BETWEEN = re.compile(r"[\s,;|<>\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb()\[\]{}]+")
_BULLET = re.compile(r"^(?:[-*\u2022\u00b7\u2013\u2014]|\d{1,3}[.)])$")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = re.compile(
    r"^[^\s/?#]+\.[^\s/?#.]{2,}(?::\d+)?$|^localhost(?::\d+)?$|^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """`origins` in their order, each once. `mended`: what was taken for what, where it was not written as an origin.
    `refused`: what could not be taken, and why.
    """

    origins: tuple[str, ...]
    mended: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]


def read_origins(text: str) -> Pasted:
    """'www.example.org/news, https://Example.org/' -> https://www.example.org and https://example.org."""
    origins: dict[str, None] = {}
    mended: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    pieces = [one for one in _BETWEEN.split(text) if one and not _BULLET.match(one)]
    for piece in pieces[:MOST]:
        try:
            origin = _origin(piece[:LONGEST_LINE])
        except ValueError as error:
            refused.append((piece[:80], str(error)))
            continue
        origins[origin] = None
        if piece.rstrip("/") != origin:
            mended.append((piece[:80], origin))
    if len(pieces) > MOST:
        refused.append((f"{len(pieces) - MOST} more", f"At most {MOST} at once. Save these first."))
    return Pasted(tuple(origins), tuple(mended), tuple(refused))


def _origin(piece: str) -> str:
    if "*" in piece:
        raise ValueError(
            "An asterisk stands for nothing here. List each site, such as https://news.example.org."
        )
    if "@" in piece:
        raise ValueError("This is an e-mail address, or has a password in it. Give the site's address alone.")
    if not _SCHEME.match(piece) or _HOST.match(piece.rstrip(".")):
        piece = f"https://{piece.lstrip('/')}"
    scheme, _, rest = piece.partition("://")
    if scheme.lower() not in ("http", "https"):
        raise ValueError("This is no address of a website. It has to begin with https:// or http://")
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rstrip(".")
    if not _HOST.match(host) and not host.startswith("["):
        raise ValueError("This is no name of a site. Write it such as https://news.example.org.")
    try:
        return normalise_origin(f"{scheme}://{host}")
    except ValueError as error:
        raise ValueError("This is no name of a site. Write it such as https://news.example.org.") from error
