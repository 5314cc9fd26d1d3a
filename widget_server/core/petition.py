"""A petition, the text that people sign, and whether it takes signatures at a given time."""

from dataclasses import dataclass
from typing import Literal

from widget_server.core.clock import DAY
from widget_server.core.fields import Field
from widget_server.core.goals import goal_for

Stored = Literal["draft", "open", "closed"]
Confirmation = Literal["email", "none"]
Embedding = Literal["listed", "anyone"]
ConsentStyle = Literal["checkbox", "choice"]
"""A box to tick, or a choice of yes and no."""


@dataclass(frozen=True, slots=True)
class PetitionText:
    """What supporters see and sign. Immutable once stored: an edit makes another one with another id.

    `sha256` (hexadecimal) is over title, target, statement and all wordings, so a text can be named by its hash.
    """

    id: int
    locale: str
    title: str
    target: str
    statement: str
    consent: str
    opt_ins: tuple[tuple[str, str], ...]
    legal: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Petition:
    """`opens_at`, `closes_at` in milliseconds; `fixed_goal` None means the ladder decides alone. `thanks_mail`: whether
    its supporters are thanked by mail once their signature counts.

    `text` and what stands around it are in `locale`: the petition's own language, or, in what a translation makes of
    it (core/translation.py), that one's.
    """

    id: int
    slug: str
    text: PetitionText
    lead_in: str
    body: str
    fields: tuple[Field, ...]
    state: Stored
    locale: str
    image_url: str | None = None
    image_alt: str = ""
    share_text: str = ""
    fixed_goal: int | None = None
    confirmation: Confirmation = "email"
    embedding: Embedding = "listed"
    consent_style: ConsentStyle = "checkbox"
    thanks_mail: bool = True
    opens_at: int | None = None
    closes_at: int | None = None
    retention_days: int = 180
    created_at: int = 0
    closed_at: int | None = None
    updated_at: int = 0

    def status(self, now: int) -> Stored:
        """draft until it is opened and its opening time has come; closed when closed or past its time."""
        if self.state == "closed" or (self.closes_at is not None and now >= self.closes_at):
            return "closed" if self.state != "draft" else "draft"
        if self.state == "draft" or (self.opens_at is not None and now < self.opens_at):
            return "draft"
        return "open"

    def retention_ended(self, now: int) -> bool:
        """Whether a closed petition's personal data is due to go.

        It counts from `closed_at`, when the petition was found closed, not from `closes_at`: a slip in a date
        must not erase anything.
        """
        if self.closed_at is None or self.status(now) != "closed":
            return False
        return now >= self.closed_at + self.retention_days * DAY

    def goal(self, confirmed: int) -> int:
        """The goal to show beside a total."""
        return goal_for(confirmed, self.fixed_goal)
