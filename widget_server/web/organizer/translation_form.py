"""The form of a translation: every text of the petition with the original beside it, and what was typed as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from widget_server.core.catalogue import Catalogue
from widget_server.core.field_words import name_in_file
from widget_server.core.petition import Petition
from widget_server.core.petition_fields import LONGEST_LABEL, LONGEST_OPTION
from widget_server.core.petition_writer import front_matter
from widget_server.core.translation import Translation
from widget_server.web.organizer.form import Form

OPT_INS = {"updates": "Who wants your news", "partner_updates": "Who wants the partner's news"}
OURS = "Left empty: our own words in that language. Where you have written it yourself, translate it, too."
AS_THERE = "Left empty: as in the petition."

Group = Literal["signed", "around", "questions", "names"]
"""signed     what people sign
around     what stands around it
questions  the organizer's own, and the answers to choose from
names      what our own fields are called
"""

Values = dict[str, str]
"""What stands in the form, by name; a box that is not ticked is ''."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text. `original` is what the petition says; `rows` of an area, 0 for a line; `box` is the name of the box to
    tick for it, if it has one.
    """

    name: str
    caption: str
    original: str
    group: Group
    rows: int = 0
    is_needed: bool = False
    hint: str = ""
    longest: int = 0
    box: str = ""


def pieces_of(petition: Petition, words: Catalogue) -> list[Piece]:
    """All that a translation may say. `words` are our own, in the petition's language."""
    text = petition.text
    pieces = [
        Piece("title", "Title", text.title, "signed", is_needed=True, longest=300),
        Piece("target", "To whom", text.target, "signed", hint=AS_THERE, longest=300),
        Piece("statement", "Statement", text.statement, "signed", 5, is_needed=True),
        Piece("consent", "Consent", text.consent, "signed", 3, hint=OURS),
    ]
    pieces += [
        Piece(f"opt_in_{name}", OPT_INS[name], said, "signed", 2, hint=OURS, box=f"has_{name}")
        for name, said in text.opt_ins
    ]
    pieces += [
        Piece(
            "lead_in",
            "Line above the statement",
            petition.lead_in,
            "around",
            hint="Left empty: our own words.",
        ),
        Piece("body", "The reasons", petition.body, "around", 12, hint="Markdown, as in the petition."),
    ]
    if petition.image_url:
        pieces += [Piece("image_alt", "What the picture shows", petition.image_alt, "around", hint=AS_THERE)]
    share = petition.share_text or text.title
    pieces += [Piece("share", "Words for passing it on", share, "around", hint="Left empty: the title.")]
    return pieces + _labels(petition, words)


def shown(petition: Petition, translation: Translation | None) -> Values:
    """A stored translation in the form; or an empty form, which asks for what the petition asks for."""
    if translation is None:
        return {f"has_{name}": "yes" for name, _ in petition.text.opt_ins}
    text = translation.text
    values = {
        "title": text.title,
        "target": text.target,
        "statement": text.statement,
        "consent": text.consent,
        "lead_in": translation.lead_in,
        "body": translation.body,
        "image_alt": translation.image_alt,
        "share": translation.share_text,
    }
    for name, said in text.opt_ins:
        values |= {f"has_{name}": "yes", f"opt_in_{name}": said}
    for words in translation.labels:
        values[f"label_{words.name}"] = words.label
        values |= {f"option_{words.name}_{value}": called for value, called in words.options}
    return values


def typed(form: Form, pieces: list[Piece]) -> Values:
    """What stands in the form, to be shown again."""
    values = {piece.name: form.text(piece.name) for piece in pieces}
    return values | {piece.box: form.text(piece.box) for piece in pieces if piece.box}


def as_file(values: Mapping[str, str], petition: Petition, locale: str) -> str:
    """A translation file, which says what is wrong by key."""

    def said(name: str) -> str:
        return values.get(name, "").strip()

    found: dict[str, Any] = {"translation_of": petition.slug, "locale": locale}
    found |= {
        name: said(name)
        for name in ("title", "target", "lead_in", "statement", "consent", "share")
        if said(name)
    }
    if petition.text.opt_ins:
        asked = [name for name, _ in petition.text.opt_ins if said(f"has_{name}")]
        found["opt_ins"] = {name: said(f"opt_in_{name}") or True for name in asked}
    if said("image_alt"):
        found["image"] = {"alt": said("image_alt")}
    labels: dict[str, Any] = {}
    for field in petition.fields:
        options = {value: said(f"option_{field.name}_{value}") for value, _ in field.options}
        entry = {"label": said(f"label_{field.name}"), "options": {k: v for k, v in options.items() if v}}
        if any(entry.values()):
            labels[name_in_file(field.name)] = {key: value for key, value in entry.items() if value}
    if labels:
        found["labels"] = labels
    return front_matter(found, values.get("body", ""))


def at_fields(problems: dict[str, str]) -> dict[str, str]:
    """An opt-in's words are said by its own field."""
    found = dict(problems)
    words = found.get("opt_ins", "")
    for name in ("partner_updates", "updates"):
        if f"`{name}`" in words:
            found[f"opt_in_{name}"] = words
            del found["opt_ins"]
            break
    return found


def _labels(petition: Petition, words: Catalogue) -> list[Piece]:
    pieces: list[Piece] = []
    for field in petition.fields:
        label = f"label_{field.name}"
        if not field.is_own:
            name = words.text("fields", field.name)
            pieces.append(Piece(label, name, name, "names", longest=LONGEST_LABEL))
            continue
        caption = "Words beside the box" if field.type == "checkbox" else "Question"
        pieces.append(Piece(label, caption, field.label, "questions", longest=LONGEST_LABEL, hint=AS_THERE))
        pieces += [
            Piece(f"option_{field.name}_{value}", "Answer", called, "questions", longest=LONGEST_OPTION)
            for value, called in field.options
        ]
    return pieces
