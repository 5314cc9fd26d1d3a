"""Answers kept ready as bytes, with ETag and a compressed copy, for what everybody asks for."""

import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Scope, Send

from widget_server.web.asgi import header

Header = tuple[bytes, bytes]

LEAST_WORTH_COMPRESSING = 500
"""Bytes; below that, gzip saves less than a packet."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer in all its forms. `encodings` in order of preference: (name, headers, body)."""

    etag: str
    not_modified: tuple[Header, ...]
    plain: tuple[tuple[Header, ...], bytes]
    encodings: tuple[tuple[str, tuple[Header, ...], bytes], ...] = ()

    async def send(self, scope: Scope, send: Send) -> None:
        """200 in the best encoding that the client takes, or 304 where it has this already."""
        headers = scope["headers"]
        for key, value in headers:
            if key == b"if-none-match" and (value == b"*" or self.etag in value.decode("latin-1")):
                await send({"type": "http.response.start", "status": 304, "headers": self.not_modified})
                await send({"type": "http.response.body", "body": b""})
                return
        if self.encodings:
            accepted = header(scope, b"accept-encoding") or ""
            for name, encoded_headers, body in self.encodings:
                if name in accepted and not _is_refused(name, accepted):
                    await _send_ready(send, encoded_headers, body)
                    return
        await _send_ready(send, *self.plain)


def _is_refused(encoding: str, accepted: str) -> bool:
    """Whether Accept-Encoding names the encoding only to say no: 'gzip;q=0' (RFC 9110, 12.4.2)."""
    return "q=0" in accepted and bool(re.search(rf"\b{encoding}\s*;\s*q=0(\.0*)?\s*(,|$)", accepted))


async def _send_ready(send: Send, headers: tuple[Header, ...], body: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def make_ready(
    body: bytes, headers: Sequence[Header], encoded: Sequence[tuple[str, bytes]] | None = None
) -> Ready:
    """`encoded` are compressed copies made elsewhere, best first; without them gzip is made here, if worth it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if encoded is None:
        encoded = [("gzip", gzip.compress(body, 6))] if len(body) >= LEAST_WORTH_COMPRESSING else []
    common = [*headers, (b"etag", etag.encode())]
    if encoded:
        common.append((b"vary", b"accept-encoding"))
    return Ready(
        etag=etag,
        not_modified=tuple(one for one in common if one[0] != b"content-type"),
        plain=((*common, _length(body)), body),
        encodings=tuple(
            (name, (*common, (b"content-encoding", name.encode()), _length(copy)), copy)
            for name, copy in encoded
        ),
    )


def _length(body: bytes) -> Header:
    return (b"content-length", str(len(body)).encode("ascii"))
