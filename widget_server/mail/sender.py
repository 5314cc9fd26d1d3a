"""Handing mail over: to an SMTP server, to the demo's mailbox, or to nobody yet."""

import asyncio
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from widget_server.mail.server_words import server_words

DEFAULT_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 20
"""For one answer of the server."""

WHOLE_SECONDS = 45
"""For one mail, all of its commands together. A lease is longer than a started batch and this (workers/outbox.py):
otherwise another worker could send what this one is still sending."""


class SendingFailed(Exception):
    """The mail was not taken. The text is for operators, in logs; `words` are the mail server's own, without the
    address, for organizers.

    `code` is the mail server's answer; None where it gave none, and so may be down.
    """

    def __init__(self, reason: str, *, code: int | None = None, words: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.words = words or reason

    @property
    def is_final(self) -> bool:
        """Trying again would not help: 5yz answers are for good (RFC 5321, 4.2.1); but 530 to 539 are about our
        login, not about this mail.
        """
        return self.code is not None and 500 <= self.code < 600 and not 530 <= self.code < 540


class Sender(Protocol):
    """Whoever implements this takes a mail over for good when `send` returns, and not at all when it raises."""

    async def send(self, message: EmailMessage) -> None:
        """Raises SendingFailed."""

    async def close(self) -> None:
        """Ends the connection, if there is one."""


class SmtpSender:
    """One connection to the SMTP server of `url`, kept open while mail flows.

    `hello` is the name we greet it with. Not to be shared by tasks: SMTP takes one mail after the other.
    """

    def __init__(self, url: str, hello: str = "localhost") -> None:
        parts = urlsplit(url)
        self._client = aiosmtplib.SMTP(
            hostname=parts.hostname or "localhost",
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=parts.scheme == "smtp+starttls",
            timeout=TIMEOUT_SECONDS,
            local_hostname=hello,  # left to itself, the library asks the DNS, which can take seconds
        )

    async def send(self, message: EmailMessage) -> None:
        """Raises SendingFailed."""
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                if not self._client.is_connected:
                    await self._client.connect()
                await self._client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            words = server_words(refusal.code, refusal.message, refusal.recipient)
            raise SendingFailed(
                f"{refusal.code} recipient refused", code=refusal.code, words=words
            ) from error
        except aiosmtplib.SMTPResponseException as error:
            if error.code > 0:
                words = server_words(error.code, error.message, parseaddr(str(message["To"]))[1])
                raise SendingFailed(
                    f"{error.code} {type(error).__name__}", code=error.code, words=words
                ) from error
            self._client.close()  # what came was no answer of SMTP
            raise SendingFailed(type(error).__name__) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            self._client.close()
            raise SendingFailed(f"{type(error).__name__}") from error

    async def close(self) -> None:
        """Says QUIT where the server still listens."""
        if self._client.is_connected:
            try:
                await self._client.quit()
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                self._client.close()
