"""A translation as the Markdown file that `petition add` reads: the counterpart of core/translation_file.py."""

from typing import Any

from widget_server.core.field_words import FieldWords, name_in_file
from widget_server.core.petition import Petition
from widget_server.core.petition_writer import front_matter
from widget_server.core.translation import Translation


def translation_file(original: Petition, translation: Translation) -> str:
    """All that is stored of it; read again, it makes the same translation and the same text."""
    return front_matter(translation_values(original, translation), translation.body)


def translation_values(original: Petition, translation: Translation) -> dict[str, Any]:
    """The keys of its file. Words for what the original does not ask any more are left out: nobody reads them, and the
    file would be refused.
    """
    text = translation.text
    values: dict[str, Any] = {
        "translation_of": original.slug,
        "locale": text.locale,
        "title": text.title,
        "target": text.target,
        "lead_in": translation.lead_in,
        "statement": text.statement,
        "consent": text.consent,
        "opt_ins": dict(text.opt_ins),
    }
    if translation.share_text:
        values["share"] = translation.share_text
    if translation.image_alt:
        values["image"] = {"alt": translation.image_alt}
    labels = labels_in_file(original, translation)
    if labels:
        values["labels"] = labels
    return values


def labels_in_file(original: Petition, translation: Translation) -> dict[str, Any]:
    """By the names that files have."""
    offered = {field.name: {value for value, _ in field.options} for field in original.fields}
    return {
        name_in_file(words.name): _entry(words, offered[words.name])
        for words in translation.labels
        if words.name in offered
    }


def _entry(words: FieldWords, offered: set[str]) -> Any:
    options = {value: called for value, called in words.options if value in offered}
    if words.label and not options:
        return words.label
    return ({"label": words.label} if words.label else {}) | {"options": options}
