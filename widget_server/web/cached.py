"""Answers kept ready as bytes, with ETag and a compressed copy, for what everybody asks for."""

import gzip
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.types import Scope, Send

from widget_server.web.asgi import header

Header = tuple[bytes, bytes]

Key = TypeVar("Key")
State = TypeVar("State")

ABOUT_BODY = (b"content-type", b"content-length", b"content-encoding")
"""Headers that are about the body, which a 304 has none of."""

LEAST_WORTH_COMPRESSING = 500
"""Bytes; below that, gzip saves less than a packet."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer in one encoding ('' for none), with an ETag of its own: other bytes, other tag (RFC 9110, 8.8.3)."""

    encoding: str
    etag: str
    headers: tuple[Header, ...]
    body: bytes

    async def send(self, send: Send) -> None:
        """200."""
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})

    async def send_not_modified(self, send: Send) -> None:
        """304."""
        headers = [one for one in self.headers if one[0] not in ABOUT_BODY]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer in all its forms. `encoded` in order of preference."""

    plain: Copy
    encoded: tuple[Copy, ...] = ()

    async def send(self, scope: Scope, send: Send) -> None:
        """200 in the best encoding that the client takes, or 304 where it has this already."""
        copy = self._best(header(scope, b"accept-encoding") or "") if self.encoded else self.plain
        has = header(scope, b"if-none-match")
        if has is not None and _names(has, copy.etag):
            await copy.send_not_modified(send)
        else:
            await copy.send(send)

    def _best(self, accepted: str) -> Copy:
        for copy in self.encoded:
            if copy.encoding in accepted and not _is_refused(copy.encoding, accepted):
                return copy
        return self.plain


def _names(if_none_match: str, etag: str) -> bool:
    """Whether one of the tags is this one, by the weak comparison of RFC 9110, 13.1.2."""
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)


_TAG = re.compile(r'"[^"]*"')


def _is_refused(encoding: str, accepted: str) -> bool:
    """Whether Accept-Encoding names the encoding only to say no: 'gzip;q=0' (RFC 9110, 12.4.2)."""
    return "q=0" in accepted and bool(re.search(rf"\b{encoding}\s*;\s*q=0(\.0*)?\s*(,|$)", accepted))


MOST_KEPT = 2_000
"""Answers in one process. Configs of some 20 KB with their compressed copies make that 40 MB; whoever asks for every
petition by every partner in every language makes us work, but no worker grow.
"""


class Kept(Generic[Key, State]):
    """One answer for each key, made again when what it depends on is another than it was; the oldest keys go."""

    def __init__(self) -> None:
        self._ready: dict[Key, tuple[State, Ready]] = {}

    def get(self, key: Key, state: State, make: Callable[[], Ready]) -> Ready:
        """The answer that fits `state`."""
        kept = self._ready.get(key)
        if kept is not None and kept[0] == state:
            return kept[1]
        ready = make()
        if kept is None and len(self._ready) >= MOST_KEPT:
            del self._ready[next(iter(self._ready))]
        self._ready[key] = (state, ready)
        return ready


def make_ready(
    body: bytes, headers: Sequence[Header], encoded: Sequence[tuple[str, bytes]] | None = None
) -> Ready:
    """`encoded` are compressed copies made elsewhere, best first; without them gzip is made here, if worth it."""
    digest = hashlib.sha256(body).hexdigest()[:20]
    if encoded is None:
        encoded = [("gzip", gzip.compress(body, 6))] if len(body) >= LEAST_WORTH_COMPRESSING else []
    common = [*headers, (b"vary", b"accept-encoding")] if encoded else [*headers]

    def copy(encoding: str, content: bytes) -> Copy:
        etag = f'"{digest}-{encoding}"' if encoding else f'"{digest}"'
        own = [(b"etag", etag.encode()), (b"content-length", str(len(content)).encode())]
        if encoding:
            own.append((b"content-encoding", encoding.encode()))
        return Copy(encoding, etag, (*common, *own), content)

    return Ready(copy("", body), tuple(copy(encoding, content) for encoding, content in encoded))
