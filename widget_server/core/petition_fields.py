"""`fields` of a petition file: fields of ours by name, and the organizer's own. Raises ValueError with what to do."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from unicodedata import normalize

from widget_server.core.fields import EXTRA, KNOWN_FIELDS, Field, has_control
from widget_server.core.front_matter import EntryError

MOST_EXTRA = 10
"""Fields of the organizer's own. Ten texts of 200 Chinese characters, of 9 bytes each in a form, leave room for the
longest comment within the largest body that is read."""

MOST_OPTIONS = 100
LONGEST_LABEL = 300
LONGEST_OPTION = 100
LONGEST_ANSWER = 1_000
DEFAULT_ANSWER = 200

_NAME = re.compile(r"[a-z0-9_]{1,30}", re.ASCII)
_KEYS = {
    "text": ("name", "label", "type", "required", "max_length"),
    "select": ("name", "label", "type", "required", "options"),
    "checkbox": ("name", "label", "type", "required"),
}
_OWN = {"label", "type", "max_length", "options"}
"""Keys that only an organizer's own field has."""


def read_fields(_key: str, value: Any) -> dict[str, Any]:
    """Names of our fields, or mappings: `{name: comment, required: true}`, `{name: heard, label: …, type: text}`."""
    if not isinstance(value, list) or not value:
        raise ValueError(f"must be a list of some of: {', '.join(KNOWN_FIELDS)}.")
    asked: list[Field] = []
    for number, entry in enumerate(value):
        try:
            asked.append(_field(entry))
        except ValueError as error:
            raise EntryError(number, str(error)) from error
    names = [field.name for field in asked]
    if "email" not in names:
        raise ValueError("must have `email`: a signature is one mailbox's.")
    if len(set(names)) < len(names):
        raise ValueError("names a field twice.")
    if sum(name.startswith(EXTRA) for name in names) > MOST_EXTRA:
        raise ValueError(f"has more than {MOST_EXTRA} fields of your own. Nobody likes long forms.")
    return {"fields": tuple(asked)}


def _field(entry: Any) -> Field:
    if isinstance(entry, Mapping) and not _OWN.isdisjoint(entry):
        return _own_field(entry)
    options = entry if isinstance(entry, Mapping) else {"name": entry}
    name = options.get("name")
    if not isinstance(name, str) or name not in KNOWN_FIELDS or set(options) - {"name", "required"}:
        raise ValueError(f"has {entry!r}, which is no field. {_hint(str(name), KNOWN_FIELDS)}")
    field = KNOWN_FIELDS[name]
    required = _required(options, field.required)
    if name == "show_name" and required:
        raise ValueError("`required` of show_name must be false: everybody may sign without being shown.")
    return replace(field, required=required or name == "email")


def _own_field(entry: Mapping[Any, Any]) -> Field:
    """A field that the organizer thought of."""
    name, kind = entry.get("name"), entry.get("type")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            f"has a field with the name {name!r}; it must be small letters, digits and underscores, at most 30."
        )
    if name in KNOWN_FIELDS:
        raise ValueError(
            f"has {name} with a type or label of its own. Ask it as `{{name: {name}, required: …}}`, or give your"
            " own field another name."
        )
    if not isinstance(kind, str) or kind not in _KEYS:
        raise ValueError(f"`type` of {name} must be {', '.join(_KEYS)}, not {kind!r}.")
    unknown = [key for key in entry if key not in _KEYS[kind]]
    if unknown:
        raise ValueError(f"{name} has {unknown[0]!r}. {_hint(str(unknown[0]), _KEYS[kind])}")
    return Field(
        name=EXTRA + name,
        type=kind,  # type: ignore[arg-type]  # one of _KEYS
        autocomplete="off",
        max_length=_max_length(name, entry) if kind == "text" else 0,
        required=_required(entry, False),
        label=_line(f"`label` of {name}", entry.get("label"), LONGEST_LABEL),
        options=_options(name, entry.get("options")) if kind == "select" else (),
    )


def _required(entry: Mapping[Any, Any], default: bool) -> bool:
    required = entry.get("required", default)
    if not isinstance(required, bool):
        raise ValueError(f"`required` of {entry['name']} must be true or false.")
    return required


def _max_length(name: str, entry: Mapping[Any, Any]) -> int:
    most = entry.get("max_length", DEFAULT_ANSWER)
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= LONGEST_ANSWER:
        raise ValueError(
            f"`max_length` of {name} must be a whole number from 1 to {LONGEST_ANSWER:,}, not {most!r}."
        )
    return int(most)


def _options(name: str, found: Any) -> tuple[tuple[str, str], ...]:
    """`{value: label, …}`, or a list of labels that are their own values."""
    pairs = list(found.items()) if isinstance(found, Mapping) else found
    if not isinstance(pairs, list) or not 1 <= len(pairs) <= MOST_OPTIONS:
        raise ValueError(
            f"`options` of {name} must have 1 to {MOST_OPTIONS} lines of `value: label`, or a list of labels."
        )
    if not isinstance(found, Mapping):
        pairs = [(label, label) for label in pairs]
    what = f"an option of {name}"
    options = [
        (_line(what, value, LONGEST_OPTION), _line(what, label, LONGEST_OPTION)) for value, label in pairs
    ]
    if len({value for value, _ in options}) < len(options):
        raise ValueError(f"`options` of {name} has the same value twice.")
    return tuple(options)


def _line(what: str, text: Any, most: int) -> str:
    """One line as answers are compared: trimmed and in normal form."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{what} must be text, not {text!r}. Put numbers, true and false in quotes.")
    line = normalize("NFC", text.strip())
    if "\n" in line or has_control(line):
        raise ValueError(f"{what} must be a single line without control characters.")
    if len(line) > most:
        raise ValueError(f"{what} has {len(line)} characters; at most {most} are allowed.")
    return line


def _hint(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    if near and near[0] != word:
        return f"Did you mean {near[0]}?"
    own = "" if "type" in known else " A field of your own needs `name`, `label` and `type`."
    return f"Known: {', '.join(known)}.{own}"
