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


TRANSLATED: Mapping[str, OwnWords] = {}
"""By the field's name, such as extra_heard. Nothing is, as yet."""


def shown_fields(
    fields: Sequence[Field], words: Catalogue, translated: Mapping[str, OwnWords] = TRANSLATED
) -> list[dict[str, Any]]:
    """name, type, label, required, autocomplete; max_length where something is typed or chosen from our lists;
    options, [value, label] each, of a select.
    """
    return [_shown(one, words, translated.get(one.name, OwnWords())) for one in fields]


def label_of(asked: Field, words: Catalogue, own: OwnWords | None = None) -> str:
    """What the field is called; in the form's language, if it is one of ours."""
    if not asked.label:
        return words.text("fields", asked.name)
    return (own.label if own else "") or asked.label


def _shown(asked: Field, words: Catalogue, own: OwnWords) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": asked.name,
        "type": asked.type,
        "label": label_of(asked, words, own),
        "required": asked.required,
        "autocomplete": asked.autocomplete,
    }
    if asked.max_length:
        shown["max_length"] = asked.max_length
    if asked.options:
        shown["options"] = [[value, own.options.get(value, label)] for value, label in asked.options]
    return shown
