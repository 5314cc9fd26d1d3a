"""What can be asked of the signature writer, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from widget_server.core.organizer import Actor
from widget_server.core.outgoing_mail import OutgoingMail
from widget_server.core.signature import Decision, NewSignature, State


@dataclass(frozen=True, slots=True)
class Submit:
    """Store this signature, count it, and mail its signer."""

    signature: NewSignature


@dataclass(frozen=True, slots=True)
class Confirm:
    """The owner of the address has confirmed. `is_thanked`: the petition thanks by mail."""

    petition_id: int
    signature_id: bytes
    is_thanked: bool = True


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the signature back and drop its personal data; `reason` is kept, such as 'not_me'. `actor` is the organizer
    who does it for somebody, for the log. `is_erased`: even the keyed hash of the mailbox goes.
    """

    petition_id: int
    signature_id: bytes
    reason: str
    actor: Actor | None = None
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Resend:
    """Mail its signer again, as often as mails may go to one address, because an organizer was asked to."""

    petition_id: int
    signature_id: bytes
    actor: Actor


@dataclass(frozen=True, slots=True)
class Correct:
    """Put right what a signature says: `sealed` anew, and what its counts are filed under. `sealed_names` are the
    fields under the seal that say something else now, for the log of who did it. `seen` is the seal that it corrects:
    with another one there by then, nothing is changed.
    """

    petition_id: int
    signature_id: bytes
    sealed: bytes
    country: str
    updates: bool
    partner_updates: bool
    show_name: bool
    actor: Actor | None = None
    sealed_names: tuple[str, ...] = ()
    seen: bytes | None = None


@dataclass(frozen=True, slots=True)
class Invalidate:
    """Take out those of these signatures that count or wait, for an invalidation that is being applied."""

    petition_id: int
    invalidation_id: int
    signature_ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Restore:
    """Put those of these signatures back that an invalidation, which is being undone, has taken out. What its owner
    has withdrawn since stays withdrawn.
    """

    petition_id: int
    invalidation_id: int
    signature_ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class LeaseMails:
    """Take up to `most` due mails, for `owner` alone to send before `until`."""

    owner: str
    until: int
    most: int


@dataclass(frozen=True, slots=True)
class NoteSent:
    """The mail server has taken this mail, which `owner` holds the lease of."""

    mail: OutgoingMail
    owner: str


@dataclass(frozen=True, slots=True)
class CountBegun:
    """Forms that people began to fill in: numbers by petition, partner and day; and on which pages' origins they were
    seen, by petition and partner, with the time of the newest.
    """

    begun: Mapping[tuple[int, int, int], int]
    seen: Mapping[tuple[int, int, str], int]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission. Callers outside get the same answer for nearly all of them."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class Changed:
    """The state a signature is in now; None where there is no such signature."""

    state: State | None
    has_changed: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """False where there is no such signature, or its data is erased."""

    has_changed: bool


@dataclass(frozen=True, slots=True)
class Leased:
    """Mails to send."""

    mails: tuple[OutgoingMail, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """It is written down."""


Command = (
    Submit | Confirm | Withdraw | Resend | Correct | Invalidate | Restore | LeaseMails | NoteSent | CountBegun
)
Result = Submitted | Changed | Corrected | Leased | Noted
