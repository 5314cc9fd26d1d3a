"""A petition's fields in two columns: those that every version knows, and all the others with their places."""

import json
from dataclasses import replace
from typing import Any

from widget_server.core.fields import KNOWN_FIELDS, Field

_FIRST = ("given_name", "family_name", "email", "country", "postcode", "comment")
"""Those that versions before migration 0005 know. They fail at any other name, and may still be running."""


def to_columns(fields: tuple[Field, ...]) -> dict[str, str]:
    """`fields`: [[name, required], ...]; `extra_fields`: [{at, name, required, ...}, ...], `at` among all of them."""
    first = [[field.name, field.required] for field in fields if field.name in _FIRST]
    others = [_described(at, field) for at, field in enumerate(fields) if field.name not in _FIRST]
    return {"fields": json.dumps(first), "extra_fields": json.dumps(others, ensure_ascii=False)}


def from_columns(first: str, others: str) -> tuple[Field, ...]:
    """The fields in their order."""
    fields = [replace(KNOWN_FIELDS[name], required=required) for name, required in json.loads(first)]
    for entry in json.loads(others):
        fields.insert(entry["at"], _field(entry))
    return tuple(fields)


def _described(at: int, field: Field) -> dict[str, Any]:
    entry = {"at": at, "name": field.name, "required": field.required}
    if not field.is_own:
        return entry
    own = {"type": field.type, "label": field.label, "max_length": field.max_length, "options": field.options}
    return entry | own


def _field(entry: dict[str, Any]) -> Field:
    if "label" not in entry:
        return replace(KNOWN_FIELDS[entry["name"]], required=entry["required"])
    return Field(
        name=entry["name"],
        type=entry["type"],
        autocomplete="off",
        max_length=entry["max_length"],
        required=entry["required"],
        label=entry["label"],
        options=tuple((value, label) for value, label in entry["options"]),
    )
