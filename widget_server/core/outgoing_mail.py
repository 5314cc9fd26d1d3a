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


@dataclass(frozen=True, slots=True)
class TroubledMail:
    """A mail that waits or was given up. Times in milliseconds; `error` is the mail server's words, '' where it was not
    tried yet.
    """

    mail: OutgoingMail
    created_at: int
    next_attempt_at: int
    error: str
