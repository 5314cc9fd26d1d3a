"""What the busiest endpoints need of ASGI, and nothing more.

Challenge, signature, totals and config are asked for by everybody at once. They are ASGI applications of
their own, without the request and response objects that cost as much as the work itself.
"""

from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from widget_server.core.errors import CutOff, TooLarge, UnsupportedMediaType

LARGEST_BODY = 32_768
"""Bytes. The longest honest form: 1,000 characters of comment and 2,000 in the organizer's own fields, at 9 bytes
each percent-encoded, and 3 KB of rest. Proxies are advised to let as much through (docs/operating.md)."""

FORM_TYPE = b"application/x-www-form-urlencoded"

HeaderList = Iterable[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


def client_address(scope: Scope) -> str | None:
    """The client's network address; a trusted proxy's word for it where TRUSTED_PROXIES says so."""
    client = scope.get("client")
    return client[0] if client else None


async def read_form_body(scope: Scope, receive: Receive) -> bytes:
    """The body of a form. Raises UnsupportedMediaType, TooLarge, CutOff."""
    content_type = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if content_type.encode("latin-1") != FORM_TYPE:
        raise UnsupportedMediaType
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutOff
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            raise TooLarge(f"The form is larger than {LARGEST_BODY} bytes. Shorten the longest answer.")
        if not message.get("more_body"):
            return body


async def respond(send: Send, status: int, headers: HeaderList, body: bytes) -> None:
    """A whole answer at once."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*headers, (b"content-length", str(len(body)).encode("ascii"))],
        }
    )
    await send({"type": "http.response.body", "body": body})
