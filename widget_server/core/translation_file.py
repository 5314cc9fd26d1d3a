"""A translation of a petition as a file of its own: Markdown with front matter, as the petition's (petition_file.py).

It holds what people read; how the petition works stands in the petition's file alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from widget_server.core.front_matter import (
    PetitionFileError,
    Reader,
    line_of,
    read_front_matter,
    read_keys,
)
from widget_server.core.petition_file import PetitionFile, parse_petition_file
from widget_server.core.petition_keys import READERS as PETITION_READERS

REQUIRED = ("translation_of", "locale", "title", "statement")
MARK = "translation_of"


@dataclass(frozen=True, kw_only=True)
class TranslationFile:
    """What the file says. None, or nothing, stands for what is left out: see core/translation.py."""

    translation_of: str
    locale: str
    title: str
    statement: str
    target: str | None = None
    lead_in: str | None = None
    consent: str | None = None
    opt_ins: tuple[tuple[str, str | None], ...] | None = None
    share: str = ""
    image_alt: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    body: str = ""


def parse_file(text: str) -> PetitionFile | TranslationFile:
    """A petition, or, where it says of which, a translation. Raises PetitionFileError."""
    values, _ = read_front_matter(text)
    return parse_translation_file(text) if MARK in values else parse_petition_file(text)


def parse_translation_file(text: str) -> TranslationFile:
    """Raises PetitionFileError."""
    values, body = read_front_matter(text)
    for key in values:
        if key in PETITION_READERS and key not in READERS:
            raise PetitionFileError(
                line_of(values, key),
                f"`{key}` belongs to the petition itself: leave it out here, and set it in the petition's own file.",
            )
    return TranslationFile(body=body.strip(), **read_keys(values, READERS, REQUIRED))


def _translation_of(key: str, value: Any) -> dict[str, Any]:
    return {key: PETITION_READERS["slug"]("slug", value)["slug"]}


def _image_alt(_key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or set(value) - {"alt"}:
        raise ValueError("may have `alt` alone: the picture is the petition's own.")
    return {"image_alt": str(value.get("alt") or "")}


def _labels(key: str, value: Any) -> dict[str, Any]:
    """`name of a field: what it is called in this language`."""
    if not isinstance(value, Mapping):
        raise ValueError("must be lines of `field: label`.")
    labels = {str(name): PETITION_READERS["title"](str(name), label) for name, label in value.items()}
    return {key: tuple((name, found[name]) for name, found in labels.items())}


READERS: dict[str, Reader] = {
    MARK: _translation_of,
    **{
        key: PETITION_READERS[key]
        for key in ("locale", "title", "target", "lead_in", "statement", "consent", "opt_ins", "share")
    },
    "image": _image_alt,
    "labels": _labels,
}
