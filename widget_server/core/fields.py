"""The fields of a petition's form: what may be asked, and what is taken as an answer."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from widget_server.core.countries import COUNTRIES
from widget_server.core.email_address import EmailAddress, parse_email
from widget_server.core.errors import InvalidFields

FieldType = Literal["text", "email", "country", "textarea"]
FieldError = Literal["required", "too_long", "invalid", "invalid_characters"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `max_length` is in characters; `autocomplete` is the token of the HTML standard.

    `label` is what the petition calls it; '' for the catalogue's word.
    """

    name: str
    type: FieldType
    autocomplete: str
    max_length: int
    required: bool
    label: str = ""


KNOWN_FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("given_name", "text", "given-name", 100, True),
        Field("family_name", "text", "family-name", 100, True),
        Field("email", "email", "email", 254, True),
        Field("country", "country", "country", 2, False),
        Field("postcode", "text", "postal-code", 20, False),
        Field("comment", "textarea", "off", 1_000, False),
    )
}
"""All fields that there are, in the order of the form, with what they are by default."""

_LONGEST_LABEL = 100
"""Characters kept of `source` and `ref`: they come from a partner's page or a link, not from the supporter,
who could do nothing about an error."""

_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]"
)
"""Control characters, overrides of writing direction, and what is left of bytes that were not UTF-8."""

_LINK = re.compile(r"://|www\.", re.IGNORECASE)
"""Names with links turn our mails into somebody's advertising."""


class SignatureForm(Struct, frozen=True):
    """A form that can be taken: everything is valid, trimmed and in normal form (NFC)."""

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


def read_form(asked: tuple[Field, ...], values: Mapping[str, str]) -> SignatureForm:
    """Checks what was typed against what the petition asks; all else in `values` is ignored.

    Raises InvalidFields with a code for each field, all fields at once.
    """
    errors: dict[str, str] = {}
    answers: dict[str, str] = {}
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
    if not is_yes(values.get("consent")):
        errors["consent"] = "required"
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
        source=_label(values.get("source", "")),
        ref=_label(values.get("ref", "")),
        is_honeypot_filled=bool(values.get("website")),
    )


def is_yes(value: str | None) -> bool:
    """How a ticked box arrives: the value of the widget, of a plain HTML form, or of a script."""
    return value is not None and value.lower() in ("yes", "on", "true", "1")


def _tidy(answer: str, field: Field) -> str:
    answer = answer.strip()
    if not answer.isascii():
        answer = unicodedata.normalize("NFC", answer)
    if field.type == "textarea":
        answer = answer.replace("\r\n", "\n").replace("\t", " ")
    return answer.upper() if field.type == "country" else answer


def _error_in(field: Field, answer: str) -> FieldError | None:
    if not answer:
        return "required" if field.required else None
    if _has_control(answer) or ("\n" in answer and field.type != "textarea"):
        return "invalid_characters"
    if field.type == "country":
        return None if answer in COUNTRIES else "invalid"
    if len(answer) > field.max_length:
        return "too_long"
    if field.name.endswith("_name") and _LINK.search(answer):
        return "invalid"
    return None


def _has_control(answer: str) -> bool:
    """Most answers are plain ASCII, and need no regular expression."""
    return not (answer.isascii() and answer.isprintable()) and bool(_CONTROL.search(answer))


def _label(text: str) -> str:
    return _CONTROL.sub("", text).replace("\n", "").strip()[:_LONGEST_LABEL]
