"""A petition's fields as they are shown: made in one place, so that the widget and the page ask the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from widget_server.core.catalogue import Catalogue
from widget_server.core.fields import Field


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What one of the organizer's own fields says in another language than the petition's.

    `options` are labels by value; what is missing is said in the petition's language.
    """

    label: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def shown_fields(
    fields: Sequence[Field], words: Catalogue, translated: Mapping[str, OwnWords] | None = None
) -> list[dict[str, Any]]:
    """name, type, label, required, autocomplete; max_length where something is typed or chosen from our lists;
    options, [value, label] each, of a select.

    Our own fields speak the form's language, `words`. `translated` is by the field's name, such as extra_heard.
    """
    return [_shown(one, words, (translated or {}).get(one.name, OwnWords())) for one in fields]


def _shown(asked: Field, words: Catalogue, own: OwnWords) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": asked.name,
        "type": asked.type,
        "label": own.label or asked.label or words.text("fields", asked.name),
        "required": asked.required,
        "autocomplete": asked.autocomplete,
    }
    if asked.max_length:
        shown["max_length"] = asked.max_length
    if asked.options:
        shown["options"] = [[value, own.options.get(value, label)] for value, label in asked.options]
    return shown
