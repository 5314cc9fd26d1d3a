"""A way to the service that can be made bad, as networks and machines are.

Pages load the widget through it; the widget then talks to the service through it, too, as it takes the
address it came from for the service's.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

HOST = "127.0.0.1"
HEAD_END = b"\r\n\r\n"

Kind = Literal["drop", "lose_answer", "kill", "answer", "hold"]


@dataclass
class Fault:
    """What happens to the next `times` requests whose path ends in `path`:

    drop         the connection breaks before the service hears of it
    lose_answer  the service does what is asked, and its answer never comes
    kill         the service is killed (-9) as soon as it has the request, and the connection breaks
    answer       `status` comes back, with `headers` and `body`; the service hears nothing
    hold         nothing comes back until the faults are mended; then the request goes on
    """

    kind: Kind
    path: str
    times: int = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


class Line:
    """Carries requests as they are, one a connection. `carried`: each one's method and path, as "GET /v1.js"."""

    def __init__(self, service_port: int, kill: Callable[[], None]) -> None:
        self._service_port = service_port
        self._kill = kill
        self._faults: list[Fault] = []
        self._mended = asyncio.Event()
        self.carried: list[str] = []
        self.port = 0

    def fail(self, fault: Fault) -> None:
        """From now on."""
        self._mended.clear()
        self._faults.append(fault)

    def mend(self) -> None:
        """No faults any more."""
        self._faults.clear()
        self._mended.set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A browser has connected."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(HEAD_END)
            body = await reader.readexactly(_content_length(head))
            await self._carry(head, body, writer)
        writer.close()

    async def _carry(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split(b" ", 2)[1].decode("latin-1").partition("?")[0]
        self.carried.append(f"{head.split(b' ', 1)[0].decode('latin-1')} {path}")
        fault = self._take(path)
        if fault is not None and fault.kind == "drop":
            return
        if fault is not None and fault.kind == "answer":
            writer.write(_answer(fault))
            return
        if fault is not None and fault.kind == "hold":
            await self._mended.wait()
        answer = await self._ask(head, body, is_killing=fault is not None and fault.kind == "kill")
        if fault is None or fault.kind == "hold":
            writer.write(answer)
            await writer.drain()

    def _take(self, path: str) -> Fault | None:
        for fault in self._faults:
            if fault.times > 0 and path.endswith(fault.path):
                fault.times -= 1
                return fault
        return None

    async def _ask(self, head: bytes, body: bytes, *, is_killing: bool) -> bytes:
        reader, writer = await asyncio.open_connection(HOST, self._service_port)
        try:
            writer.write(_closing(head) + body)
            await writer.drain()
            if is_killing:
                self._kill()
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def open_line(service_port: int, kill: Callable[[], None]) -> AsyncIterator[Line]:
    """A line that carries."""
    line = Line(service_port, kill)
    server = await asyncio.start_server(line.connected, HOST, 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()


def _content_length(head: bytes) -> int:
    for name_and_value in head.split(b"\r\n"):
        name, _, value = name_and_value.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _closing(head: bytes) -> bytes:
    """The same head, asking for the connection to be closed after the answer."""
    lines = head.removesuffix(HEAD_END).split(b"\r\n")
    kept = [one for one in lines if not one.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + HEAD_END


def _answer(fault: Fault) -> bytes:
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Retry-After",
        "Content-Length": str(len(fault.body)),
        "Connection": "close",
    } | fault.headers
    lines = [f"HTTP/1.1 {fault.status} Fault", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("latin-1") + HEAD_END + fault.body.encode("ascii")
