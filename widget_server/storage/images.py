"""Pictures of petitions, by the hash of what is served."""

from widget_server.core.picture import Picture
from widget_server.storage.database import Connection

_IS_NAMED = (
    "(EXISTS (SELECT 1 FROM petitions p WHERE p.image_url LIKE {address} OR p.body LIKE {address})"
    " OR EXISTS (SELECT 1 FROM petition_translations tr WHERE tr.body LIKE {address}))"
).replace("{address}", "CAST(:any AS TEXT) || '/images/' || images.sha256 || '.' || CAST(:any AS TEXT)")
"""By the end of its address, as the service may have had another name; a link in a long text keeps it, too. Hashes
have no letter that LIKE takes for another. `:any` is the percent sign, which means something else to `databases`.
"""


async def save(connection: Connection, picture: Picture, now: int) -> None:
    """The same picture again is kept as if it were new."""
    await connection.execute(
        "INSERT INTO images (sha256, extension, content, width, height, created_at)"
        " VALUES (:sha256, :extension, :content, :width, :height, :now)"
        " ON CONFLICT (sha256) DO UPDATE SET named_at = excluded.created_at",
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


async def forget_unused(connection: Connection, now: int, unused_since: int) -> int:
    """Notes which pictures petitions have now, and deletes those that none has had since then. Answers how many."""
    await connection.execute(
        f"UPDATE images SET named_at = :now WHERE {_IS_NAMED}",  # noqa: S608  # of this file
        {"now": now, "any": "%"},
    )
    gone = await connection.fetch_all(
        f"DELETE FROM images WHERE coalesce(named_at, created_at) < :since AND NOT {_IS_NAMED} RETURNING sha256",  # noqa: S608
        {"since": unused_since, "any": "%"},
    )
    return len(gone)
