"""A petition's fields as they are shown: made in one place, so that the widget and the page ask the same."""

from collections.abc import Sequence
from typing import Any

from widget_server.core.catalogue import Catalogue
from widget_server.core.fields import Field


def shown_fields(fields: Sequence[Field], words: Catalogue) -> list[dict[str, Any]]:
    """name, type, label, required, autocomplete; max_length where something is typed or chosen from our lists;
    options, [value, label] each, of a select.

    Fields that the petition has no label for speak the form's language, `words`.
    """
    return [_shown(one, words) for one in fields]


def _shown(asked: Field, words: Catalogue) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": asked.name,
        "type": asked.type,
        "label": asked.label or words.text("fields", asked.name),
        "required": asked.required,
        "autocomplete": asked.autocomplete,
    }
    if asked.max_length:
        shown["max_length"] = asked.max_length
    if asked.options:
        shown["options"] = [[value, label] for value, label in asked.options]
    return shown
