"""A mail that waits to be sent."""

from dataclasses import dataclass

from widget_server.core.signature import MailKind


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """About this signature, the `number`th to its address; `attempts` so far, the one under way included."""

    petition_id: int
    signature_id: bytes
    number: int
    kind: MailKind
    attempts: int = 0
