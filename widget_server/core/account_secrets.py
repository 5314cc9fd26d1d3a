"""What accounts of organizers keep secret: sealed or hashed, by keys derived from DATA_KEY, so that a stolen
database opens no account.
"""

import hashlib
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from widget_server.core.keyed_hash import KeyedHash
from widget_server.core.sealing import NONCE_BYTES, SealBroken


class AccountSecrets:
    """Seals second factors and unfinished steps, and hashes recovery codes."""

    def __init__(self, data_key: str) -> None:
        self._cipher = AESGCM(_derive(data_key, b"accounts"))
        self._hash = KeyedHash(_derive(data_key, b"recovery codes"))

    def seal(self, purpose: str, organizer_id: int, plain: bytes) -> bytes:
        """Opens again for this purpose and organizer alone."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, _bound(purpose, organizer_id))

    def open(self, purpose: str, organizer_id: int, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        try:
            return self._cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(purpose, organizer_id)
            )
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise SealBroken("an account's secret does not open with this DATA_KEY") from error

    def code_hash(self, organizer_id: int, code: str) -> bytes:
        """Of a recovery code, however it is typed."""
        plain = "".join(character for character in code.lower() if character.isalnum())
        return self._hash(f"{organizer_id} {plain}".encode())


def new_token() -> str:
    """256 bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database keeps of a token: nobody comes back from it to the token, which has 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def _bound(purpose: str, organizer_id: int) -> bytes:
    return f"{purpose} {organizer_id}".encode()


def _derive(data_key: str, purpose: bytes) -> bytes:
    """RFC 5869."""
    return HKDF(SHA256(), 32, salt=None, info=b"petition-widget " + purpose).derive(data_key.encode())
