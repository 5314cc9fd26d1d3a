"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and codes for when the phone is lost."""

import re
import secrets

import pyotp

from widget_server.core.clock import SECOND

STEP = 30 * SECOND
CODE = re.compile(r"\d{6}")
NEIGHBOURS = (0, -1, 1)
"""Steps whose codes are taken: phones' clocks are off by some seconds (RFC 6238, 5.2)."""

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken for something else on paper: i, l, o, 0, 1."""


def new_secret() -> str:
    """160 bits in base32, as apps take it."""
    return pyotp.random_base32()


def app_uri(secret: str, email: str, service: str) -> str:
    """What the QR code says: 'otpauth://totp/…'."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=service)


def matching_step(secret: str, typed: str, now: int, used_step: int) -> int | None:
    """The step of the code that was typed; None where it is wrong, too old, or was used already."""
    code = re.sub(r"\s", "", typed)
    if not CODE.fullmatch(code):
        return None
    totp = pyotp.TOTP(secret)
    for neighbour in NEIGHBOURS:
        step = now // STEP + neighbour
        if step > used_step and secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes such as 'k3vq7-mzc2d': 49 bits each."""
    return ["-".join(_letters(5) for _ in range(2)) for _ in range(RECOVERY_CODES)]


def looks_like_recovery_code(typed: str) -> bool:
    """Rather than an app's six digits."""
    return len([character for character in typed if character.isalnum()]) == 10


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
