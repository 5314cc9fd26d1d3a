"""What can be taken out of a petition: which signatures, which columns, and as what kind of file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import msgspec

from widget_server.core.clock import isoformats
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


class Stored(NamedTuple):
    """Columns of signatures as they are read, in the order of the SELECT in storage/export_rows.py: one value each of
    as many signatures.
    """

    id: Sequence[bytes]
    state: Sequence[str]
    created_at: Sequence[int]
    confirmed_at: Sequence[int | None]
    partner_id: Sequence[int]
    country: Sequence[str]
    locale: Sequence[str]
    source: Sequence[str]
    ref: Sequence[str]
    updates: Sequence[bool]
    partner_updates: Sequence[bool]
    show_name: Sequence[bool]
    quarantined: Sequence[str | None]
    sealed: Sequence[bytes | None]


class Opened(NamedTuple):
    """The same signatures with what was sealed of them."""

    stored: Stored
    people: Sequence[PersonalData]


class Column(NamedTuple):
    """One of a file. Its `values` are made for many rows at once: a call for each cell took most of an export's time.

    text  what people, partners and organizers may have written: in CSV, formulas are defused
    own   words of ours alone, in which there can be none
    flag  yes or no
    """

    name: str
    kind: Literal["text", "own", "flag"]
    values: Callable[[Opened], Any]


_NAME = (
    Column("given_name", "text", lambda of: [one.given_name for one in of.people]),
    Column("family_name", "text", lambda of: [one.family_name for one in of.people]),
)
_EMAIL = Column("email", "text", lambda of: [one.email for one in of.people])
_COUNTRY = Column("country", "text", lambda of: of.stored.country)
_POSTCODE = Column("postcode", "text", lambda of: [one.postcode for one in of.people])
_COMMENT = Column("comment", "text", lambda of: [one.comment for one in of.people])
_SHOWN_COMMENT = Column(
    "comment",
    "text",
    lambda of: [
        one.comment if shown else "" for one, shown in zip(of.people, of.stored.show_name, strict=True)
    ],
)
_LANGUAGE = Column("language", "text", lambda of: of.stored.locale)
_SIGNED = Column("signed_at", "own", lambda of: isoformats(of.stored.created_at))


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What somebody wants. `partner_id` is asked for by the kind `partner` alone."""

    kind: Kind
    format: Format = "csv"
    partner_id: int | None = None


def columns(wish: ExportWish, petition: Petition, partner_keys: Mapping[int, str]) -> list[Column]:
    """Those of the file, in their order."""
    if wish.kind == "delivery":
        return [*_NAME, _COUNTRY, _POSTCODE, _SHOWN_COMMENT]
    if wish.kind == "shown":
        return [*_NAME, _COUNTRY, _COMMENT]
    people = [*_NAME, _EMAIL, _COUNTRY, _POSTCODE, _LANGUAGE, _SIGNED]
    if wish.kind != "everything":
        return people
    return [
        Column("id", "own", lambda of: map(bytes.hex, of.stored.id)),
        Column("state", "own", lambda of: of.stored.state),
        *people,
        Column("confirmed_at", "own", lambda of: isoformats(of.stored.confirmed_at)),
        _COMMENT,
        Column("partner", "text", lambda of: [partner_keys.get(one, "") for one in of.stored.partner_id]),
        Column("source", "text", lambda of: of.stored.source),
        Column("referral", "text", lambda of: of.stored.ref),
        Column("updates", "flag", lambda of: of.stored.updates),
        Column("partner_updates", "flag", lambda of: of.stored.partner_updates),
        Column("show_name", "flag", lambda of: of.stored.show_name),
        Column("suspect", "text", lambda of: [one or "" for one in of.stored.quarantined]),
        *(_answers(field.name) for field in petition.fields if field.is_own),
    ]


def _answers(name: str) -> Column:
    """Of an organizer's own field, sealed under the name that the petition's file has for it."""
    key = name.removeprefix(EXTRA)
    return Column(name, "text", lambda of: [one.extra.get(key, "") for one in of.people])


_ERASED = PersonalData()


class Writer:
    """Turns stored rows into pieces of a file. Rows whose data is erased have empty cells."""

    def __init__(
        self, wish: ExportWish, petition: Petition, vault: PetitionVault, partner_keys: Mapping[int, str]
    ) -> None:
        self._columns = columns(wish, petition, partner_keys)
        self._names = [one.name for one in self._columns]
        self._line = _line_of(self._names)
        self._format = wish.format
        self._vault = vault

    def head(self) -> bytes:
        """What stands before the first row."""
        return (BOM + csv_lines([self._names])).encode() if self._format == "csv" else b""

    def piece(self, stored: Stored) -> bytes:
        """Lines in UTF-8. Raises SealBroken where another DATA_KEY has sealed them."""
        opened = Opened(stored, self._opened(stored))
        return self._csv(opened) if self._format == "csv" else self._jsonl(opened)

    def _opened(self, stored: Stored) -> list[PersonalData]:
        there = [(sealed, one) for sealed, one in zip(stored.sealed, stored.id, strict=True) if sealed]
        people = iter(self._vault.open_all([sealed for sealed, _ in there], [one for _, one in there]))
        return [next(people) if sealed else _ERASED for sealed in stored.sealed]

    def _csv(self, opened: Opened) -> bytes:
        return csv_columns(_IN_CSV[one.kind](one.values(opened)) for one in self._columns).encode()

    def _jsonl(self, opened: Opened) -> bytes:
        cells = [_IN_JSON[one.kind](one.values(opened)) for one in self._columns]
        return _encoder.encode_lines([self._line(*row) for row in zip(*cells, strict=True)])


_encoder = msgspec.json.Encoder()


def _line_of(names: Sequence[str]) -> Callable[..., Any]:
    """A class of objects with these names in JSON. It writes them without looking at each, as it has to in a dict."""
    attributes = [f"column_{number}" for number in range(len(names))]
    renamed = dict(zip(attributes, names, strict=True))
    return msgspec.defstruct("Line", attributes, rename=renamed, gc=False)


_IN_CSV: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "text": column,
    "own": lambda values: values,
    "flag": lambda values: ["yes" if value else "no" for value in values],
}
_IN_JSON: Mapping[str, Callable[[Any], Iterable[Any]]] = {
    "text": lambda values: values,
    "own": lambda values: values,
    "flag": lambda values: map(bool, values),
}
"""SQLite knows no booleans, and gives numbers."""
