"""What a translation calls the fields of a petition, read from `labels` of its file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from widget_server.core.fields import EXTRA, KNOWN_FIELDS, Field
from widget_server.core.petition_fields import LONGEST_LABEL, LONGEST_OPTION, one_line


@dataclass(frozen=True, slots=True)
class FieldWords:
    """`name` is as forms have it; `options` are (value, label) each. What is missing or '': as in the petition."""

    name: str
    label: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def of(self, field: Field) -> Field:
        """The field as it is called in this language."""
        labels = dict(self.options)
        options = tuple((value, labels.get(value, label)) for value, label in field.options)
        return replace(field, label=self.label or field.label, options=options)


def name_in_file(name: str) -> str:
    """A field's name as files have it: `heard` for extra_heard."""
    return name.removeprefix(EXTRA)


def read_labels(value: Any) -> tuple[FieldWords, ...]:
    """`field: label`, or `field: {label: …, options: {value: label}}`. Raises ValueError with what to do."""
    if not isinstance(value, Mapping):
        raise ValueError("must be lines of `field: label`.")
    return tuple(_words(str(name), entry) for name, entry in value.items())


def _words(name: str, entry: Any) -> FieldWords:
    found = entry if isinstance(entry, Mapping) else {"label": entry}
    if set(found) - {"label", "options"} or not found:
        raise ValueError(f"of {name} must be text, or have `label` and `options`.")
    label = one_line(f"the label of {name}", found["label"], LONGEST_LABEL) if "label" in found else ""
    in_form = name if name in KNOWN_FIELDS else EXTRA + name
    return FieldWords(in_form, label, _options(name, found.get("options", {})))


def _options(name: str, found: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, Mapping):
        raise ValueError(f"`options` of {name} must be lines of `value: label`.")
    what = f"an option of {name}"
    return tuple(
        (one_line(what, value, LONGEST_OPTION), one_line(what, label, LONGEST_OPTION))
        for value, label in found.items()
    )
