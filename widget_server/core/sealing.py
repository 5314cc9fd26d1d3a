"""Personal data is stored sealed: a stolen database shows no person.

DATA_KEY (of the installation) wraps a random data key for each petition; that key seals the petition's
personal data and makes its signer keys. Dropping a petition's wrapped key makes all of it unreadable at once.
AES-256-GCM throughout, from `cryptography`.
"""

import os
import re
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from widget_server.core.keyed_hash import KeyedHash

NONCE_BYTES = 12
"""Random 96-bit nonces: safe for 2^32 seals under one key (NIST SP 800-38D, 8.3), and each petition has its own."""

SIGNER_KEY_BYTES = 16
"""128 bits of the HMAC: a chance collision among 10^9 signatures has odds of 1 in 10^21."""


TRACE_BYTES = 16

REFERRAL_CODE_LENGTH = 10
"""Characters of five bits: among 10^6 signatures of a petition, two share a code with odds of 1 in 2,000."""
REFERRAL_CODE = re.compile(f"[a-z2-7]{{{REFERRAL_CODE_LENGTH}}}")
"""What PetitionVault.referral_code makes. Other names that a link may carry are the campaign's own business."""

_LETTERS = b"abcdefghijklmnopqrstuvwxyz234567" * 8
"""For each byte the letter of its last five bits."""


class SealBroken(Exception):
    """Sealed data does not open: another DATA_KEY sealed it, or somebody changed it."""


class PersonalData(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a signature says about a person. Never stored or logged in the clear.

    `extra` has the answers to the organizer's own fields, by the names in the petition's file. It is sealed as JSON
    in which what is empty is left out, so that seals of versions without it open, too. Python's garbage collector need
    not look at it: it can be part of no cycle.
    """

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    postcode: str = ""
    comment: str = ""
    extra: dict[str, str] = {}


class PetitionVault:
    """Seals and opens the personal data of one petition."""

    def __init__(self, petition_id: int, data_key: bytes) -> None:
        self._petition = petition_id.to_bytes(8, "big")
        self._cipher = AESGCM(_derive(data_key, b"seal"))
        self._link_cipher = AESGCM(_derive(data_key, b"personal-link"))
        self._signer_hash = KeyedHash(_derive(data_key, b"signer-key"))
        self._referral_hash = KeyedHash(_derive(data_key, b"referral"))
        self._trace_hash = KeyedHash(_derive(data_key, b"trace"))

    def seal(self, data: PersonalData, signature_id: bytes) -> bytes:
        """nonce (12 bytes) + ciphertext + tag (16); bound to its signature, so rows can't be swapped."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, _encoder.encode(data), self._petition + signature_id)

    def open(self, sealed: bytes, signature_id: bytes) -> PersonalData:
        """Raises SealBroken."""
        return self.open_all([sealed], [signature_id])[0]

    def open_all(self, sealed: Sequence[bytes], signature_ids: Sequence[bytes]) -> list[PersonalData]:
        """The same for very many, whose JSON is read in one go: a quarter of the time is saved. Raises SealBroken."""
        decrypt, petition = self._cipher.decrypt, self._petition
        try:
            plain = [
                decrypt(one[:NONCE_BYTES], one[NONCE_BYTES:], petition + signature_id)
                for one, signature_id in zip(sealed, signature_ids, strict=True)
            ]
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise SealBroken("personal data does not open with this DATA_KEY") from error
        return _decoder.decode(b"[" + b",".join(plain) + b"]")

    def seal_link(self, plain: bytes) -> bytes:
        """The same for what a personal link carries (core/personal_link.py): under a key of its own, and bound to its
        purpose, so that neither passes for the other.
        """
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._link_cipher.encrypt(nonce, plain, self._petition + b"personal-link")

    def open_link(self, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        try:
            return self._link_cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._petition + b"personal-link"
            )
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise SealBroken("a personal link does not open for this petition") from error

    def signer_key(self, canonical_email: str) -> bytes:
        """16 bytes that are the same for one mailbox in one petition, and say nothing without the key."""
        return self._signer_hash(self._petition + canonical_email.encode())[:SIGNER_KEY_BYTES]

    def trace(self, of: str) -> bytes:
        """16 bytes by which signatures that have something in common are found, such as their network on one day."""
        return self._trace_hash(self._petition + of.encode())[:TRACE_BYTES]

    def referral_code(self, signature_id: bytes) -> str:
        """What links say that the signer passes on: ten small letters and digits (2 to 7), such as 'k3vq7mzc2d'.

        It doesn't tell the signature. It is made with the petition's key, not with one that signs tokens: those
        are replaced, and a link that was passed on is followed for years. No sign in it, so that no program
        takes it for emphasis or for the end of the address.
        """
        digest = self._referral_hash(self._petition + signature_id)
        return digest[:REFERRAL_CODE_LENGTH].translate(_LETTERS).decode("ascii")


class MasterKey:
    """The installation's DATA_KEY: makes, wraps and unwraps the petitions' data keys."""

    def __init__(self, data_key: str) -> None:
        self._cipher = AESGCM(_derive(data_key.encode(), b"wrap"))

    def new_wrapped_key(self, slug: str) -> bytes:
        """A fresh data key for the petition, wrapped, to be stored with it."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, os.urandom(32), slug.encode())

    def vault(self, petition_id: int, slug: str, wrapped_key: bytes) -> PetitionVault:
        """Raises SealBroken where another DATA_KEY wrapped the petition's key."""
        try:
            key = self._cipher.decrypt(wrapped_key[:NONCE_BYTES], wrapped_key[NONCE_BYTES:], slug.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise SealBroken(f"the data of petition {slug!r} does not open with this DATA_KEY") from error
        return PetitionVault(petition_id, key)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[PersonalData])


def _derive(secret: bytes, purpose: bytes) -> bytes:
    """A key for each purpose out of one secret (RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"petition-widget " + purpose).derive(secret)
