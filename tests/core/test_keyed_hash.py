"""HMAC-SHA256 by the test vectors of RFC 4231."""

import pytest

from widget_server.core.keyed_hash import KeyedHash


@pytest.mark.parametrize(
    "key, message, digest",
    [
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            b"\xaa" * 131,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ],
)  # fmt: skip
def test_vectors(key: bytes, message: bytes, digest: str) -> None:
    keyed = KeyedHash(key)
    assert [keyed(message).hex() for _ in range(2)] == [digest, digest]
