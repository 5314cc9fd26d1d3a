"""POST /organizer/petitions/{slug}/export/pdf: the delivery PDF, for owners."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, suppress
from typing import IO

import msgspec
from starlette.concurrency import iterate_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from widget_server.actions.export_signatures import ExportSignatures, NothingToOpen
from widget_server.core.campaign import Campaign
from widget_server.core.delivery import Cover
from widget_server.web.headers import download_headers
from widget_server.web.organizer.call import Call

BUILDER = ("-I", "-m", "widget_server.web.delivery_pdf")
MOST_SHOWN = 20_000
"""People in one file: each takes most of a millisecond, and proxies wait for a minute. The others are counted in it."""

BLOCK = 64 * 1024


class DeliveryPage:
    """Laid out by a process of its own, one at a time, into a file that has no name and goes when it is closed."""

    def __init__(self, exports: ExportSignatures, campaign: Callable[[], Campaign]) -> None:
        self._exports = exports
        self._campaign = campaign
        self._turn = asyncio.Lock()

    async def take(self, call: Call) -> Response:
        """Whole before it leaves, so its length is told: one that breaks off is seen."""
        live = self._campaign().petitions.get(call.path("slug"))
        if live is None:
            raise HTTPException(404)
        try:
            cover, pieces = await self._exports.delivery(live, self._campaign())
        except NothingToOpen as error:
            raise HTTPException(410) from error
        file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
        try:
            async with self._turn:
                rows = await _build(cover, pieces, file)
            await self._exports.note_delivery(call.actor, live.petition.slug, rows)
        except BaseException:
            file.close()
            raise
        headers = download_headers(f"{live.petition.slug}-delivery.pdf")
        headers["Content-Length"] = str(file.seek(0, 2))
        blocks = iterate_in_threadpool(_blocks(file))
        return StreamingResponse(blocks, media_type="application/pdf", headers=headers)


async def _build(cover: Cover, pieces: AsyncGenerator[tuple[bytes, int], None], output: IO[bytes]) -> int:
    """How many people it was given. Without the service's environment: the process needs no key."""
    builder = await asyncio.create_subprocess_exec(
        sys.executable,
        *BUILDER,
        stdin=asyncio.subprocess.PIPE,
        stdout=output,
        stderr=asyncio.subprocess.DEVNULL,  # a traceback could say what somebody wrote
        env={},
    )
    try:
        assert builder.stdin is not None  # noqa: S101  # it is a pipe
        rows = 0
        with suppress(BrokenPipeError, ConnectionResetError):  # its return code tells
            rows = await _feed(builder.stdin, cover, pieces)
        if await builder.wait():
            raise RuntimeError("the delivery PDF could not be laid out")
        return rows
    finally:
        if builder.returncode is None:
            builder.kill()
            await builder.wait()


async def _feed(
    stdin: asyncio.StreamWriter, cover: Cover, pieces: AsyncGenerator[tuple[bytes, int], None]
) -> int:
    given = 0
    stdin.write(msgspec.json.encode(cover) + b"\n")
    async with aclosing(pieces):
        async for lines, rows in pieces:
            stdin.write(lines)
            await stdin.drain()
            given += rows
            if given >= MOST_SHOWN:
                break
    stdin.close()
    await stdin.wait_closed()
    return given


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while block := file.read(BLOCK):
            yield block
