"""Signatures as the storage and the writer take them, past the form."""

import hashlib
from typing import Any

from widget_server.core import clock, ids
from widget_server.core.campaign import LivePetition
from widget_server.core.email_address import parse_email
from widget_server.core.sealing import PersonalData
from widget_server.core.signature import NewSignature

NOON = 1_800_014_400_000
"""2027-01-15T12:00:00Z: when things happen that have a time of their own."""


def new_signature(email: str, petition_id: int = 1, *, at: int = NOON, **changes: Any) -> NewSignature:
    """A signature of a mailbox whose seal nobody will open. `changes` name the fields of NewSignature."""
    values: dict[str, Any] = {
        "id": ids.new_id(at),
        "petition_id": petition_id,
        "partner_id": 0,
        "text_id": 1,
        "signer_key": signer_key(email),
        "sealed": b"sealed: " + hashlib.sha256(email.encode()).digest(),
        "created_at": at,
        "country": "GB",
    }
    return NewSignature(**(values | changes))


def signer_key(email: str) -> bytes:
    """A key for each mailbox of `new_signature`."""
    return hashlib.sha256(email.encode()).digest()[:16]


def sealed_signature(
    live: LivePetition, email: str, *, given_name: str = "Ada", **changes: Any
) -> NewSignature:
    """A signature sealed with the petition's own key, as the form makes it."""
    assert live.vault is not None
    at = int(changes.pop("at", clock.now()))
    id_ = bytes(changes.pop("id", ids.new_id(at)))
    person = PersonalData(given_name=given_name, family_name="Lovelace", email=email)
    return new_signature(
        email,
        live.petition.id,
        at=at,
        id=id_,
        text_id=live.petition.text.id,
        signer_key=live.vault.signer_key(parse_email(email).canonical),
        sealed=live.vault.seal(person, id_),
        **changes,
    )
