"""Pictures of petitions, by the hash of what is served. One that was ever shown stays: pages elsewhere may show it."""

from widget_server.core.picture import Picture
from widget_server.storage.database import Connection


async def save(connection: Connection, picture: Picture, now: int) -> None:
    """The same picture again changes nothing."""
    await connection.execute(
        "INSERT INTO images (sha256, extension, content, width, height, created_at)"
        " VALUES (:sha256, :extension, :content, :width, :height, :now) ON CONFLICT (sha256) DO NOTHING",
        {
            "sha256": picture.sha256,
            "extension": picture.extension,
            "content": picture.content,
            "width": picture.width,
            "height": picture.height,
            "now": now,
        },
    )


async def find(connection: Connection, sha256: str) -> Picture | None:
    """By the hash in small hexadecimal letters."""
    row = await connection.fetch_one(
        "SELECT sha256, extension, content, width, height FROM images WHERE sha256 = :sha256",
        {"sha256": sha256},
    )
    if row is None:
        return None
    return Picture(row["sha256"], row["extension"], bytes(row["content"]), row["width"], row["height"])
