"""Cleanup: personal data goes when its time has come, and what nobody uses any more, without anybody having to
remember.
"""

import asyncio
import logging

from widget_server.core import ids
from widget_server.core.clock import DAY, HOUR, SECOND, Clock
from widget_server.core.sign_in_pace import FORGOTTEN_AFTER
from widget_server.core.signature import TRACES_KEPT_DAYS, UNCONFIRMED_KEPT_DAYS
from widget_server.storage import (
    images,
    invalidations,
    organizer_sessions,
    petitions,
    sign_in_failures,
    signatures,
    traces,
)
from widget_server.storage.database import Connection, Database, StorageRefused, StorageUnavailable

logger = logging.getLogger(__name__)

EVERY = 1 * HOUR

PREVIEWS_KEPT = 2 * DAY
"""A preview that nobody applied lists what nobody needs."""

IMAGES_KEPT = 7 * DAY
"""An uploaded picture that no petition has: long enough to mend a form, and for pages elsewhere to learn of another."""


async def clean(connection: Connection, now: int) -> None:
    """Everything that is due now. Doing it twice, or in two processes at once, does no harm."""
    for petition, wrapped_key in await petitions.read_all(connection):
        if petition.status(now) == "closed" and petition.closed_at is None:
            await petitions.note_closed(connection, petition.id, now)
        has_ended = petition.retention_ended(now)
        if wrapped_key is not None and has_ended:
            async with connection.transaction():
                await petitions.drop_key(connection, petition.id, now)
            logger.info("retention of petition %s has ended: its personal data is erased", petition.slug)
        if wrapped_key is None or has_ended:
            await _erase_all(connection, petition.id)
        else:
            await _erase_unconfirmed(connection, petition.id, now - UNCONFIRMED_KEPT_DAYS * DAY)
        kept_since = now if wrapped_key is None or has_ended else now - TRACES_KEPT_DAYS * DAY
        while await traces.forget_before(connection, petition.id, ids.first_of(kept_since)):
            pass
    await invalidations.forget_previews(connection, now - PREVIEWS_KEPT)
    gone = await images.forget_unused(connection, now, now - IMAGES_KEPT)
    if gone:
        logger.info("deleted %d uploaded pictures that no petition has had for a week", gone)
    await organizer_sessions.drop_ended(connection, now)
    await sign_in_failures.drop_old(connection, now - FORGOTTEN_AFTER)


async def _erase_all(connection: Connection, petition_id: int) -> None:
    """The key is gone already; this drops what it can no longer open, in small transactions."""
    after = b""
    while found := await signatures.find_unerased(connection, petition_id, after):
        await signatures.erase(connection, petition_id, found)
        after = found[-1]


async def _erase_unconfirmed(connection: Connection, petition_id: int, made_before: int) -> None:
    after, before = b"", ids.first_of(made_before)
    while found := await signatures.find_unconfirmed(connection, petition_id, after, before):
        await signatures.erase_unconfirmed(connection, petition_id, found)
        after = found[-1]


class CleanupWorker:
    """Cleans once an hour."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with self._database.held() as connection:
                    await clean(connection, self._clock())
            except (StorageUnavailable, StorageRefused) as error:
                logger.warning("cleanup waits for the database: %s", error)
            await asyncio.sleep(EVERY / SECOND)
