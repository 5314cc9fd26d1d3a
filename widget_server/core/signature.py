"""A signature's life: pending, confirmed, withdrawn or invalidated; and the rules between them."""

from typing import Literal

from msgspec import Struct

State = Literal["pending", "confirmed", "withdrawn", "invalidated"]
MailKind = Literal["confirm", "already_signed"]

MOST_MAILS = 5
"""Mails that ever go to one address for one petition, whoever asks for them."""

UNCONFIRMED_KEPT_DAYS = 30
"""As long as the link in the mail works; then the personal data of an unconfirmed signature goes."""


class NewSignature(Struct, frozen=True, kw_only=True):
    """A signature to be stored. `sealed` and `signer_key` are made by the petition's vault."""

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
    quarantined: str | None = None
    is_sample: bool = False
    needs_confirmation: bool = True

    @property
    def first_state(self) -> State:
        """Confirmed at once only where the petition asks for no confirmation and nothing is suspect."""
        return "pending" if self.needs_confirmation or self.quarantined else "confirmed"

    @property
    def first_mail(self) -> MailKind | None:
        """A quarantined signature gets no mail: a bot must not make us write to strangers. Nor does a sample."""
        is_real = not self.quarantined and not self.is_sample
        return "confirm" if self.needs_confirmation and is_real else None


class StoredSignature(Struct, frozen=True):
    """What is known of a signature without opening its seal. `asked_by`: the last form that made us write again."""

    id: bytes
    petition_id: int
    state: State
    signer_key: bytes | None
    mails: int
    partner_id: int = 0
    country: str = ""
    asked_by: bytes | None = None
    text_id: int = 0
    locale: str = ""


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
    if same_signer.state == "pending" and not new.needs_confirmation:
        # Only a suspect one is pending then, and must not stand in the way of its owner's own.
        return "replace"
    if same_signer.mails >= MOST_MAILS:
        return "nothing"
    return "mail_already_signed" if same_signer.state == "confirmed" else "mail_confirm"
