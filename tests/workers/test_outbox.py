"""The outbox worker: each mail is sent once, and again only until a mail server has taken it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from email.message import EmailMessage
from typing import Any

import pytest

from tests.support.campaign import add_petition
from tests.support.clocks import StandingClock
from tests.support.outbox import count_by_state
from tests.support.services import SettingsMaker, running_service
from tests.support.signatures import NOON, sealed_signature
from tests.support.smtp import SmtpServer, smtp_server
from tests.support.waiting import eventually
from widget_server.app import Service
from widget_server.core.clock import MINUTE
from widget_server.core.signature_commands import Submit, Withdraw
from widget_server.mail import sender
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.storage import outbox
from widget_server.storage.database import Connection
from widget_server.workers.outbox import LEASE, RETRIES, UNKNOWN_WAITS, retry_delay

pytestmark = pytest.mark.usefixtures("hasty_outbox")


@pytest.fixture
def at_noon() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
async def smtp() -> AsyncIterator[SmtpServer]:
    async with smtp_server() as server:
        yield server


@asynccontextmanager
async def sending(settings: SettingsMaker, smtp: SmtpServer, clock: StandingClock) -> AsyncIterator[Service]:
    """A service that sends to the SMTP server."""
    async with running_service(settings(smtp_url=smtp.url), clock=clock) as (service, _):
        yield service


@pytest.fixture
async def service(
    settings: SettingsMaker, smtp: SmtpServer, at_noon: StandingClock
) -> AsyncIterator[Service]:
    async with sending(settings, smtp, at_noon) as service:
        yield service


async def sign(service: Service, *emails: str) -> list[bytes]:
    """Signatures for these mailboxes, in one batch; returns their ids."""
    live = await add_petition(service)
    signatures = [sealed_signature(live, email, at=service.clock()) for email in emails]
    await asyncio.gather(*(service.writer.submit(Submit(signature)) for signature in signatures))
    return [signature.id for signature in signatures]


async def rows(connection: Connection) -> list[dict[str, Any]]:
    found = await connection.fetch_all(
        "SELECT signature_id, state, attempts, next_attempt_at, leased_until, sent_at, last_error FROM outbox"
        " ORDER BY signature_id"
    )
    return [dict(row._mapping) for row in found]


async def until_states_are(connection: Connection, **wanted: int) -> None:
    async def is_so() -> bool:
        states = await count_by_state(connection)
        return {name: count for name, count in states.items() if count} == wanted

    await eventually(is_so)


async def until_tried(connection: Connection, attempts: int) -> dict[str, Any]:
    """The only mail's row, once it has been tried so often and no lease is on it."""

    async def found() -> dict[str, Any] | None:
        [row] = await rows(connection)
        return row if row["attempts"] == attempts and row["leased_until"] == 0 else None

    return dict(await eventually(found) or {})


async def test_a_mail_goes_to_the_address_that_signed_and_is_noted_as_sent(
    service: Service, smtp: SmtpServer, connection: Connection
) -> None:
    await sign(service, "ada@example.org")
    await until_states_are(connection, sent=1)
    [mail] = smtp.mails
    assert (mail.envelope_to, mail.envelope_from) == (("ada@example.org",), "petition@organizers.test")
    [row] = await rows(connection)
    assert (row["attempts"], row["sent_at"], row["last_error"]) == (1, NOON, None)


async def test_many_mails_share_one_connection_to_the_mail_server(
    service: Service, smtp: SmtpServer, connection: Connection
) -> None:
    await sign(service, *(f"{number}@example.org" for number in range(50)))
    await until_states_are(connection, sent=50)
    assert {mail.to for mail in smtp.mails} == {f"{number}@example.org" for number in range(50)}
    assert smtp.connections == 1


def test_the_waits_between_attempts_grow_and_end_after_about_two_days() -> None:
    assert list(RETRIES) == sorted(set(RETRIES))
    assert 40 * 60 * MINUTE < sum(RETRIES) < 60 * 60 * MINUTE
    assert [retry_delay(attempts) for attempts in range(1, len(RETRIES) + 2)] == [*RETRIES, None]


async def test_a_mail_that_is_not_taken_is_tried_again_later_and_later_and_then_given_up(
    service: Service, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    smtp.recipient_answer = "450 4.2.1 mailbox busy"
    await sign(service, "ada@example.org")
    for attempts, wait in enumerate(RETRIES, 1):
        row = await until_tried(connection, attempts)
        assert (row["state"], row["next_attempt_at"]) == ("waiting", at_noon.at + wait)
        assert row["last_error"].startswith("450")
        assert smtp.attempts == attempts
        at_noon.forward(wait)
    row = await until_tried(connection, len(RETRIES) + 1)
    assert row["state"] == "failed"
    assert smtp.mails == []


async def test_a_mail_that_is_taken_at_the_second_attempt_is_sent_once(
    service: Service, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    smtp.data_answer = "451 4.3.0 try again later"
    await sign(service, "ada@example.org")
    await until_tried(connection, 1)
    smtp.data_answer = None
    at_noon.forward(RETRIES[0])
    await until_states_are(connection, sent=1)
    assert len(smtp.mails) == 1


async def test_an_address_that_does_not_exist_is_tried_once(
    service: Service, smtp: SmtpServer, connection: Connection
) -> None:
    smtp.recipient_answer, smtp.refused = "550 5.1.1 nobody here", {"nobody@example.org"}
    await sign(service, "nobody@example.org", "ada@example.org", "bob@example.org")
    await until_states_are(connection, sent=2, failed=1)
    assert {mail.to for mail in smtp.mails} == {"ada@example.org", "bob@example.org"}
    assert smtp.attempts == 3


async def test_the_reason_that_is_kept_and_logged_holds_no_address(
    service: Service, smtp: SmtpServer, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.recipient_answer = "550 5.1.1 <ada@example.org> is not known here"
    await sign(service, "ada@example.org")
    await until_states_are(connection, failed=1)
    [row] = await rows(connection)
    assert row["last_error"] == "550 5.1.1 <(the address)> is not known here"
    assert "ada@example.org" not in caplog.text


async def test_while_the_mail_server_is_down_mails_wait_without_losing_attempts(
    service: Service, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    await smtp.close()
    await sign(service, *(f"{number}@example.org" for number in range(10)))

    async def is_given_back() -> bool:
        return all(
            row["leased_until"] == 0 and row["next_attempt_at"] > NOON for row in await rows(connection)
        )

    await eventually(is_given_back)
    # One was tried; that the others would fail as well was plain.
    assert Counter(row["attempts"] for row in await rows(connection)) == {1: 1, 0: 9}
    await smtp.open()
    at_noon.forward(1 * MINUTE)
    await until_states_are(connection, sent=10)
    assert len(smtp.mails) == 10


async def test_a_mail_server_that_drops_the_connection_gets_the_mail_again(
    service: Service, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    smtp.is_dropping = True
    await sign(service, "ada@example.org")
    await until_tried(connection, 1)
    smtp.is_dropping = False
    at_noon.forward(RETRIES[0])
    await until_states_are(connection, sent=1)
    assert len(smtp.mails) == 1


async def test_a_mail_server_that_hangs_is_given_up_after_a_while_and_keeps_nobody_from_signing(
    settings: SettingsMaker,
    smtp: SmtpServer,
    connection: Connection,
    at_noon: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender, "TIMEOUT_SECONDS", 0.3)
    smtp.is_hanging = True
    async with sending(settings, smtp, at_noon) as service:
        await sign(service, "ada@example.org")
        await eventually(lambda: smtp.attempts)
        await sign(service, "bob@example.org")  # while the mail hangs

        async def both_were_tried() -> bool:
            return all(row["last_error"] for row in await rows(connection))

        await eventually(both_were_tried)
        smtp.is_hanging = False
        at_noon.forward(1 * MINUTE)
        await until_states_are(connection, sent=2)
    assert {mail.to for mail in smtp.mails} == {"ada@example.org", "bob@example.org"}


async def test_several_services_on_one_database_send_each_mail_once(
    settings: SettingsMaker, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    async with running_service(settings(), clock=at_noon) as (silent, _), AsyncExitStack() as stack:
        await sign(silent, "first@example.org")  # and so everybody knows the petition
        for _ in range(3):
            await stack.enter_async_context(sending(settings, smtp, at_noon))
        await until_states_are(connection, sent=1)
        smtp.mails.clear()
        await sign(silent, *(f"{number}@example.org" for number in range(90)))
        await until_states_are(connection, sent=91)
    assert Counter(mail.to for mail in smtp.mails) == {f"{number}@example.org": 1 for number in range(90)}


async def test_a_mail_for_a_petition_so_new_that_the_process_does_not_know_it_yet_waits_for_that(
    settings: SettingsMaker, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    async with (
        running_service(settings(), clock=at_noon) as (silent, _),
        sending(settings, smtp, at_noon) as unaware,
    ):
        await sign(silent, "ada@example.org")

        async def is_given_back_or_sent() -> bool:
            [row] = await rows(connection)
            return (row["state"], row["next_attempt_at"]) in {
                ("sent", NOON),
                ("waiting", NOON + UNKNOWN_WAITS),
            }

        await eventually(is_given_back_or_sent)
        await unaware.refresher.refresh_once()
        at_noon.forward(UNKNOWN_WAITS)
        await until_states_are(connection, sent=1)


async def test_mails_that_a_dead_worker_had_leased_are_sent_when_the_lease_is_over(
    settings: SettingsMaker, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    async with running_service(settings(), clock=at_noon) as (silent, _):
        await sign(silent, "ada@example.org")
        assert len(await outbox.lease(connection, "a worker that died", NOON, NOON + LEASE, 20)) == 1
        at_noon.forward(LEASE - 1)
        await sign(silent, "bob@example.org")
    async with sending(settings, smtp, at_noon):
        await until_states_are(connection, sent=1, waiting=1)
        at_noon.forward(1)
        await until_states_are(connection, sent=2)
    assert [mail.to for mail in smtp.mails] == ["bob@example.org", "ada@example.org"]


async def test_a_signature_that_was_erased_before_its_mail_went_gets_none(
    settings: SettingsMaker, smtp: SmtpServer, connection: Connection, at_noon: StandingClock
) -> None:
    async with running_service(settings(), clock=at_noon) as (silent, _):
        [ada, _bob] = await sign(silent, "ada@example.org", "bob@example.org")
        await silent.writer.submit(Withdraw(1, ada, "not_me"))
    async with sending(settings, smtp, at_noon):
        await until_states_are(connection, sent=1, failed=1)
    assert [mail.to for mail in smtp.mails] == ["bob@example.org"]
    assert "gone" in next(row["last_error"] for row in await rows(connection) if row["state"] == "failed")


async def test_without_a_mail_server_mail_waits_until_there_is_one_and_the_log_says_so(
    settings: SettingsMaker,
    smtp: SmtpServer,
    connection: Connection,
    at_noon: StandingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running_service(settings(), clock=at_noon) as (silent, _):
        await sign(silent, "ada@example.org")
    assert "PETITION_SMTP_URL is not set" in caplog.text
    assert await count_by_state(connection) == {"waiting": 1, "sent": 0, "failed": 0}
    async with sending(settings, smtp, at_noon):
        await until_states_are(connection, sent=1)


class SlowMailbox(DemoMailbox):
    """Takes as long for each mail as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.is_sending = asyncio.Event()
        self.may_finish = asyncio.Event()

    async def send(self, message: EmailMessage) -> None:
        self.is_sending.set()
        await self.may_finish.wait()
        await super().send(message)


async def test_a_service_that_stops_finishes_the_mail_under_way_and_gives_back_the_rest(
    settings: SettingsMaker, connection: Connection, at_noon: StandingClock
) -> None:
    mailbox = SlowMailbox()
    async with running_service(settings(), clock=at_noon, mailbox=mailbox) as (service, _):
        await sign(service, *(f"{number}@example.org" for number in range(8)))
        await mailbox.is_sending.wait()
        asyncio.get_running_loop().call_later(0.05, mailbox.may_finish.set)
    assert len(mailbox.newest_first()) == 1
    states = Counter(
        (row["state"], row["attempts"], row["leased_until"] > 0) for row in await rows(connection)
    )
    assert states == {("sent", 1, True): 1, ("waiting", 0, False): 7}


class ClumsyMailbox(DemoMailbox):
    """Stumbles over one mail, as code with a fault does."""

    async def send(self, message: EmailMessage) -> None:
        if message["To"] == "ada@example.org":
            raise ZeroDivisionError("ada@example.org")
        await super().send(message)


async def test_a_fault_of_ours_in_one_mail_does_not_stop_the_others_and_it_is_tried_again(
    settings: SettingsMaker,
    connection: Connection,
    at_noon: StandingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mailbox = ClumsyMailbox()
    async with running_service(settings(), clock=at_noon, mailbox=mailbox) as (service, _):
        await sign(service, "ada@example.org", "bob@example.org", "eve@example.org")
        await until_states_are(connection, sent=2, waiting=1)

        async def is_noted() -> bool:
            return any(row["last_error"] == "ZeroDivisionError" for row in await rows(connection))

        await eventually(is_noted)
    assert {mail.to for mail in mailbox.newest_first()} == {"bob@example.org", "eve@example.org"}
    assert "ada@example.org" not in caplog.text
