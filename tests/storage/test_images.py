"""Pictures of petitions."""

from widget_server.core.picture import Picture
from widget_server.storage import images
from widget_server.storage.database import Connection


async def test_a_picture_is_kept_once_and_found_by_its_hash(connection: Connection) -> None:
    picture = Picture("ab" * 32, "jpg", b"\xff\xd8\x00pixels", 40, 30)
    await images.save(connection, picture, 1_000)
    await images.save(connection, picture, 2_000)
    assert await images.find(connection, picture.sha256) == picture
    assert await images.find(connection, "cd" * 32) is None
