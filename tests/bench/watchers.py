"""Browsers that watch a stream of server-sent events: `python -m tests.bench.watchers URL COOKIE COUNT`.

Prints a line once each has seen its first event, reads on until it is ended, and then prints how many more came.
"""

import asyncio
import signal
import sys
from urllib.parse import urlsplit


class Watchers:
    """All of them, in one loop."""

    def __init__(self, url: str, cookie: str, count: int) -> None:
        place = urlsplit(url)
        self._host, self._port = place.hostname, place.port
        self._request = (
            f"GET {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        self._count = count
        self._seen = 0
        self._first = asyncio.Barrier(count + 1)
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Until SIGTERM."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._ended.set)
        tasks = [asyncio.create_task(self._watch()) for _ in range(self._count)]
        await self._first.wait()
        print("watching", flush=True)
        await self._ended.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        print(self._seen, flush=True)

    async def _watch(self) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=2**20)
        try:
            writer.write(self._request)
            while not (await reader.readline()).startswith(b"data:"):
                pass
            await self._first.wait()
            while line := await reader.readline():
                self._seen += line.startswith(b"data:")
        finally:
            writer.close()


if __name__ == "__main__":
    asyncio.run(Watchers(sys.argv[1], sys.argv[2], int(sys.argv[3])).run())
