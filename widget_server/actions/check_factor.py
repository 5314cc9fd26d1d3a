"""Check a second factor: an app's code, a recovery code, or a passkey."""

from widget_server.core.account_secrets import AccountSecrets
from widget_server.core.clock import Clock
from widget_server.core.organizer_session import Session
from widget_server.core.passkey import PasskeyRefused, Passkeys
from widget_server.core.sealing import SealBroken
from widget_server.core.second_factor import looks_like_recovery_code, matching_step
from widget_server.storage import organizer_sessions, organizers, second_factors
from widget_server.storage.database import Connection, Database

WRONG_CODE = (
    "This code is wrong or was used already. Wait for the next one that your app shows, and type that."
)
WRONG_RECOVERY = "This is no recovery code of yours that is still good. Each is good once."
WRONG_PASSKEY = "Your browser's answer did not fit. Try the passkey again, or type a code."
NOTHING = "Type the six digits that your app shows, or a recovery code."


class CheckFactor:
    """Tells what is wrong, or None. What was right is used up."""

    def __init__(self, database: Database, secrets: AccountSecrets, passkeys: Passkeys, clock: Clock) -> None:
        self._database = database
        self._secrets = secrets
        self._passkeys = passkeys
        self._clock = clock

    async def __call__(self, session: Session, typed: str, answer: str = "") -> str | None:
        """`typed` is a code, `answer` a passkey's, as JSON."""
        async with self._database.held() as connection, connection.transaction():
            if answer:
                return await self._passkey(connection, session, answer)
            if looks_like_recovery_code(typed):
                return await self._recovery_code(connection, session, typed)
            return await self._app_code(connection, session, typed) if typed.strip() else NOTHING

    async def begin_passkey(self, session: Session) -> str | None:
        """The options for the page that asks; None where the account has no passkey, or the site can't have any.

        The challenge is kept with the session, and good once.
        """
        if not self._passkeys.can_be_used:
            return None
        async with self._database.held() as connection, connection.transaction():
            known = await second_factors.passkeys_of(connection, session.organizer.id)
            if not known:
                return None
            challenge = self._passkeys.new_challenge()
            sealed = self._secrets.seal("passkey", session.organizer.id, challenge)
            await organizer_sessions.remember(connection, session.id, sealed)
        return self._passkeys.options_to_use(challenge, known)

    async def _passkey(self, connection: Connection, session: Session, answer: str) -> str | None:
        known = await second_factors.passkeys_of(connection, session.organizer.id)
        kept = await organizer_sessions.find(connection, session.id)
        await organizer_sessions.remember(connection, session.id, None)
        if kept is None or kept.pending is None:
            return WRONG_PASSKEY
        try:
            challenge = self._secrets.open("passkey", session.organizer.id, kept.pending)
            passkey, count = self._passkeys.used(answer, challenge, known)
        except (SealBroken, PasskeyRefused):
            return WRONG_PASSKEY
        await second_factors.use_passkey(connection, passkey.credential_id, count, self._clock())
        return None

    async def _recovery_code(self, connection: Connection, session: Session, typed: str) -> str | None:
        hashed = self._secrets.code_hash(session.organizer.id, typed)
        is_good = await second_factors.use_code(connection, session.organizer.id, hashed)
        return None if is_good else WRONG_RECOVERY

    async def _app_code(self, connection: Connection, session: Session, typed: str) -> str | None:
        known = await organizers.credentials(connection, session.organizer.id)
        if known is None or known.totp_sealed is None:
            return WRONG_CODE
        secret = self._secrets.open("totp", session.organizer.id, known.totp_sealed).decode()
        step = matching_step(secret, typed, self._clock(), known.totp_step)
        if step is None or not await organizers.use_totp_step(connection, session.organizer.id, step):
            return WRONG_CODE
        return None
