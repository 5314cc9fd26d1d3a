"""Petitions."""

from collections.abc import Callable
from typing import Any

from widget_server.core.petition import Petition, Stored
from widget_server.core.petition_file import PetitionFile
from widget_server.storage import catalogue_version, petition_fields, petition_texts, translations
from widget_server.storage.database import Connection

_COLUMNS = (
    "p.id, p.slug, p.lead_in, p.body, p.fields, p.image_url, p.image_alt, p.share_text, p.fixed_goal,"
    " p.confirmation, p.embedding, p.locale, p.state, p.opens_at, p.closes_at, p.closed_at, p.retention_days,"
    " p.wrapped_key, p.created_at, p.updated_at, p.extra_fields, p.consent_style, p.thanks_mail,"
    f" {petition_texts.COLUMNS}"
)


async def read_all(connection: Connection) -> list[tuple[Petition, bytes | None]]:
    """Every petition with the text it shows now, and its wrapped data key."""
    rows = await connection.fetch_all(
        f"SELECT {_COLUMNS} FROM petitions p JOIN petition_texts t ON t.id = p.text_id ORDER BY p.slug"  # noqa: S608  # columns above
    )
    return [(_petition(row), _bytes(row["wrapped_key"])) for row in rows]


async def find(connection: Connection, slug: str) -> Petition | None:
    """One, with the text it shows now."""
    row = await connection.fetch_one(
        f"SELECT {_COLUMNS} FROM petitions p JOIN petition_texts t ON t.id = p.text_id WHERE p.slug = :slug",  # noqa: S608  # columns above
        {"slug": slug},
    )
    return _petition(row) if row else None


async def hold(connection: Connection, slug: str) -> None:
    """Nobody else changes it until the caller's transaction ends. On SQLite the transaction itself sees to that."""
    if not connection.is_sqlite:
        await connection.fetch_one("SELECT id FROM petitions WHERE slug = :slug FOR UPDATE", {"slug": slug})


async def save(connection: Connection, file: PetitionFile, new_key: Callable[[str], bytes], now: int) -> bool:
    """Adds the petition as a draft, or updates the one with its slug. Returns whether it is new.

    A change of what people sign makes a new text; texts that are there are never changed. Translations that it
    bears upon get new texts, too.
    """
    async with connection.transaction():
        row = await connection.fetch_one("SELECT id FROM petitions WHERE slug = :slug", {"slug": file.slug})
        petition_id = row["id"] if row else await _insert(connection, file, new_key(file.slug), now)
        text_id = await petition_texts.store(connection, petition_id, file, now)
        await translations.keep_in_step(connection, petition_id, file, now)
        await connection.execute(
            "UPDATE petitions SET text_id = :text_id, lead_in = :lead_in, body = :body, fields = :fields,"
            " extra_fields = :extra_fields, consent_style = :consent_style, thanks_mail = :thanks_mail,"
            " image_url = :image_url, image_alt = :image_alt, share_text = :share_text, fixed_goal = :fixed_goal,"
            " confirmation = :confirmation, embedding = :embedding, locale = :locale, opens_at = :opens_at,"
            " closes_at = :closes_at, closed_at = CASE WHEN state = 'closed' THEN closed_at END,"
            " retention_days = :retention_days, updated_at = :now WHERE id = :id",
            {
                "text_id": text_id,
                "lead_in": file.lead_in,
                "body": file.body,
                **petition_fields.to_columns(file.fields),
                "consent_style": file.consent_style,
                "thanks_mail": file.thanks_mail,
                "image_url": file.image_url,
                "image_alt": file.image_alt,
                "share_text": file.share,
                "fixed_goal": file.goal,
                "confirmation": file.confirmation,
                "embedding": file.embedding,
                "locale": file.locale,
                "opens_at": file.opens,
                "closes_at": file.closes,
                "retention_days": file.retention_days,
                "now": now,
                "id": petition_id,
            },
        )
        await catalogue_version.bump(connection)
    return row is None


async def _insert(connection: Connection, file: PetitionFile, wrapped_key: bytes, now: int) -> int:
    """A bare draft, to be filled by the update that follows in the same transaction."""
    row = await connection.fetch_one(
        "INSERT INTO petitions (slug, text_id, lead_in, body, fields, image_alt, share_text, confirmation, embedding,"
        " locale, state, retention_days, wrapped_key, created_at, updated_at)"
        " VALUES (:slug, 0, '', '', '[]', '', '', 'email', 'listed', 'en', 'draft', 0, :key, :now, :now) RETURNING id",
        {"slug": file.slug, "key": wrapped_key, "now": now},
    )
    return int(row["id"])  # type: ignore[index]  # RETURNING always answers


async def set_state(connection: Connection, slug: str, state: Stored, now: int) -> bool:
    """Opens or closes. Returns False where there is no such petition, or where it is to be opened without a key."""
    async with connection.transaction():
        row = await connection.fetch_one(
            "UPDATE petitions SET state = :state, updated_at = :now, closed_at = :closed_at"
            " WHERE slug = :slug AND (wrapped_key IS NOT NULL OR state = :state) RETURNING id",
            {"state": state, "now": now, "closed_at": now if state == "closed" else None, "slug": slug},
        )
        await catalogue_version.bump(connection)
    return row is not None


async def note_closed(connection: Connection, petition_id: int, at: int) -> None:
    """Remembers since when a petition is closed whose closing time has come: its retention counts from there."""
    async with connection.transaction():
        await connection.execute(
            "UPDATE petitions SET closed_at = :at WHERE id = :id AND closed_at IS NULL",
            {"at": at, "id": petition_id},
        )
        await catalogue_version.bump(connection)


async def drop_key(connection: Connection, petition_id: int, now: int) -> None:
    """Makes the petition's personal data unreadable for good; closes it, as nothing can be sealed any more."""
    await connection.execute(
        "UPDATE petitions SET wrapped_key = NULL, state = 'closed', updated_at = :now WHERE id = :id",
        {"now": now, "id": petition_id},
    )
    await catalogue_version.bump(connection)


def _petition(row: Any) -> Petition:
    return Petition(
        id=row["id"],
        slug=row["slug"],
        text=petition_texts.from_row(row),
        lead_in=row["lead_in"],
        body=row["body"],
        fields=petition_fields.from_columns(row["fields"], row["extra_fields"]),
        state=row["state"],
        locale=row["locale"],
        image_url=row["image_url"],
        image_alt=row["image_alt"],
        share_text=row["share_text"],
        fixed_goal=row["fixed_goal"],
        confirmation=row["confirmation"],
        embedding=row["embedding"],
        consent_style=row["consent_style"],
        thanks_mail=bool(row["thanks_mail"]),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        retention_days=row["retention_days"],
        created_at=row["created_at"],
        closed_at=row["closed_at"],
        updated_at=row["updated_at"],
    )


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
