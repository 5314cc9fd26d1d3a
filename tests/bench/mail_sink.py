"""A real SMTP server that takes every mail and forgets it."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.bench.servers import HOST, free_port


@contextmanager
def receiving_mail() -> Iterator[str]:
    """The server's URL. It runs in a thread of this process, on the core for load."""
    controller = Controller(Sink(), hostname=HOST, port=free_port())
    controller.start()
    try:
        yield f"smtp://{HOST}:{controller.port}"
    finally:
        controller.stop()
