"""The steps of one signature, each on its own, in microseconds of CPU time of our process.

CPU time and not time gone by: an fsync, or PostgreSQL at work on another core, costs a busy server nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import msgspec
from prometheus_client import CollectorRegistry, Counter
from starlette.types import Message

from tests.bench.petition import ORIGIN, PARTNER, SLUG
from widget_server.app import Service
from widget_server.core import clock, ids
from widget_server.core.campaign import LivePetition
from widget_server.core.fields import SignatureForm, read_form
from widget_server.core.sealing import PersonalData
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Command, Result, Submit, Submitted
from widget_server.storage import signature_batch
from widget_server.storage.database import Connection
from widget_server.web.asgi import respond
from widget_server.web.forms import parse_form
from widget_server.web.public.cors import private_headers
from widget_server.workers.signature_writer import SignatureWriter

SAMPLES = 2_000
REPEATS = 7

_numbers = count()


def per_sample(samples: list[Any], step: Callable[[Any], object]) -> float:
    """Microseconds of `step` for one sample: the best of some repeats, which other programs disturbed least."""
    return min(_timed(lambda: [step(sample) for sample in samples]) for _ in range(REPEATS)) / len(samples)


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time_ns()
    work()
    return (time.process_time_ns() - started) / 1e3


async def _timed_async(work: Awaitable[object]) -> float:
    started = time.process_time_ns()
    await work
    return (time.process_time_ns() - started) / 1e3


class Steps:
    """`service` has read its petitions; its workers need not run."""

    def __init__(self, service: Service) -> None:
        self._service = service
        campaign = service.live_catalogue.current
        self._live: LivePetition = campaign.petitions[SLUG]
        self._tokens = [self._challenge() for _ in range(SAMPLES)]
        self._bodies = [self._body(token) for token in self._tokens]
        self._values = [parse_form(body) for body in self._bodies]
        self._forms = [read_form(self._live.petition.fields, values) for values in self._values]

    def on_the_way_in(self) -> dict[str, float]:
        """All that happens before a signature waits to be written."""
        tokens, now = self._service.tokens, clock.now()
        return {
            "challenge: look up, make an id, sign the token": per_sample(
                self._tokens, lambda _: self._challenge()
            ),
            "parse the form": per_sample(self._bodies, parse_form),
            "verify the token": per_sample(self._tokens, lambda token: tokens.read_form_token(token, now)),
            "validate the fields, e-mail included": per_sample(self._values, self._validate),
            "signer key and seal": per_sample(self._forms, self._sealed),
        }

    async def writing(self, size: int) -> float:
        """Queue, future and hand-over in batches of `size`, by a writer that stores nothing."""
        writer = SignatureWriter(_NoDatabase(), slot=0, queue_limit=size, clock=clock.now)  # type: ignore[arg-type]
        commands = self.commands(size)
        with patch.object(signature_batch, "apply", _apply_nothing):
            running = asyncio.ensure_future(writer.run())
            spent = [await _timed_async(_submit_all(writer, commands)) for _ in range(REPEATS * 10)]
            writer.stop()
            await running
        return min(spent) / size

    async def storing(self, connection: Connection, size: int) -> float:
        """One row's share of a transaction of `size` signatures: rows, outbox, totals, commit."""
        spent = [
            await _timed_async(signature_batch.apply(connection, self.commands(size), 0, clock.now()))
            for _ in range(max(20, SAMPLES // size))
        ]
        return sorted(spent)[len(spent) // 2] / size

    async def answering(self) -> float:
        """Headers, JSON, and counting both requests."""
        registry = CollectorRegistry()
        counter = Counter("answers", "Answers.", registry=registry)
        campaign = self._service.live_catalogue.current

        async def send(_message: Message) -> None:
            """Where HTTP begins, the bare application's share begins too."""

        async def once(token: str) -> None:
            for answer in (
                {"token": token, "expires_in": 86_400},
                {"status": "check_email", "id": token[:36]},
            ):
                counter.inc()
                body = msgspec.json.encode(answer)
                await respond(send, 200, private_headers(campaign, SLUG, ORIGIN), body)

        async def all_of_them() -> None:
            for token in self._tokens:
                await once(token)

        return min([await _timed_async(all_of_them()) for _ in range(REPEATS)]) / SAMPLES

    def commands(self, size: int) -> list[Command]:
        """So many new signatures."""
        return [Submit(self._signature()) for _ in range(size)]

    def _challenge(self) -> str:
        return self._service.issue_challenge(SLUG, PARTNER, ORIGIN, None)

    def _body(self, token: str) -> bytes:
        """A form as the widget sends it."""
        number = next(_numbers)
        return urlencode(
            {
                "token": token, "given_name": "José", "family_name": "García Márquez",
                "email": f"supporter.{number}@gmail.com", "country": "GB", "postcode": "SW1A 1AA", "comment": "",
                "consent": "yes", "updates": "yes", "partner_updates": "", "locale": "en", "source": "newsletter",
                "ref": "", "website": "",
            }
        ).encode()  # fmt: skip

    def _validate(self, values: Mapping[str, str]) -> SignatureForm:
        return read_form(self._live.petition.fields, values)

    def _sealed(self, form: SignatureForm) -> tuple[bytes, bytes]:
        assert self._live.vault
        person = PersonalData(
            form.given_name, form.family_name, form.email.address, form.postcode, form.comment, form.extra
        )
        return self._live.vault.signer_key(form.email.canonical), self._live.vault.seal(person, bytes(16))

    def _signature(self) -> NewSignature:
        number, now = next(_numbers), clock.now()
        form = self._forms[number % SAMPLES]
        _, sealed = self._sealed(form)
        return NewSignature(
            id=ids.new_id(now), petition_id=self._live.petition.id, partner_id=1, text_id=self._live.petition.text.id,
            signer_key=ids.new_id(now), sealed=sealed, created_at=now, country=("US", "GB", "DE", "")[number % 4],
            source=form.source,
        )  # fmt: skip


class _NoDatabase:
    """Has a connection that nobody uses."""

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        yield


async def _apply_nothing(
    _connection: object, commands: Sequence[Command], _slot: int, _now: int
) -> list[Result]:
    return [Submitted("insert")] * len(commands)


async def _submit_all(writer: SignatureWriter, commands: Sequence[Command]) -> None:
    await asyncio.gather(*(writer.submit(command) for command in commands))
