"""A real SMTP server in the test's event loop, which can be as unfriendly as real ones are."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class ReceivedMail:
    """A mail that the server has taken: its envelope, and the bytes as they came."""

    envelope_from: str
    envelope_to: tuple[str, ...]
    raw: bytes
    was_encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())


class SmtpServer:
    """Records what it takes in `mails`, and says how it is asked to behave:

    recipient_answer, data_answer   such as '450 4.2.1 later' or '550 5.1.1 nobody here'; None: takes everything
    refused                         these addresses alone get `recipient_answer`, where there are any
    is_hanging                      never answers DATA
    is_dropping                     drops the connection instead of answering DATA
    """

    def __init__(self) -> None:
        self.mails: list[ReceivedMail] = []
        self.attempts = 0
        self.recipient_answer: str | None = None
        self.refused: set[str] = set()
        self.data_answer: str | None = None
        self.is_hanging = False
        self.is_dropping = False
        self.port = 0
        self._sessions: list[_Session] = []
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """As in PETITION_SMTP_URL."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def connections(self) -> int:
        """How many there have been."""
        return len(self._sessions)

    def to(self, address: str) -> list[ReceivedMail]:
        """The mails to one address, in the order they came."""
        return [mail for mail in self.mails if address in mail.envelope_to]

    async def open(self, **options: Any) -> None:
        """Listens; on the same port again after `close`. `options` are aiosmtpd's."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: self._session(options), HOST, self.port, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuses connections from now on, and breaks those that there are."""
        if self._server is not None:
            self._server.close()
            for session in self._sessions:
                session.break_off()
            await asyncio.sleep(0)
            self._server = None

    def _session(self, options: dict[str, Any]) -> "_Session":
        session = _Session(self, enable_SMTPUTF8=True, hostname="mail.test", **options)
        self._sessions.append(session)
        return session

    async def handle_RCPT(  # noqa: N802  # named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.attempts += 1
        if self.recipient_answer and (not self.refused or address in self.refused):
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # named by aiosmtpd
        self, server: "_Session", session: Session, envelope: Envelope
    ) -> str:
        if self.is_hanging:
            await asyncio.Event().wait()
        if self.is_dropping:
            server.break_off()
            return "421 gone"
        if self.data_answer:
            return self.data_answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(
            ReceivedMail(
                envelope_from=envelope.mail_from or "",
                envelope_to=tuple(envelope.rcpt_tos),
                raw=envelope.content,
                was_encrypted=bool(session.ssl),
                user=str(session.auth_data) if session.authenticated else None,
            )
        )
        return "250 taken"


class _Session(SMTP):
    """One connection."""

    def break_off(self) -> None:
        transport = self.transport
        if isinstance(transport, asyncio.Transport):
            with suppress(AttributeError):  # asyncio 3.11 on a TLS transport that has just closed by itself
                transport.abort()


@asynccontextmanager
async def smtp_server(**options: Any) -> AsyncIterator[SmtpServer]:
    """A server that takes everything until it is told otherwise."""
    server = SmtpServer()
    await server.open(**options)
    try:
        yield server
    finally:
        await server.close()


def password_check(user: str, password: str) -> dict[str, Any]:
    """Options of a server that wants this login, over TLS alone."""

    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=is_right, auth_data=user if is_right else None, handled=False)

    return {"authenticator": check, "auth_required": True}


def tls_options(context: ssl.SSLContext) -> dict[str, Any]:
    """Options of a server that insists on STARTTLS."""
    return {"tls_context": context, "require_starttls": True}
