"""The signature writer: one connection, a bounded queue, and a transaction for all that waits in it.

While one batch is being committed the next one gathers, so the batches grow with the load and the price of
an fsync is shared. Whoever submits is answered after the commit.
"""

import asyncio
import logging
from collections import deque
from contextlib import suppress

from widget_server.core.clock import SECOND, Clock
from widget_server.core.errors import Overloaded
from widget_server.core.signature_commands import Command, Result
from widget_server.storage import signature_batch
from widget_server.storage.database import (
    Connection,
    Database,
    StorageContended,
    StorageRefused,
    StorageUnavailable,
)

logger = logging.getLogger(__name__)

LARGEST_BATCH = 200
"""Commands in one transaction. 200 signatures bind up to 5,400 values; SQLite allows 32,766 a statement."""

RECONNECT_SECONDS = 1.0

FAILED_LATELY = 10 * SECOND

TRIES = 5
"""Of a batch that met another process's on the same rows."""

Waiting = tuple[Command, "asyncio.Future[Result]"]


class SignatureWriter:
    """`queue_limit` commands may wait; a waiting signature weighs about 2 KB, so 2,000 of them 4 MB.

    At 2,500 signatures a second a full queue of 2,000 means that an answer takes about a second: what comes
    on top is better told at once to come again.
    """

    def __init__(self, database: Database, *, slot: int, queue_limit: int, clock: Clock) -> None:
        self._database = database
        self._slot = slot
        self._queue_limit = queue_limit
        self._clock = clock
        self._waiting: deque[Waiting] = deque()
        self._arrived = asyncio.Event()
        self._is_stopping = False
        self._failed_at = -FAILED_LATELY
        self.is_connected = False

    @property
    def depth(self) -> int:
        """Commands that wait."""
        return len(self._waiting)

    @property
    def has_failed_lately(self) -> bool:
        """Whether the newest batch could not be written, some seconds ago at most: then another one may try."""
        return self._clock() - self._failed_at < FAILED_LATELY

    @property
    def is_full(self) -> bool:
        """Whether the next command would be turned away."""
        return len(self._waiting) >= self._queue_limit

    async def submit(self, command: Command, *, is_internal: bool = False) -> Result:
        """Returns once the command is committed. Raises Overloaded when it isn't and won't be.

        An internal command is taken when the queue is full or closing: it ends work that was begun.
        """
        if not is_internal and (self.is_full or self._is_stopping):
            raise Overloaded(retry_after=2)
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, future))
        self._arrived.set()
        return await future

    async def run(self) -> None:
        """Writes until `stop` is called and nothing waits any more."""
        while not (self._is_stopping and not self._waiting):
            try:
                async with self._database.held() as connection:
                    self.is_connected = True
                    await self._write_until_stopped(connection)
            except StorageUnavailable as error:
                logger.error("the signature writer has lost the database and reconnects: %s", error)
                self._turn_away(len(self._waiting))
                await asyncio.sleep(RECONNECT_SECONDS)
            finally:
                self.is_connected = False

    def stop(self) -> None:
        """Takes no more commands; those that wait are still written."""
        self._is_stopping = True
        self._arrived.set()

    async def _write_until_stopped(self, connection: Connection) -> None:
        while True:
            if not self._waiting:
                if self._is_stopping:
                    return
                self._arrived.clear()
                await self._arrived.wait()
                continue
            batch = [self._waiting.popleft() for _ in range(min(LARGEST_BATCH, len(self._waiting)))]
            await self._write(connection, batch)

    async def _write(self, connection: Connection, batch: list[Waiting]) -> None:
        try:
            results = await self._apply(connection, [command for command, _ in batch])
        except StorageRefused as error:
            logger.error("the database refused a batch of %d: %s", len(batch), error)
            await self._write_apart(connection, batch)
            return
        except (StorageUnavailable, StorageContended) as error:
            logger.warning("a batch of %d was not written: %s", len(batch), error)
            self._failed_at = self._clock()
            _fail(batch)
            await connection.check()  # a lock passes, a lost connection has to be opened again
            return
        except Exception:  # a fault of ours: whoever waits must hear of it, and the next batch have its turn
            logger.exception("a batch of %d was not written", len(batch))
            _fail(batch)
            return
        self._failed_at = -FAILED_LATELY
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)

    async def _apply(self, connection: Connection, commands: list[Command]) -> list[Result]:
        """Where another process was in the way, the same again, at once: it has committed by now."""
        for _ in range(TRIES - 1):
            with suppress(StorageContended):
                return await signature_batch.apply(connection, commands, self._slot, self._clock())
        return await signature_batch.apply(connection, commands, self._slot, self._clock())

    async def _write_apart(self, connection: Connection, batch: list[Waiting]) -> None:
        """One command that the database refuses must not take down those that came with it."""
        if len(batch) == 1:
            _fail(batch)
            return
        middle = len(batch) // 2
        await self._write(connection, batch[:middle])
        await self._write(connection, batch[middle:])

    def _turn_away(self, count: int) -> None:
        _fail([self._waiting.popleft() for _ in range(count)])


def _fail(batch: list[Waiting]) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(Overloaded(retry_after=5))
