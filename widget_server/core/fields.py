"""The fields of a petition's form: what may be asked, and what is taken as an answer."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from widget_server.core.countries import COUNTRIES
from widget_server.core.email_address import EmailAddress, parse_email
from widget_server.core.errors import InvalidFields
from widget_server.core.postcodes import written_postcode

FieldType = Literal["text", "email", "country", "textarea", "select", "checkbox"]
FieldError = Literal["required", "too_long", "invalid", "invalid_characters"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `max_length` is in characters, 0 where nothing is typed; `autocomplete` is the token of the HTML
    standard; `label` is what the petition calls it, '' for the catalogue's word.

    The organizer's own fields are named `extra_…` and always have a label; their options are (value, label) each.
    """

    name: str
    type: FieldType
    autocomplete: str
    max_length: int
    required: bool
    label: str = ""
    options: tuple[tuple[str, str], ...] = ()


EXTRA = "extra_"
"""How the names of the organizer's own fields begin, so that none is ever taken for one of ours."""


KNOWN_FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("given_name", "text", "given-name", 100, True),
        Field("family_name", "text", "family-name", 100, True),
        Field("email", "email", "email", 254, True),
        Field("country", "country", "country", 2, False),
        Field("postcode", "text", "postal-code", 20, False),
        Field("comment", "textarea", "off", 1_000, False),
        Field("show_name", "checkbox", "off", 0, False),
    )
}
"""All fields of ours, in the order of the form, with what they are by default."""

DEFAULT_FIELDS = tuple(field for field in KNOWN_FIELDS.values() if field.name != "show_name")
"""What a petition asks that says nothing about it. Names are shown only where the organizer means to show them."""

_LONGEST_LABEL = 100
"""Characters kept of `source` and `ref`: they come from a partner's page or a link, not from the supporter,
who could do nothing about an error."""

_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]"
)
"""Control characters, overrides of writing direction, and what is left of bytes that were not UTF-8."""

_LINK = re.compile(r"://|www\.", re.IGNORECASE)
_NAMES = ("given_name", "family_name")
"""With links in them, they turn our mails into somebody's advertising."""


class SignatureForm(Struct, frozen=True):
    """A form that can be taken: everything is valid, trimmed and in normal form (NFC).

    `extra` has the answers to the organizer's own fields that were given, by the names in the petition's file.
    """

    given_name: str
    family_name: str
    email: EmailAddress
    country: str
    postcode: str
    comment: str
    updates: bool
    partner_updates: bool
    source: str
    ref: str
    is_honeypot_filled: bool
    show_name: bool
    extra: dict[str, str]


def read_form(
    asked: tuple[Field, ...], values: Mapping[str, str], unseen: Collection[str] = ()
) -> SignatureForm:
    """Checks what was typed against what the petition asks; all else in `values` is ignored.

    `unseen` names answers that were filled in for the signer, who may not have been shown them: a postcode is not
    refused for a country among them, as nobody could tell why, or mend it.

    Raises InvalidFields with a code for each field, all fields at once.
    """
    errors: dict[str, str] = {}
    answers: dict[str, str] = {}
    extra: dict[str, str] = {}
    address: EmailAddress | None = None
    for field in asked:
        answer = _tidy(values.get(field.name, ""), field)
        error = _error_in(field, answer)
        if field.type == "email" and error is None and answer:
            try:
                address = parse_email(answer)
            except ValueError:
                error = "invalid"
        if error:
            errors[field.name] = error
        answers[field.name] = answer
        if field.label and answer:
            extra[field.name.removeprefix(EXTRA)] = answer
    if answers.get("postcode") and answers.get("country"):
        _check_postcode(answers, errors, is_refused="country" not in unseen)
    consent = values.get("consent")
    if not is_yes(consent):
        errors["consent"] = "declined" if is_no(consent) else "required"
    if errors or address is None:
        raise InvalidFields(errors or {"email": "required"})
    return SignatureForm(
        given_name=answers.get("given_name", ""),
        family_name=answers.get("family_name", ""),
        email=address,
        country=answers.get("country", ""),
        postcode=answers.get("postcode", ""),
        comment=answers.get("comment", ""),
        updates=is_yes(values.get("updates")),
        partner_updates=is_yes(values.get("partner_updates")),
        source=tidy_label(values.get("source", "")),
        ref=tidy_label(values.get("ref", "")),
        is_honeypot_filled=bool(values.get("website")),
        show_name=bool(answers.get("show_name")),
        extra=extra,
    )


def is_no(value: str | None) -> bool:
    """How a No arrives that somebody chose, unlike a box that is left empty."""
    return value is not None and value.strip().lower() == "no"


def acceptable(field: Field, answer: str) -> str:
    """An answer as the form would take it; '' where it would not. An address is not judged here, but its length is."""
    answer = _tidy(answer, field)
    return "" if _error_in(field, answer) else answer


def is_yes(value: str | None) -> bool:
    """How a ticked box arrives: the value of the widget, of a plain HTML form, or of a script."""
    return value is not None and value.lower() in ("yes", "on", "true", "1")


def _check_postcode(answers: dict[str, str], errors: dict[str, str], is_refused: bool) -> None:
    """Writes the postcode as its country does. A country that is at fault itself has no say."""
    if "postcode" in errors or "country" in errors:
        return
    written = written_postcode(answers["country"], answers["postcode"])
    if written is not None:
        answers["postcode"] = written
    elif is_refused:
        errors["postcode"] = "invalid"


def _tidy(answer: str, field: Field) -> str:
    answer = answer.strip()
    if not answer.isascii():
        answer = unicodedata.normalize("NFC", answer)
    match field.type:
        case "country":
            return answer.upper()
        case "textarea":
            return answer.replace("\r\n", "\n").replace("\t", " ")
        case "checkbox":
            return "yes" if is_yes(answer) else ""
        case _:
            return answer


def _error_in(field: Field, answer: str) -> FieldError | None:
    if not answer:
        return "required" if field.required else None
    if has_control(answer) or ("\n" in answer and field.type != "textarea"):
        return "invalid_characters"
    if field.type == "country":
        return None if answer in COUNTRIES else "invalid"
    if field.type == "select":
        return None if any(answer == value for value, _ in field.options) else "invalid"
    if field.type == "checkbox":
        return None
    if len(answer) > field.max_length:
        return "too_long"
    if field.name in _NAMES and _LINK.search(answer):
        return "invalid"
    return None


def has_control(answer: str) -> bool:
    """Whether there is a character that no line of text has. Most are plain ASCII and need no regular expression."""
    return not (answer.isascii() and answer.isprintable()) and bool(_CONTROL.search(answer))


def tidy_label(text: str) -> str:
    """What is kept of a `source` or `ref`."""
    return _CONTROL.sub("", text).replace("\n", "").strip()[:_LONGEST_LABEL]
