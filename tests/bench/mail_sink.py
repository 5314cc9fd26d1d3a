"""A real SMTP server that takes every mail and forgets it."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.bench.servers import HOST, free_port


class MailSink:
    """Counts."""

    def __init__(self) -> None:
        self.mails = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        self.mails += 1
        return "250 OK"


@contextmanager
def receiving_mail() -> Iterator[tuple[str, MailSink]]:
    """The server's URL, and what it has got. It runs in a thread of this process, on the core for load."""
    sink = MailSink()
    controller = Controller(sink, hostname=HOST, port=free_port())
    controller.start()
    try:
        yield f"smtp://{HOST}:{controller.port}", sink
    finally:
        controller.stop()
