"""A mail as the demo's mailbox shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShownMail:
    """`text` and `html` are the mail's two parts, '' where one is missing."""

    id: int
    to: str
    sender: str
    subject: str
    sent_at: datetime
    text: str
    html: str
