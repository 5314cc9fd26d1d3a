"""Take in a picture for a petition, and find it again for everybody who looks at the petition."""

import asyncio

from widget_server.core.clock import Clock
from widget_server.core.organizer import Actor
from widget_server.core.picture import Picture, read_picture
from widget_server.storage import audit_log, images
from widget_server.storage.database import Database


class KeepImage:
    """One picture is read at a time, in a thread: a large one weighs up to 400 MB while it is."""

    def __init__(self, database: Database, base_url: str, clock: Clock) -> None:
        self._database = database
        self._base_url = base_url
        self._clock = clock
        self._turns = asyncio.Lock()

    async def add(self, actor: Actor, content: bytes) -> str:
        """The address that the picture is served at from now on. Raises PictureRefused."""
        async with self._turns:
            picture = await asyncio.to_thread(read_picture, content)
        now = self._clock()
        async with self._database.held() as connection, connection.transaction():
            await images.save(connection, picture, now)
            await audit_log.record(
                connection,
                actor,
                "image.add",
                f"image:{picture.sha256}",
                at=now,
                after={"width": picture.width, "height": picture.height, "bytes": len(picture.content)},
            )
        return f"{self._base_url}/images/{picture.name}"

    async def find(self, sha256: str) -> Picture | None:
        """By its hash."""
        async with self._database.reading() as connection:
            return await images.find(connection, sha256)
