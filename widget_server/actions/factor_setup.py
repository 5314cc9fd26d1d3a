"""Add a second factor to an account: an authenticator app or a passkey."""

from dataclasses import dataclass

import msgspec

from widget_server.core.account_secrets import AccountSecrets
from widget_server.core.clock import MINUTE, Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Organizer
from widget_server.core.organizer_session import Session
from widget_server.core.passkey import PasskeyRefused, Passkeys
from widget_server.core.sealing import SealBroken
from widget_server.core.second_factor import app_uri, matching_step, new_recovery_codes, new_secret
from widget_server.storage import audit_log, organizer_sessions, organizers, second_factors
from widget_server.storage.database import Connection, Database

LONGEST_NAME = 60
OFFER_LASTS = 15 * MINUTE
"""An offer was shown to somebody who had just proved who they are. Left alone in an open session, it lapses."""


class Pending(msgspec.Struct, frozen=True):
    """What the step under way has to remember between page and form, and since when (milliseconds)."""

    secret: str
    challenge: bytes
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page shows: the app's secret and its address for the QR code, and options for a passkey, as JSON;
    None where this site can have no passkeys.
    """

    secret: str
    uri: str
    passkey_options: str | None


@dataclass(frozen=True, slots=True)
class NewFactor:
    """What was set. `recovery_codes` are shown this once; () where there are some already."""

    kind: str
    recovery_codes: tuple[str, ...]


class FactorSetup:
    """Offers and takes second factors. `service` is the name that apps show, the site's host."""

    def __init__(
        self, database: Database, secrets: AccountSecrets, passkeys: Passkeys, service: str, clock: Clock
    ) -> None:
        self._database = database
        self._secrets = secrets
        self._passkeys = passkeys
        self._service = service
        self._clock = clock

    async def offer(self, session: Session, *, is_anew: bool = True) -> Offer:
        """A fresh one, or, after a form that failed, the one that was shown: the app knows its secret by then."""
        organizer = session.organizer
        async with self._database.held() as connection, connection.transaction():
            pending = None if is_anew else await self._pending(connection, session)
            if pending is None:
                pending = Pending(new_secret(), self._passkeys.new_challenge(), self._clock())
                sealed = self._secrets.seal("setup", organizer.id, msgspec.msgpack.encode(pending))
                await organizer_sessions.remember(connection, session.id, sealed)
            known = await second_factors.passkeys_of(connection, organizer.id)
        options = None
        if self._passkeys.can_be_used:
            options = self._passkeys.options_to_add(pending.challenge, organizer.id, organizer.email, known)
        return Offer(pending.secret, app_uri(pending.secret, organizer.email, self._service), options)

    async def take(
        self,
        connection: Connection,
        session: Session,
        *,
        code: str,
        answer: str,
        name: str,
        is_first: bool = False,
    ) -> NewFactor:
        """Adds what the form proves, in the caller's transaction. `is_first`: in place of all there was, as for
        somebody who has lost it. Raises FormProblems.
        """
        pending = await self._pending(connection, session)
        if pending is None:
            raise FormProblems({"": "This page was open for too long. Begin again with what it shows now."})
        organizer = session.organizer
        if is_first:
            await organizers.set_totp(connection, organizer.id, None, 0)
            for old in await second_factors.passkeys_of(connection, organizer.id):
                await second_factors.remove_passkey(connection, organizer.id, old.credential_id)
        kind = "passkey" if answer else "app"
        if answer:
            await self._add_passkey(connection, organizer, pending, answer, name)
        else:
            await self._set_app(connection, organizer, pending, code)
        await organizer_sessions.remember(connection, session.id, None)
        await audit_log.record(
            connection,
            session.actor,
            "account.factor",
            f"organizer:{organizer.email}",
            at=self._clock(),
            after={"kind": kind},
        )
        has_codes = not is_first and await second_factors.codes_left(connection, organizer.id) > 0
        return NewFactor(kind, () if has_codes else await self.new_codes(connection, organizer))

    async def new_codes(self, connection: Connection, organizer: Organizer) -> tuple[str, ...]:
        """Ten recovery codes in place of those before, in the caller's transaction."""
        codes = new_recovery_codes()
        hashes = [self._secrets.code_hash(organizer.id, code) for code in codes]
        await second_factors.replace_codes(connection, organizer.id, hashes)
        return tuple(codes)

    async def _pending(self, connection: Connection, session: Session) -> Pending | None:
        kept = await organizer_sessions.find(connection, session.id)
        if kept is None or kept.pending is None:
            return None
        try:
            plain = self._secrets.open("setup", session.organizer.id, kept.pending)
        except SealBroken:  # of another step, such as a passkey's use
            return None
        pending = msgspec.msgpack.decode(plain, type=Pending)
        return pending if self._clock() - pending.made_at < OFFER_LASTS else None

    async def _add_passkey(
        self, connection: Connection, organizer: Organizer, pending: Pending, answer: str, name: str
    ) -> None:
        label = name.strip()[:LONGEST_NAME] or "Passkey"
        try:
            passkey = self._passkeys.added(answer, pending.challenge, label, self._clock())
        except PasskeyRefused as error:
            raise FormProblems(
                {"passkey": "Your browser's answer did not fit. Try again, or use an app."}
            ) from error
        if not await second_factors.add_passkey(connection, organizer.id, passkey):
            raise FormProblems({"passkey": "This passkey is in use already."})

    async def _set_app(
        self, connection: Connection, organizer: Organizer, pending: Pending, code: str
    ) -> None:
        step = matching_step(pending.secret, code, self._clock(), 0)
        if step is None:
            raise FormProblems(
                {"code": "The app shows another code now. Type the next one; is the phone's clock right?"}
            )
        sealed = self._secrets.seal("totp", organizer.id, pending.secret.encode())
        await organizers.set_totp(connection, organizer.id, sealed, step)
