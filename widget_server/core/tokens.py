"""Signed tokens: the form's, and those in mails. A salt for each purpose, so none passes for another.

Signing keys go newest first in the settings; all are accepted, the newest signs.
"""

import re
from collections.abc import Sequence
from typing import Literal

from itsdangerous import BadSignature, Signer
from itsdangerous.signer import SigningAlgorithm
from msgspec import Struct

from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.errors import TokenExpired, TokenInvalid
from widget_server.core.keyed_hash import KeyedHash

FORM_LIFETIME = 1 * DAY
MAIL_LIFETIME = {"confirm": 30 * DAY, "not-me": 365 * DAY, "mine": 365 * DAY}

MailPurpose = Literal["confirm", "not-me", "mine"]


class FormToken(Struct, frozen=True):
    """What a form may do: make the one signature `signature_id`, of this text, from this page.

    The id is a UUIDv7, so it also says when the token was made. `partner_id` 0 is the service's own page.
    """

    signature_id: bytes
    petition_id: int
    text_id: int
    partner_id: int
    origin: str
    is_sample: bool = False

    @property
    def made_at(self) -> int:
        """Milliseconds."""
        return ids.made_at(self.signature_id)


class MailToken(Struct, frozen=True):
    """What a link in a mail may do, to one signature, until it expires."""

    signature_id: bytes
    petition_id: int
    made_at: int


class Tokens:
    """Makes and reads all tokens of one installation."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        oldest_first = list(reversed(secret_keys))
        self._form = _signer(oldest_first, "form")
        self._mail: dict[MailPurpose, Signer] = {
            "confirm": _signer(oldest_first, "confirm"),
            "not-me": _signer(oldest_first, "not-me"),
            "mine": _signer(oldest_first, "mine"),
        }

    def form_token(self, token: FormToken) -> str:
        """'id.petition.text.partner.sample.origin.signature'; the origin is last because it has dots."""
        value = (
            f"{ids.to_url(token.signature_id)}.{token.petition_id}.{token.text_id}.{token.partner_id}"
            f".{int(token.is_sample)}.{token.origin}"
        )
        return self._form.sign(value).decode("ascii")

    def read_form_token(self, text: str, now: int) -> FormToken:
        """Raises TokenInvalid, TokenExpired."""
        parts = _unsigned(self._form, text).split(".", 5)
        signature_id = ids.from_url(parts[0])
        token = FormToken(
            signature_id, int(parts[1]), int(parts[2]), int(parts[3]), parts[5], parts[4] == "1"
        )
        if now - token.made_at > FORM_LIFETIME:
            raise TokenExpired(token.made_at, token.petition_id)
        return token

    def mail_token(self, purpose: MailPurpose, token: MailToken) -> str:
        """'id.petition.made_at.signature'."""
        value = f"{ids.to_url(token.signature_id)}.{token.petition_id}.{token.made_at}"
        return self._mail[purpose].sign(value).decode("ascii")

    def read_mail_token(self, purpose: MailPurpose, text: str, now: int) -> MailToken:
        """Raises TokenInvalid, TokenExpired."""
        signature_id, petition_id, made_at = _unsigned(self._mail[purpose], text).split(".")
        token = MailToken(ids.from_url(signature_id), int(petition_id), int(made_at))
        if now - token.made_at > MAIL_LIFETIME[purpose]:
            raise TokenExpired(token.made_at, token.petition_id)
        return token


class _HmacSha256(SigningAlgorithm):
    """As itsdangerous' own, by hashes that are ready for their key."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._hashes = {key: KeyedHash(key) for key in keys}

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """32 bytes."""
        return self._hashes[key](value)


def _signer(oldest_first: list[str], purpose: str) -> Signer:
    """Keys are derived here, once; left to the library, that happens anew for every token."""
    salt = f"petition.{purpose}".encode()
    keys = [KeyedHash(key.encode())(salt) for key in oldest_first]
    return Signer(keys, key_derivation="none", algorithm=_HmacSha256(keys))


_WRITTEN_BY_US = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
"""32 bytes in base64url leave two bits of the last character unused, which we leave 0: the same bytes have other
spellings, and those are no tokens."""


def _unsigned(signer: Signer, text: str) -> str:
    """What was signed. It is ours, so it can be taken apart without further doubt. Raises TokenInvalid."""
    if not _WRITTEN_BY_US.fullmatch(text.rpartition(".")[2]):
        raise TokenInvalid
    try:
        return signer.unsign(text).decode("ascii")
    except (BadSignature, UnicodeError) as error:
        raise TokenInvalid from error
