"""One server, started afresh, under all the load that is wanted of it in one round."""

import json
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from tests.bench import wrk
from tests.bench.memory import Memory, memory_of
from tests.bench.petition import API, ORIGIN, PARTNER
from tests.bench.product import Product
from tests.bench.servers import Server, free_port, serving
from tests.bench.wrk import NAIVE_CONNECTIONS, SIGNING_CONNECTIONS, BenchError, Load

GETS = {"totals": f"{API}/totals", "config": f"{API}?partner={PARTNER}&locale=en"}
WARM_UP_SECONDS = 1


@dataclass(frozen=True)
class Turn:
    """A session's turn in a round: `wanted` is some of sign, totals and config."""

    number: int
    wanted: Collection[str]
    sign_seconds: float
    get_seconds: float


class Session(Protocol):
    """A kind of server. `measure` starts it, loads it, ends it, and raises BenchError for numbers that mean nothing."""

    def measure(self, turn: Turn) -> dict[str, Load]:
        """What each wanted load came to."""


class Ours:
    """The product. `database` gives each turn a URL: a fresh database, or one that goes on growing."""

    def __init__(
        self, name: str, database: Callable[[Turn], str], folder: Path, smtp_url: str, core: int
    ) -> None:
        self._name = name
        self._database = database
        self._folder = folder
        self._smtp_url = smtp_url
        self._core = core

    def measure(self, turn: Turn) -> dict[str, Load]:
        """Afterwards the database proves that what was answered 202 is stored, counted, and being mailed."""
        product = Product(self._database(turn), self._folder, self._smtp_url)
        before = product.count()
        with product.serving(self._core) as server:
            loads = _get(server, turn)  # before anybody signs: mail would be sent meanwhile
            signed = _sign(server, turn) if "sign" in turn.wanted else []
        for name, load in loads.items():
            load.check(f"{self._name}, GET {name}")
        if signed:
            signed[0].check(
                f"{self._name}, warming up", least=0
            )  # a busy disk can take a second for a commit
            signed[1].check(f"{self._name}, signing")
            after = product.count()
            check_stored(after["stored"] - before["stored"], signed)
            if after["sent"] == before["sent"]:
                raise BenchError(f"{self._name}: no mail was sent while people signed")
            product.run("recount")
            loads["sign"] = signed[-1]
        return loads


class Other:
    """An application of apps.py: bare or naive. The naive one fails now and then; only its successes count."""

    def __init__(self, kind: str, answers: Path, folder: Path, core: int) -> None:
        self._kind = kind
        self._answers = answers
        self._folder = folder
        self._core = core

    def measure(self, turn: Turn) -> dict[str, Load]:
        """What each wanted load came to."""
        database = self._folder / f"{self._kind}-{turn.number}.db"
        with serving_app(self._kind, self._answers, database, self._core) as server:
            loads = _get(server, turn)
            if "sign" in turn.wanted:
                connections = NAIVE_CONNECTIONS if self._kind == "naive" else SIGNING_CONNECTIONS
                loads["sign"] = _sign(server, turn, connections)[-1]
        if self._kind == "bare":
            for name, load in loads.items():
                load.check(f"the bare application, {name}")
        return loads


@contextmanager
def serving_app(kind: str, answers: Path, database: Path, core: int) -> Iterator[Server]:
    """An application of apps.py on `core`."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.apps", kind, str(port)]
    environ = os.environ | {
        "BENCH_ANSWERS": str(answers),
        "BENCH_DATABASE": str(database),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    with serving(command, environ, database.parent, port, core) as server:
        yield server


def _get(server: Server, turn: Turn) -> dict[str, Load]:
    loads = {}
    for name, path in GETS.items():
        if name in turn.wanted:
            wrk.get(server.url + path, WARM_UP_SECONDS)
            loads[name] = wrk.get(server.url + path, turn.get_seconds)
    return loads


def _sign(server: Server, turn: Turn, connections: int = SIGNING_CONNECTIONS) -> list[Load]:
    """The warm-up, and what counts."""
    return [
        wrk.sign(server.url, WARM_UP_SECONDS, f"{turn.number}w", connections),
        wrk.sign(server.url, turn.sign_seconds, str(turn.number), connections),
    ]


def check_stored(stored: int, signed: Collection[Load]) -> None:
    """What was answered is stored; what was under way when wrk hung up may be. Raises BenchError."""
    answered = sum(load.accepted for load in signed)
    if not answered <= stored <= answered + SIGNING_CONNECTIONS * len(signed):
        raise BenchError(f"{answered} signatures were answered 202, {stored} are stored")


def record_answers(server: Server, file: Path) -> None:
    """Keeps the product's answers as bytes (in Latin-1), for the bare application to repeat."""
    gzip = {"Accept-Encoding": "gzip, deflate, br"}  # as get.lua asks
    answers = {name: server.get(path, gzip) for name, path in GETS.items()}
    answers["challenge"] = _challenge(server)
    answers["signatures"] = sign_once(server, answers["challenge"])
    file.write_text(json.dumps({name: body.decode("latin-1") for name, body in answers.items()}), "utf-8")


def _challenge(server: Server) -> bytes:
    return server.get(f"{API}/challenge?partner={PARTNER}", {"Origin": ORIGIN})


def sign_once(server: Server, challenge: bytes) -> bytes:
    """One supporter's signature."""
    form = {
        "token": json.loads(challenge)["token"],
        "given_name": "Ada",
        "family_name": "Lovelace",
        "email": "ada@example.org",
        "country": "GB",
        "consent": "yes",
    }
    return server.post(f"{API}/signatures", urlencode(form).encode(), {"Origin": ORIGIN})


@contextmanager
def one_request_of_each(product: Product, core: int) -> Iterator[Server]:
    """The product, started and used once."""
    with product.serving(core) as server:
        for path in GETS.values():
            server.get(path)
        sign_once(server, _challenge(server))
        yield server


def measure_memory(product: Product, core: int, signatures: int) -> tuple[Memory, Memory]:
    """A worker's memory idle, and after so many signatures. Raises BenchError."""
    with one_request_of_each(product, core) as server:
        time.sleep(1)
        idle = memory_of(server.process_id)
        signed: list[Load] = []
        while sum(load.accepted for load in signed) < signatures:
            signed.append(wrk.sign(server.url, 10, f"m{len(signed)}"))
            signed[-1].check("signing, for memory")
        time.sleep(1)
        after = memory_of(server.process_id)
    check_stored(product.count()["stored"] - 1, signed)
    product.run("recount")
    return idle, after
