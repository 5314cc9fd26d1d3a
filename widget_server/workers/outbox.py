"""The outbox worker: leases mail, sends it, notes what became of it."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import DAY, HOUR, MINUTE, SECOND, Clock
from widget_server.core.errors import Overloaded
from widget_server.core.outgoing_mail import OutgoingMail
from widget_server.core.sealing import SealBroken
from widget_server.core.share_links import shared_address
from widget_server.core.signature_commands import Leased, LeaseMails, NoteSent
from widget_server.core.tokens import MailToken, Tokens
from widget_server.mail.compose import Composer, Letter, Links
from widget_server.mail.sender import Sender, SendingFailed
from widget_server.storage import outbox, petition_texts, signatures
from widget_server.storage.database import Connection, Database, StorageRefused, StorageUnavailable
from widget_server.workers.signature_writer import SignatureWriter

logger = logging.getLogger(__name__)

LEASE = 2 * MINUTE
"""Longer than a batch can take: a mail may wait for SMTP time-outs of 20 seconds, and after a failed
connection the rest of the batch is given back at once."""

BATCH = 20
UNKNOWN_WAITS = 5 * SECOND
"""For a mail of a petition that this process does not know: longer than it takes to read petitions again."""

IDLE_SECONDS = 0.5
RETRIES = (1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 1 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 1 * DAY)
"""Waits after each attempt; together about two days, as long as mail servers keep trying by custom (RFC 5321,
4.5.4.1, asks for four to five days, but a confirmation that comes so late confirms nothing)."""

REST_WHILE_BUSY_SECONDS = 0.1
"""Between two mails while signatures wait to be written: signing comes first, and mail, being safe in the
database, catches up. At about 4 ms of work a mail that leaves it one part in twenty of the processor."""


def retry_delay(attempts: int) -> int | None:
    """Milliseconds until the next attempt after so many; None when it was the last."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


class OutboxWorker:
    """Several may run, in one process or many: a lease sees to it that each mail is sent by one of them."""

    def __init__(
        self,
        database: Database,
        writer: SignatureWriter,
        sender: Sender,
        composer: Composer,
        *,
        tokens: Tokens,
        catalogues: Catalogues,
        campaign: Callable[[], Campaign],
        base_url: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._writer = writer
        self._sender = sender
        self._composer = composer
        self._tokens = tokens
        self._catalogues = catalogues
        self._campaign = campaign
        self._base_url = base_url
        self._clock = clock
        self._owner = secrets.token_hex(8)
        self._is_stopping = False

    async def run(self) -> None:
        """Until `stop`; a mail under way is finished and noted."""
        while not self._is_stopping:
            try:
                async with self._database.held() as connection:
                    await self._send_until_stopped(connection)
            except (StorageUnavailable, StorageRefused) as error:
                logger.warning("the outbox can't be read for now: %s", error)
                await asyncio.sleep(IDLE_SECONDS)
        await self._sender.close()

    def stop(self) -> None:
        """Ends `run` after the mail that is under way."""
        self._is_stopping = True

    async def _send_until_stopped(self, connection: Connection) -> None:
        while not self._is_stopping:
            if await outbox.is_due(connection, self._clock()):
                await self._send_batch(connection, await self._lease())
            else:
                await asyncio.sleep(IDLE_SECONDS)

    async def _lease(self) -> Sequence[OutgoingMail]:
        """Through the writer, like the notes of what was sent: two connections of one process that write to one
        SQLite file would stand in each other's way, and so share each other's commits.
        """
        try:
            result = await self._writer.submit(LeaseMails(self._owner, self._clock() + LEASE, BATCH))
        except Overloaded:
            await asyncio.sleep(IDLE_SECONDS)
            return ()
        return result.mails if isinstance(result, Leased) else ()

    async def _send_batch(self, connection: Connection, mails: Sequence[OutgoingMail]) -> None:
        deadline = self._clock() + LEASE // 2
        is_down = False
        for mail in mails:
            started_at = self._clock()
            if self._is_stopping or is_down or started_at > deadline:
                await outbox.give_back(
                    connection, mail, self._owner, (1 * MINUTE if is_down else 0) + started_at
                )
                continue
            is_down = not await self._send(connection, mail)
            if self._writer.depth:
                await asyncio.sleep(REST_WHILE_BUSY_SECONDS)

    async def _send(self, connection: Connection, mail: OutgoingMail) -> bool:
        """Sends one. False when the mail server itself seems to be down."""
        live = self._campaign().by_id(mail.petition_id)
        if live is None:  # so new that this process has not read of it yet
            await outbox.give_back(connection, mail, self._owner, self._clock() + UNKNOWN_WAITS)
            return True
        letter = await self._letter(connection, mail, live)
        if letter is None:
            await outbox.mark_failed(connection, mail, self._owner, "its signature's data is gone", None)
            return True
        try:
            await self._sender.send(self._composer.compose(*letter))
        except SendingFailed as error:
            await self._note_failure(connection, mail, error)
            return error.code is not None
        except ValueError as error:  # an address that no header can carry
            await outbox.mark_failed(connection, mail, self._owner, type(error).__name__, None)
            return True
        except Exception as error:  # noqa: BLE001  # a fault of ours; it must not stop the mails behind this one
            await self._note_failure(connection, mail, SendingFailed(type(error).__name__))
            return True
        await self._note_sent(mail)
        return True

    async def _note_sent(self, mail: OutgoingMail) -> None:
        """Not before it is written down that this mail has gone does the next one go. A writer that is
        overloaded is asked again: the mail is out, and would be sent twice once the lease is over. Only a worker
        that is to stop while the database is away takes that risk rather than never to stop.
        """
        while True:
            try:
                await self._writer.submit(NoteSent(mail, self._owner), is_internal=True)
            except Overloaded:
                if self._is_stopping:
                    logger.warning("a mail was sent and could not be noted: it will be sent again")
                    return
                await asyncio.sleep(IDLE_SECONDS)
            else:
                return

    async def _note_failure(self, connection: Connection, mail: OutgoingMail, error: SendingFailed) -> None:
        now = self._clock()
        delay = None if error.is_final else retry_delay(mail.attempts)
        logger.warning("a mail was not taken (attempt %d): %s", mail.attempts, error)
        await outbox.mark_failed(
            connection, mail, self._owner, error.words, None if delay is None else now + delay
        )

    async def _letter(
        self, connection: Connection, mail: OutgoingMail, live: LivePetition
    ) -> tuple[Letter, Catalogue] | None:
        """The mail's content and language; None where the personal data has been erased."""
        stored = await signatures.read_sealed(connection, mail.petition_id, mail.signature_id)
        if stored is None or live.vault is None:
            return None
        sealed, locale, text_id = stored
        try:
            person = live.vault.open(sealed, mail.signature_id)
        except SealBroken:
            return None
        live = await petition_texts.as_signed(connection, live, text_id)
        letter = Letter(
            kind=mail.kind,
            number=mail.number,
            signature_id=mail.signature_id,
            petition=live.petition,
            person=person,
            links=self._links(mail, live),
            written_at=self._clock(),
        )
        return letter, self._catalogues.best(locale, live.petition.locale)

    def _links(self, mail: OutgoingMail, live: LivePetition) -> Links:
        token = MailToken(mail.signature_id, mail.petition_id, self._clock())
        petition = self._base_url + live.path
        code = live.vault.referral_code(mail.signature_id) if live.vault else ""
        return Links(
            petition=petition,
            share=shared_address(petition, code),
            confirm=f"{self._base_url}/confirm/{self._tokens.mail_token('confirm', token)}",
            not_me=f"{self._base_url}/not-me/{self._tokens.mail_token('not-me', token)}",
            mine=f"{self._base_url}/mine/{self._tokens.mail_token('mine', token)}",
        )
