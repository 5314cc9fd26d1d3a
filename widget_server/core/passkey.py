"""Passkeys (WebAuthn, by the `webauthn` library): asking a browser for one, and judging its answer.

A step has two halves: the options that the page hands to the browser, with a challenge that is kept with the session,
and the browser's answer, which comes back as JSON in a field of a form.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from widget_server.core.clock import MINUTE

CHALLENGE_BYTES = 32
LONGEST_ANSWER = 20_000
"""Characters; an answer has about 1,000."""
TIME_TO_ANSWER = 5 * MINUTE
"""The browser's dialog stays this long: time to fetch a phone or a key (WebAuthn 3, 15.1)."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """`public_key` as COSE; `sign_count` is the authenticator's own counter, 0 where it has none."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    created_at: int
    used_at: int | None = None


class PasskeyRefused(Exception):
    """The browser's answer does not fit: another challenge, another site, another key, or no answer at all."""


class Passkeys:
    """Passkeys of the site at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self._origin = base_url
        self._host = urlsplit(base_url).hostname or ""

    @property
    def can_be_used(self) -> bool:
        """Browsers have them on https and on localhost, and never for a bare network address (WebAuthn 3, 5.1.2)."""
        try:
            ip_address(self._host)
        except ValueError:
            return self._origin.startswith("https://") or f".{self._host}".endswith(".localhost")
        return False

    def new_challenge(self) -> bytes:
        """For one step."""
        return secrets.token_bytes(CHALLENGE_BYTES)

    def options_to_add(
        self, challenge: bytes, organizer_id: int, email: str, known: Sequence[Passkey]
    ) -> str:
        """JSON for navigator.credentials.create()."""
        options = webauthn.generate_registration_options(
            rp_id=self._host,
            rp_name=self._host,
            user_id=organizer_id.to_bytes(8, "big"),
            user_name=email,
            challenge=challenge,
            timeout=TIME_TO_ANSWER,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        return webauthn.options_to_json(options)

    def options_to_use(self, challenge: bytes, known: Sequence[Passkey]) -> str:
        """JSON for navigator.credentials.get()."""
        options = webauthn.generate_authentication_options(
            rp_id=self._host,
            challenge=challenge,
            timeout=TIME_TO_ANSWER,
            allow_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        return webauthn.options_to_json(options)

    def added(self, answer: str, challenge: bytes, name: str, now: int) -> Passkey:
        """A new passkey out of the browser's answer. Raises PasskeyRefused."""
        try:
            verified = webauthn.verify_registration_response(
                credential=answer[:LONGEST_ANSWER],
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise PasskeyRefused(type(error).__name__) from error
        return Passkey(verified.credential_id, verified.credential_public_key, verified.sign_count, name, now)

    def used(self, answer: str, challenge: bytes, known: Sequence[Passkey]) -> tuple[Passkey, int]:
        """Which of the `known` has signed the challenge, and its new counter. Raises PasskeyRefused."""
        for passkey in known:
            try:
                verified = webauthn.verify_authentication_response(
                    credential=answer[:LONGEST_ANSWER],
                    expected_challenge=challenge,
                    expected_rp_id=self._host,
                    expected_origin=self._origin,
                    credential_public_key=passkey.public_key,
                    credential_current_sign_count=passkey.sign_count,
                )
            except (WebAuthnException, ValueError, KeyError, TypeError):
                continue
            if verified.credential_id == passkey.credential_id:
                return passkey, verified.new_sign_count
        raise PasskeyRefused("no passkey of this account has signed the challenge")
