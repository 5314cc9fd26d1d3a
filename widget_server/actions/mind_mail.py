"""See what became of mail, and try again what the mail server refused."""

from dataclasses import dataclass

from widget_server.core.clock import DAY, Clock
from widget_server.core.organizer import Actor
from widget_server.core.outgoing_mail import TroubledMail
from widget_server.storage import audit_log, outbox
from widget_server.storage.database import Database

SHOWN = 50


@dataclass(frozen=True, slots=True)
class MailState:
    """Numbers of mails, and the newest of those that wait or were given up."""

    waiting: int
    failed: int
    sent_today: int
    sent_in_a_week: int
    sent_ever: int
    waiting_mails: tuple[TroubledMail, ...]
    failed_mails: tuple[TroubledMail, ...]


class MindMail:
    """Without anybody's address: the outbox holds none."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self) -> MailState:
        """As of now."""
        now = self._clock()
        async with self._database.reading() as connection:
            return MailState(
                await outbox.count_waiting(connection),
                await outbox.count_failed(connection),
                await outbox.sent_since(connection, now),
                await outbox.sent_since(connection, now - 6 * DAY),
                await outbox.sent_since(connection, None),
                tuple(await outbox.newest_troubled(connection, "waiting", SHOWN)),
                tuple(await outbox.newest_troubled(connection, "failed", SHOWN)),
            )

    async def retry(self, actor: Actor, *, failed: bool) -> int:
        """Makes mails that were given up, or that wait for their next attempt, due now; returns how many."""
        now = self._clock()
        async with self._database.held() as connection, connection.transaction():
            retry = outbox.retry_failed if failed else outbox.retry_waiting
            count = await retry(connection, now)
            after = {"mails": count, "which": "failed" if failed else "waiting"}
            await audit_log.record(connection, actor, "mail.retry", "mail", at=now, after=after)
        return count
