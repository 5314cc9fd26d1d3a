"""What a petition asks, as rows of its form: fields of ours, and the organizer's own questions among them.

Rows keep the order in which they are asked. A row's key is the field's name, or `new1`, `new2`, … until a question is
stored. Buttons that add, move and remove rows send the whole form and get it back, so that they need no script.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from widget_server.core.fields import EXTRA, KNOWN_FIELDS, Field
from widget_server.core.option_lines import option_lines, read_option_lines
from widget_server.core.petition_fields import DEFAULT_ANSWER, MOST_EXTRA
from widget_server.web.organizer.form import Form

KINDS = {
    "text": "A question to answer in words",
    "select": "A question with a choice",
    "checkbox": "A box to tick",
}
"""Of the organizer's own questions."""

ORDER = "order"
DO = "do"
LONGEST_NAME = 30
_OWN_KEY = re.compile(rf"(?:{EXTRA}[a-z0-9_]{{1,{LONGEST_NAME}}}|new[0-9]{{1,3}})", re.ASCII)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """`asked` is no, optional or required. The rest is of own questions alone, as it stands in the form: `type`,
    `name` ('' until it is stored), `label`, `options` a line each, `max_length`.
    """

    key: str
    asked: str
    type: str = ""
    name: str = ""
    label: str = ""
    options: str = ""
    max_length: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the organizer thought of it."""
        return bool(self.type)


def is_number(text: str) -> bool:
    """Whether it can be the length of an answer."""
    return text.isascii() and text.strip().isdecimal() and len(text) < 10


def rows_of(fields: Sequence[Field]) -> list[Row]:
    """What is asked, in its order, then what could be."""
    return _completed([_row(field) for field in fields])


def typed_rows(form: Form, stored: Sequence[Field]) -> list[Row]:
    """What stands in the form. One that says nothing of the order, such as a page from before, keeps what is stored."""
    if not form.has(ORDER):
        kept = [_row(field) for field in stored]
        return _completed([one if one.is_own else _typed_row(form, one.key) for one in kept], form)
    keys = dict.fromkeys(form.text(ORDER).split(","))
    known = [key for key in keys if key in KNOWN_FIELDS or _is_own_key(form, key)]
    return _completed([_typed_row(form, key) for key in known], form)


def after(rows: Sequence[Row], what: str) -> tuple[list[Row], str]:
    """The rows once a button was pressed, 'add:text', 'up:comment', 'down:comment' or 'remove:extra_job'; and what to
    say of it, '' where nothing has changed.
    """
    verb, _, key = what.partition(":")
    changed = list(rows)
    if verb == "add" and key in KINDS and sum(row.is_own for row in rows) < MOST_EXTRA:
        changed.append(empty_row(key, next_key(rows)))
        return changed, "There is a new question at the end. Nothing is saved yet."
    place = next((at for at, row in enumerate(rows) if row.key == key), None)
    if place is None:
        return changed, ""
    if verb == "remove" and rows[place].is_own:
        del changed[place]
        return (
            changed,
            "The question is taken out. Once you save, it is asked no more; answers that were given stay.",
        )
    to = place + {"up": -1, "down": 1}.get(verb, 0)
    if to != place and 0 <= to < len(rows):
        changed.insert(to, changed.pop(place))
        return changed, "Moved. Nothing is saved yet."
    return changed, ""


def empty_row(kind: str, key: str = "KEY") -> Row:
    """A new question. KEY stands in those that the page's script makes rows of."""
    return Row(key, "optional", kind, max_length=str(DEFAULT_ANSWER) if kind == "text" else "")


def next_key(rows: Sequence[Row]) -> str:
    """Of the question that is added next."""
    taken = {row.key for row in rows}
    return next(key for key in (f"new{number}" for number in range(1, 1_000)) if key not in taken)


def named(rows: Sequence[Row]) -> list[Row]:
    """Each question with a name for files and exports: its own, or one made of its first words."""
    taken = {row.name for row in rows if row.name} | KNOWN_FIELDS.keys()
    found: list[Row] = []
    for row in rows:
        if row.is_own and not row.name:
            row = replace(row, name=_free_name(row.label, taken))  # noqa: PLW2901  # a row with its name
            taken.add(row.name)
        found.append(row)
    return found


def asked_rows(rows: Sequence[Row]) -> list[Row]:
    """Those that come into the petition's file; the address is asked for whatever is sent."""
    return [row for row in rows if row.is_own or row.key == "email" or row.asked != "no"]


def entries(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """As core/petition_fields.py reads them."""
    return [_entry(row) for row in asked_rows(named(rows))]


def in_words(rows: Sequence[Row], words: dict[str, str]) -> str:
    """One line that tells what is asked, for comparing two versions."""
    asked = [
        f"{row.label or words.get(row.key, row.key)}{' (needed)' if row.asked == 'required' else ''}"
        for row in asked_rows(rows)
    ]
    return "; ".join(asked)


def _row(field: Field) -> Row:
    asked = "required" if field.required else "optional"
    if not field.is_own:
        return Row(field.name, asked)
    most = str(field.max_length) if field.type == "text" else ""
    name = field.name.removeprefix(EXTRA)
    return Row(field.name, asked, field.type, name, field.label, option_lines(field.options), most)


def _typed_row(form: Form, key: str) -> Row:
    if key in KNOWN_FIELDS:
        return Row(key, "required" if key == "email" else form.text(f"ask_{key}") or "no")

    def part(name: str) -> str:
        return form.text(f"q_{key}_{name}")

    asked = "required" if form.has(f"q_{key}_required") else "optional"
    name = key.removeprefix(EXTRA) if key.startswith(EXTRA) else ""
    return Row(key, asked, part("type"), name, part("label"), part("options"), part("max_length"))


def _is_own_key(form: Form, key: str) -> bool:
    return bool(_OWN_KEY.fullmatch(key)) and form.text(f"q_{key}_type") in KINDS


def _completed(rows: list[Row], form: Form | None = None) -> list[Row]:
    """With the fields of ours that are missing, in their usual order."""
    there = {row.key for row in rows}
    missing = [name for name in KNOWN_FIELDS if name not in there]
    return rows + [_typed_row(form, name) if form else Row(name, "no") for name in missing]


def _entry(row: Row) -> dict[str, Any]:
    is_required = row.asked == "required" or row.key == "email"
    if not row.is_own:
        return {"name": row.key, "required": is_required and row.key != "show_name"}
    entry: dict[str, Any] = {
        "name": row.name,
        "label": row.label.strip(),
        "type": row.type,
        "required": is_required,
    }
    if row.type == "text":
        entry["max_length"] = int(row.max_length) if is_number(row.max_length) else row.max_length
    if row.type == "select":
        pairs = read_option_lines(row.options)
        values = [value for value, _ in pairs]
        # A list of words where a value is there twice, so that the reader can say so: a mapping would swallow one.
        entry["options"] = dict(pairs) if len(set(values)) == len(pairs) else values
    return entry


def _free_name(label: str, taken: set[str]) -> str:
    plain = normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = _NOT_IN_NAMES.sub("_", plain).strip("_")[:LONGEST_NAME].strip("_") or "question"
    if stem not in taken:
        return stem
    ends = (f"_{number}" for number in range(2, 1_000))
    return next(name for end in ends if (name := stem[: LONGEST_NAME - len(end)] + end) not in taken)
