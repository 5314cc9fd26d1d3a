"""What can be taken out of a petition: which signatures, which columns, and as what kind of file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import Struct

from widget_server.core.clock import isoformat
from widget_server.core.csv_cells import BOM, column, csv_columns, csv_lines
from widget_server.core.fields import EXTRA
from widget_server.core.petition import Petition
from widget_server.core.sealing import PersonalData, PetitionVault

Kind = Literal["everything", "updates", "partner", "delivery", "shown"]
"""everything   all that is stored of signatures in any state; for owners
updates      who wants the organizer's news
partner      who wants this partner's news
delivery     for the target: names and places of those that count, comments where they may be shown; no e-mail
shown        of those that count, who agreed to be shown: what the delivery PDF has; never a file by itself
"""
Format = Literal["csv", "jsonl"]

MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
}


class StoredRow(Struct, frozen=True, array_like=True):
    """A signature as it is read, in the order of the SELECT in storage/export_rows.py."""

    id: bytes
    state: str
    created_at: int
    confirmed_at: int | None
    partner_id: int
    country: str
    locale: str
    source: str
    ref: str
    updates: bool
    partner_updates: bool
    show_name: bool
    quarantined: str | None
    sealed: bytes | None


Row = tuple[StoredRow, PersonalData]
Column = tuple[str, Callable[[Row], Any]]

_NAME: tuple[Column, ...] = (
    ("given_name", lambda row: row[1].given_name),
    ("family_name", lambda row: row[1].family_name),
)
_PLACE: tuple[Column, ...] = (
    ("country", lambda row: row[0].country),
    ("postcode", lambda row: row[1].postcode),
)
_EMAIL: Column = ("email", lambda row: row[1].email)
_LANGUAGE: Column = ("language", lambda row: row[0].locale)
_SIGNED: Column = ("signed_at", lambda row: isoformat(row[0].created_at))


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What somebody wants. `partner_id` is asked for by the kind `partner` alone."""

    kind: Kind
    format: Format = "csv"
    partner_id: int | None = None


def columns(wish: ExportWish, petition: Petition, partner_keys: Mapping[int, str]) -> list[Column]:
    """Names, and how each is made out of a row."""
    if wish.kind == "delivery":
        return [*_NAME, *_PLACE, ("comment", lambda row: row[1].comment if row[0].show_name else "")]
    if wish.kind == "shown":
        return [*_NAME, _PLACE[0], ("comment", lambda row: row[1].comment)]
    people = [*_NAME, _EMAIL, *_PLACE, _LANGUAGE, _SIGNED]
    if wish.kind != "everything":
        return people
    own = [field for field in petition.fields if field.is_own]
    return [
        ("id", lambda row: row[0].id.hex()),
        ("state", lambda row: row[0].state),
        *people,
        ("confirmed_at", lambda row: isoformat(row[0].confirmed_at) if row[0].confirmed_at else ""),
        ("comment", lambda row: row[1].comment),
        ("partner", lambda row: partner_keys.get(row[0].partner_id, "")),
        ("source", lambda row: row[0].source),
        ("referral", lambda row: row[0].ref),
        ("updates", lambda row: bool(row[0].updates)),
        ("partner_updates", lambda row: bool(row[0].partner_updates)),
        ("show_name", lambda row: bool(row[0].show_name)),
        ("suspect", lambda row: row[0].quarantined or ""),
        *((field.name, _answer(field.name.removeprefix(EXTRA))) for field in own),
    ]


def _answer(name: str) -> Callable[[Row], str]:
    return lambda row: row[1].extra.get(name, "")


_ERASED = PersonalData()


class Writer:
    """Turns stored rows into pieces of a file. Rows whose data is erased have empty cells."""

    def __init__(
        self, wish: ExportWish, petition: Petition, vault: PetitionVault, partner_keys: Mapping[int, str]
    ) -> None:
        self._columns = columns(wish, petition, partner_keys)
        self._format = wish.format
        self._vault = vault

    def head(self) -> str:
        """What stands before the first row."""
        return BOM + csv_lines([[name for name, _ in self._columns]]) if self._format == "csv" else ""

    def piece(self, rows: Sequence[StoredRow]) -> str:
        """Raises SealBroken where another DATA_KEY has sealed them."""
        opened = [(row, self._opened(row)) for row in rows]
        return self._csv(opened) if self._format == "csv" else self._jsonl(opened)

    def _opened(self, row: StoredRow) -> PersonalData:
        return self._vault.open(row.sealed, row.id) if row.sealed else _ERASED

    def _csv(self, rows: Sequence[Row]) -> str:
        """Column by column: calls for each cell took most of an export's time."""
        return csv_columns(
            _OWN[name]([make(row) for row in rows]) if name in _OWN else column(_texts(map(make, rows)))
            for name, make in self._columns
        )

    def _jsonl(self, rows: Iterable[Row]) -> str:
        lines = ({name: make(row) for name, make in self._columns} for row in rows)
        return "".join(_encoder.encode(line).decode() + "\n" for line in lines)


_encoder = msgspec.json.Encoder()


def _texts(values: Iterable[str]) -> Iterable[str]:
    """A record ends with CRLF, so that whoever counts those counts rows; within a cell, lines end with LF."""
    return [value.replace("\r\n", "\n") if "\r" in value else value for value in values]


def _as_told(values: list[str]) -> list[str]:
    return values


def _yes_no(values: list[bool]) -> list[str]:
    return ["yes" if value else "no" for value in values]


_OWN: Mapping[str, Callable[[list[Any]], list[str]]] = {
    **dict.fromkeys(("id", "state", "signed_at", "confirmed_at"), _as_told),
    **dict.fromkeys(("updates", "partner_updates", "show_name"), _yes_no),
}
"""Columns whose words are ours alone: nothing in them can be a formula. An organizer's own
fields have names of their own (EXTRA in core/fields.py)."""
