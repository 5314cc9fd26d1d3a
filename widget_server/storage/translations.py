"""Translations of petitions: which text each language shows, and what stands around it."""

import json
from collections.abc import Sequence
from typing import Any

from widget_server.core.field_words import FieldWords
from widget_server.core.petition_file import PetitionFile
from widget_server.core.translation import Translation, in_step
from widget_server.storage import catalogue_version, petition_texts
from widget_server.storage.database import Connection

_READ = (
    "SELECT tr.petition_id, tr.locale, tr.lead_in, tr.body, tr.image_alt, tr.share_text, tr.labels, tr.updated_at,"  # noqa: S608  # columns
    f" {petition_texts.COLUMNS} FROM petition_translations tr JOIN petition_texts t ON t.id = tr.text_id"
)


async def read_all(connection: Connection) -> dict[int, list[Translation]]:
    """The translations of each petition that has any, by their tags."""
    rows = await connection.fetch_all(f"{_READ} ORDER BY tr.petition_id, tr.locale")
    found: dict[int, list[Translation]] = {}
    for row in rows:
        found.setdefault(row["petition_id"], []).append(_translation(row))
    return found


async def read_of(connection: Connection, petition_id: int) -> list[tuple[Translation, int]]:
    """Those of one petition by their tags, each with the time when it was last written."""
    rows = await connection.fetch_all(
        f"{_READ} WHERE tr.petition_id = :petition ORDER BY tr.locale", {"petition": petition_id}
    )
    return [(_translation(row), int(row["updated_at"])) for row in rows]


async def locales_of(connection: Connection, slug: str) -> list[str]:
    """The tags of a petition's translations."""
    rows = await connection.fetch_all(
        "SELECT tr.locale FROM petition_translations tr JOIN petitions p ON p.id = tr.petition_id"
        " WHERE p.slug = :slug ORDER BY tr.locale",
        {"slug": slug},
    )
    return [row["locale"] for row in rows]


async def save(connection: Connection, petition_id: int, translation: Translation, now: int) -> bool:
    """Adds a translation, or replaces the one of its language. Returns whether it is new.

    Words that nobody has signed yet in this wording make a new text.
    """
    key = {"petition": petition_id, "locale": translation.text.locale}
    async with connection.transaction():
        there = await connection.fetch_one(
            "SELECT 1 AS one FROM petition_translations WHERE petition_id = :petition AND locale = :locale",
            key,
        )
        await connection.execute(
            "INSERT INTO petition_translations"
            " (petition_id, locale, text_id, lead_in, body, image_alt, share_text, labels, updated_at)"
            " VALUES (:petition, :locale, :text_id, :lead_in, :body, :image_alt, :share_text, :labels, :now)"
            " ON CONFLICT (petition_id, locale) DO UPDATE SET text_id = excluded.text_id,"
            " lead_in = excluded.lead_in, body = excluded.body, image_alt = excluded.image_alt,"
            " share_text = excluded.share_text, labels = excluded.labels, updated_at = excluded.updated_at",
            key
            | {
                "text_id": await petition_texts.store(connection, petition_id, translation.text, now),
                "lead_in": translation.lead_in,
                "body": translation.body,
                "image_alt": translation.image_alt,
                "share_text": translation.share_text,
                "labels": json.dumps([[one.name, one.label, one.options] for one in translation.labels]),
                "now": now,
            },
        )
        await catalogue_version.bump(connection)
    return there is None


async def remove(connection: Connection, slug: str, locale: str) -> bool:
    """Takes a translation away. Its texts stay, for those who have signed them. False where there is none."""
    async with connection.transaction():
        row = await connection.fetch_one(
            "DELETE FROM petition_translations WHERE lower(locale) = lower(:locale)"
            " AND petition_id = (SELECT id FROM petitions WHERE slug = :slug) RETURNING petition_id",
            {"locale": locale, "slug": slug},
        )
        await catalogue_version.bump(connection)
    return row is not None


async def keep_in_step(connection: Connection, petition_id: int, file: PetitionFile, now: int) -> None:
    """Gives translations new texts where an edit of their original bears upon them; in the edit's transaction."""
    rows = await connection.fetch_all(f"{_READ} WHERE tr.petition_id = :petition", {"petition": petition_id})
    for translation in map(_translation, rows):
        text = in_step(translation.text, dict(file.opt_ins), file.retention_days)
        if text != translation.text:
            await connection.execute(
                "UPDATE petition_translations SET text_id = :text_id"
                " WHERE petition_id = :petition AND locale = :locale",
                {
                    "text_id": await petition_texts.store(connection, petition_id, text, now),
                    "petition": petition_id,
                    "locale": text.locale,
                },
            )


def _translation(row: Any) -> Translation:
    return Translation(
        text=petition_texts.from_row(row),
        lead_in=row["lead_in"],
        body=row["body"],
        image_alt=row["image_alt"],
        share_text=row["share_text"],
        labels=tuple(_words(*entry) for entry in json.loads(row["labels"])),
    )


def _words(name: str, label: str, options: Sequence[Sequence[str]] = ()) -> FieldWords:
    """Rows from before options could be translated have none."""
    return FieldWords(name, label, tuple((value, called) for value, called in options))
