"""Texts that people sign: stored once, never changed, each found by its hash."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import rfc8785

from widget_server.core.campaign import LivePetition
from widget_server.core.petition import PetitionText
from widget_server.core.petition_file import PetitionFile
from widget_server.storage.database import Connection

COLUMNS = (
    "t.id AS text_id, t.locale AS text_locale, t.title, t.target, t.statement, t.consent, t.opt_ins, t.legal,"
    " t.sha256"
)
"""Of petition_texts AS t, as `from_row` wants them."""


async def store(
    connection: Connection, petition_id: int, words: PetitionFile | PetitionText, now: int
) -> int:
    """The id of a petition's text with these words, stored now where it is new."""
    wording = {
        "locale": words.locale,
        "title": words.title,
        "target": words.target,
        "statement": words.statement,
        "consent": words.consent,
        "opt_ins": json.dumps(words.opt_ins),
        "legal": words.legal,
    }
    values = wording | {
        "petition": petition_id,
        "now": now,
        "sha256": hashlib.sha256(rfc8785.dumps(wording)).hexdigest(),
    }
    await connection.execute(
        "INSERT INTO petition_texts"
        " (petition_id, locale, title, target, statement, consent, opt_ins, legal, sha256, created_at)"
        " VALUES (:petition, :locale, :title, :target, :statement, :consent, :opt_ins, :legal, :sha256, :now)"
        " ON CONFLICT (petition_id, sha256) DO NOTHING",
        values,
    )
    row = await connection.fetch_one(
        "SELECT id FROM petition_texts WHERE petition_id = :petition AND sha256 = :sha256",
        {"petition": petition_id, "sha256": values["sha256"]},
    )
    return int(row["id"])  # type: ignore[index]  # it has just been stored


async def created_at(connection: Connection, text_id: int) -> int:
    """When somebody first wrote it; 0 where there is none."""
    row = await connection.fetch_one("SELECT created_at FROM petition_texts WHERE id = :id", {"id": text_id})
    return int(row["created_at"]) if row else 0


async def read_ids(connection: Connection) -> dict[int, frozenset[int]]:
    """All texts that each petition has ever shown: a form that was loaded before an edit may still be signed."""
    rows = await connection.fetch_all("SELECT id, petition_id FROM petition_texts")
    ids: dict[int, set[int]] = {}
    for row in rows:
        ids.setdefault(row["petition_id"], set()).add(row["id"])
    return {petition_id: frozenset(found) for petition_id, found in ids.items()}


async def as_signed(connection: Connection, live: LivePetition, text_id: int) -> LivePetition:
    """The petition in the language and the words of one of its texts, even where these were edited since."""
    current = live.saying(text_id)
    if current is not None:
        return current
    row = await connection.fetch_one(
        f"SELECT {COLUMNS} FROM petition_texts t WHERE t.id = :id AND t.petition_id = :petition",  # noqa: S608  # columns above
        {"id": text_id, "petition": live.petition.id},
    )
    if row is None:
        return live
    text = from_row(row)
    speaking = live.speaking(text.locale)
    return replace(speaking, petition=replace(speaking.petition, text=text))


def from_row(row: Any) -> PetitionText:
    """A row with COLUMNS."""
    return PetitionText(
        id=row["text_id"],
        locale=row["text_locale"],
        title=row["title"],
        target=row["target"],
        statement=row["statement"],
        consent=row["consent"],
        opt_ins=tuple((name, wording) for name, wording in json.loads(row["opt_ins"])),
        legal=row["legal"],
        sha256=row["sha256"],
    )
