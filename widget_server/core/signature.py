"""A signature's life: pending, confirmed, withdrawn or invalidated; and the rules between them."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from widget_server.core.totals import NameOf

State = Literal["pending", "confirmed", "withdrawn", "invalidated"]
MailKind = Literal["confirm", "already_signed", "thanks"]

MOST_MAILS = 5
"""Mails that ever go to one address for one petition, whoever asks for them."""

TRACES_KEPT_DAYS = 30
"""Hashes of networks and mail domains go after so many days, with all that could be told by them."""

UNCONFIRMED_KEPT_DAYS = 30
"""As long as the link in the mail works; then the personal data of an unconfirmed signature goes."""


class Trace(Struct, frozen=True):
    """What signatures from one place have in common, as keyed hashes: kept for TRACES_KEPT_DAYS, for suspicion alone.

    `network` is that of one day, so that nobody can be followed from day to day; None where none is known.
    """

    network: bytes | None
    mail_domain: bytes


class NewSignature(Struct, frozen=True, kw_only=True):
    """A signature to be stored. `sealed` and `signer_key` are made by the petition's vault.

    `by_link`: it comes by a personal link, which stands for the confirmation that the petition asks for.
    `was_withdrawn`: its mailbox has taken back an earlier one. `is_thanked`: its petition thanks by mail.
    """

    id: bytes
    petition_id: int
    partner_id: int
    text_id: int
    signer_key: bytes
    sealed: bytes
    created_at: int
    country: str = ""
    locale: str = "en"
    source: str = ""
    ref: str = ""
    updates: bool = False
    partner_updates: bool = False
    show_name: bool = False
    quarantined: str | None = None
    is_sample: bool = False
    needs_confirmation: bool = True
    by_link: bool = False
    was_withdrawn: bool = False
    is_thanked: bool = True
    trace: Trace | None = None

    @property
    def first_state(self) -> State:
        """Confirmed at once only where nothing is to be confirmed by mail and nothing is suspect."""
        return "pending" if self.needs_confirmation or self.quarantined else "confirmed"

    @property
    def first_mail(self) -> MailKind | None:
        """A quarantined signature gets no mail: a bot must not make us write to strangers. Nor does a sample.

        One that counts at once, such as by a personal link, is thanked for at once, so that the owner of the address
        hears of it, unless the petition thanks nobody by mail. One that does not count yet is never thanked for,
        however it came.
        """
        if self.quarantined or self.is_sample:
            return None
        if self.first_state == "pending":
            return "confirm"
        return "thanks" if self.is_thanked else None


class StoredSignature(Struct, frozen=True):
    """What is known of a signature without opening its seal. `asked_by`: the last form that made us write again;
    `replaced_by`: the signature that its mailbox made in its place while it was pending.
    """

    id: bytes
    petition_id: int
    state: State
    signer_key: bytes | None
    mails: int
    partner_id: int = 0
    country: str = ""
    asked_by: bytes | None = None
    source: str = ""
    ref: str = ""
    replaced_by: bytes | None = None
    was_withdrawn: bool = False
    text_id: int = 0
    locale: str = ""
    updates: bool = False
    partner_updates: bool = False
    show_name: bool = False


class SignatureFacts(Struct, frozen=True, kw_only=True):
    """All that is stored of a signature, for its owner's questions; `sealed` None once erased."""

    id: bytes
    state: State
    created_at: int
    confirmed_at: int | None
    partner_id: int
    country: str
    locale: str
    source: str
    updates: bool
    partner_updates: bool
    show_name: bool
    mails: int
    quarantined: str | None
    sealed: bytes | None


def labels_of(signature: NewSignature | StoredSignature) -> list[NameOf]:
    """What its counts are filed under besides hour, partner and country."""
    named: tuple[NameOf, ...] = (
        ("source", signature.source),
        ("ref", signature.ref),
        ("locale", signature.locale),
        ("opt_in", "updates" if signature.updates else ""),
        ("opt_in", "partner_updates" if signature.partner_updates else ""),
    )
    return [one for one in named if one[1]]


Decision = Literal[
    "insert", "replayed", "token_reused", "mail_confirm", "mail_already_signed", "nothing", "replace"
]


def decide(
    new: NewSignature, same_id: StoredSignature | None, same_signer: StoredSignature | None
) -> Decision:
    """What a submission comes to, given what is stored under its id and for its mailbox.

    - the id is there: the same mailbox is a retry or double click; another one is a token used twice
    - the id has asked for a mail to a mailbox that had signed: the same again is a retry, too
    - the mailbox has signed: its owner gets the truth by mail, as often as MOST_MAILS allows
    - the mailbox has withdrawn, or something suspect holds it: it may sign again; mails already sent still count
    - a personal link confirms: what waits, which anybody may have sent in, gives way to what its owner says now; and
      who has confirmed already need not be told
    """
    if same_id is not None:
        is_retry = same_id.signer_key is None or same_id.signer_key == new.signer_key
        return "replayed" if is_retry else "token_reused"
    if same_signer is None:
        return "insert"
    if same_signer.asked_by == new.id:
        return "replayed"
    if same_signer.state == "withdrawn":
        return "replace"
    if same_signer.state == "invalidated" or new.quarantined:
        return "nothing"
    if same_signer.state == "pending" and not taking_place(new, same_signer).needs_confirmation:
        # Suspect, or sent in by anybody: it must not stand in the way of its owner's own.
        return "replace"
    if same_signer.state == "confirmed" and new.by_link:
        return "nothing"
    if same_signer.mails >= MOST_MAILS:
        return "nothing"
    return "mail_already_signed" if same_signer.state == "confirmed" else "mail_confirm"


def taking_place(new: NewSignature, old: StoredSignature) -> NewSignature:
    """A signature as it takes the place of an older one of its mailbox.

    Where that was withdrawn, or one before it, the link alone proves nothing any more, since somebody else may have
    it: the signature is confirmed by mail.
    """
    if old.state != "withdrawn" and not old.was_withdrawn:
        return new
    return replace(new, was_withdrawn=True, needs_confirmation=new.needs_confirmation or new.by_link)
