"""Which passwords are taken, and how they are kept.

Length and guessability decide, not kinds of characters (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5.0.0, 6.2).
"""

from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 200
JUDGED = 72
"""Characters that are looked at for what is common in them; the time that takes grows with their square."""
LEAST_SCORE = 3
"""zxcvbn's "safely unguessable": more than 10^8 guesses."""

_hasher = PasswordHasher()
"""argon2id as RFC 9106's second recommendation: 64 MiB, three passes; about 50 ms, in a thread (see actions)."""

_UNKNOWN = _hasher.hash("nobody's password")


def password_problem(password: str, known: Sequence[str] = ()) -> str | None:
    """What is wrong with a new password; `known` are words that others may guess, such as its owner's e-mail."""
    if len(password) < SHORTEST:
        return f"Take at least {SHORTEST} characters. Four or five words that don't belong together are easy to keep."
    if len(password) > LONGEST:
        return f"Take at most {LONGEST} characters."
    judged = zxcvbn(password[:JUDGED], user_inputs=[*known, "petition"])
    if judged["score"] < LEAST_SCORE:
        return (
            "This one is among the first that somebody would try. "
            "Take four or five words that don't belong together, or let your browser make one."
        )
    return None


def hash_password(password: str) -> str:
    """Slow on purpose; not for the event loop."""
    return _hasher.hash(password)


def is_right_password(hashed: str | None, password: str) -> bool:
    """Takes as long where there is no account, or one without a password, as where there is. Slow on purpose."""
    try:
        _hasher.verify(hashed or _UNKNOWN, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None
