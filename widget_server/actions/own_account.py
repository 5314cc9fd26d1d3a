"""What organizers do with their own accounts: password, second factors, sessions."""

import asyncio
from dataclasses import dataclass

from widget_server.actions.check_again import CheckAgain
from widget_server.actions.factor_setup import FactorSetup, NewFactor
from widget_server.actions.set_up_account import SetUpAccount
from widget_server.actions.sign_in import SignIn
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer_session import Session
from widget_server.core.passkey import Passkey
from widget_server.core.passwords import is_right_password
from widget_server.storage import audit_log, organizer_sessions, organizers, second_factors
from widget_server.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Account:
    """What the page shows of it."""

    sessions: tuple[Session, ...]
    passkeys: tuple[Passkey, ...]
    has_app: bool
    codes_left: int


class OwnAccount:
    """Reads and changes the account of a session."""

    def __init__(
        self,
        database: Database,
        sign_in: SignIn,
        set_up: SetUpAccount,
        factors: FactorSetup,
        check_again: CheckAgain,
        clock: Clock,
    ) -> None:
        self._database = database
        self._sign_in = sign_in
        self._set_up = set_up
        self._factors = factors
        self._check_again = check_again
        self._clock = clock

    async def read(self, session: Session) -> Account:
        """As of now."""
        organizer_id = session.organizer.id
        async with self._database.reading() as connection:
            known = await organizers.credentials(connection, organizer_id)
            return Account(
                tuple(await organizer_sessions.of_organizer(connection, organizer_id, self._clock())),
                tuple(await second_factors.passkeys_of(connection, organizer_id)),
                known is not None and known.totp_sealed is not None,
                await second_factors.codes_left(connection, organizer_id),
            )

    async def change_password(self, session: Session, current: str, password: str, again: str) -> None:
        """Ends all other sessions. Raises FormProblems."""
        async with self._database.reading() as connection:
            known = await organizers.credentials(connection, session.organizer.id)
        stored = known.password_hash if known else None
        problem = await self._check_again.password(
            session, lambda: self._sign_in.slowly(asyncio.to_thread(is_right_password, stored, current))
        )
        if problem:
            raise FormProblems({"current": problem})
        hashed = await self._sign_in.slowly(self._set_up.hashed(session.organizer, password, again))
        async with self._database.held() as connection, connection.transaction():
            await organizers.set_password(connection, session.organizer.id, hashed)
            await organizer_sessions.end_others(connection, session.organizer.id, but=session.id)
            await self._record(connection, session, "account.password")

    async def add_factor(self, session: Session, *, code: str, answer: str, name: str) -> NewFactor:
        """One more passkey, or an app in place of the one before. Raises FormProblems."""
        async with self._database.held() as connection, connection.transaction():
            return await self._factors.take(connection, session, code=code, answer=answer, name=name)

    async def remove_passkey(self, session: Session, credential_id: bytes) -> None:
        """Raises FormProblems where it is the only second factor."""
        async with self._database.held() as connection, connection.transaction():
            known = await organizers.credentials(connection, session.organizer.id)
            passkeys = await second_factors.passkeys_of(connection, session.organizer.id)
            if len(passkeys) == 1 and (known is None or known.totp_sealed is None):
                raise FormProblems(
                    {"": "This passkey is your only second factor. Add an app or another passkey first."}
                )
            if await second_factors.remove_passkey(connection, session.organizer.id, credential_id):
                await self._record(connection, session, "account.passkey_remove")

    async def new_recovery_codes(self, session: Session) -> tuple[str, ...]:
        """In place of those before; shown this once."""
        async with self._database.held() as connection, connection.transaction():
            await self._record(connection, session, "account.recovery_codes")
            return await self._factors.new_codes(connection, session.organizer)

    async def end_session(self, session: Session, session_id: bytes) -> None:
        """One of the organizer's own; another's is not touched."""
        async with self._database.held() as connection, connection.transaction():
            found = await organizer_sessions.find(connection, session_id)
            if found and found.organizer.id == session.organizer.id:
                await organizer_sessions.end(connection, session_id)
                await self._record(connection, session, "session.end")

    async def end_other_sessions(self, session: Session) -> None:
        """All but this one."""
        async with self._database.held() as connection, connection.transaction():
            await organizer_sessions.end_others(connection, session.organizer.id, but=session.id)
            await self._record(connection, session, "session.end_others")

    async def _record(self, connection: Connection, session: Session, action: str) -> None:
        await audit_log.record(
            connection, session.actor, action, f"organizer:{session.organizer.email}", at=self._clock()
        )
