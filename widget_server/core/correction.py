"""Putting right what a signature says about its person, whoever asks for it."""

from collections.abc import Mapping

from msgspec.structs import replace

from widget_server.core.fields import EXTRA, Field, SignatureForm, read_form
from widget_server.core.sealing import PersonalData

PERSONAL = ("given_name", "family_name", "postcode", "comment")
"""What may be corrected. The address stays: it is what was confirmed."""


def changed_names(before: PersonalData, after: PersonalData) -> tuple[str, ...]:
    """The names of the fields that differ, by themselves: what they said and say is nobody's business."""
    own = [name for name in PERSONAL if getattr(before, name) != getattr(after, name)]
    asked = sorted(before.extra.keys() | after.extra.keys())
    return (*own, *(EXTRA + name for name in asked if before.extra.get(name) != after.extra.get(name)))


def corrected(
    asked: tuple[Field, ...], person: PersonalData, typed: Mapping[str, str]
) -> tuple[PersonalData, SignatureForm]:
    """What is to be sealed, and the form as it was taken, by the rules of the form itself.

    What the petition does not ask any more stays as it was; what it asks and `typed` leaves out is emptied, as boxes
    that are not ticked send nothing. Raises InvalidFields.
    """
    form = read_form(asked, dict(typed) | {"email": person.email, "consent": "yes"})
    names = {field.name for field in asked}
    changes = {name: getattr(form, name) for name in PERSONAL if name in names}
    kept = {name: answer for name, answer in person.extra.items() if EXTRA + name not in names}
    return replace(person, **changes, extra=kept | form.extra), form
