"""HMAC-SHA256 under a key that is used again and again."""

import hmac


class KeyedHash:
    """What depends on the key alone is computed once. A fresh HMAC also has OpenSSL look up its algorithm: half a
    microsecond in a loop, but 20 us for the three hashes of a signature in a service that does other things between.
    """

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")

    def __call__(self, message: bytes) -> bytes:
        """32 bytes."""
        one = self._keyed.copy()
        one.update(message)
        return one.digest()
