"""UUIDv7 as 16 bytes: the id of a signature, ordered by the time it was made (RFC 9562, 5.7).

Ordered ids append at the end of the primary key's tree instead of splitting random pages of it.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode


def new_id(at: int) -> bytes:
    """A UUIDv7: 48 bits of `at` (milliseconds), then 74 random bits."""
    tail = int.from_bytes(os.urandom(10), "big")
    tail = tail & ~(0xF << 76) | (0x7 << 76)  # version 7
    tail = tail & ~(0x3 << 62) | (0x2 << 62)  # RFC 9562 variant
    return ((at << 80) | tail).to_bytes(16, "big")


def made_at(id_: bytes) -> int:
    """When the id was made, in milliseconds."""
    return int.from_bytes(id_[:6], "big")


def to_text(id_: bytes) -> str:
    """How an id is shown to people and scripts: 8-4-4-4-12 hexadecimal digits."""
    digits = id_.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def to_url(id_: bytes) -> str:
    """22 characters of base64url, for tokens."""
    return urlsafe_b64encode(id_)[:22].decode("ascii")


def from_url(text: str) -> bytes:
    """The id in 22 characters of base64url. Raises ValueError for anything else."""
    id_ = urlsafe_b64decode(text + "==")
    if len(id_) != 16 or to_url(id_) != text:
        raise ValueError(f"not an id: {text!r}")
    return id_


def first_of(at: int) -> bytes:
    """The smallest id of a millisecond: ids made earlier are below it."""
    return (max(at, 0) << 80).to_bytes(16, "big")
