"""Load by wrk, from the core that the servers don't have."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench.petition import ORIGIN, PARTNER, SLUG

SCRIPTS = Path(__file__).parent

SIGNING_CONNECTIONS = 128
"""Supporters at once. Each waits for its answer before it asks again, so this bounds the writer's batches."""

NAIVE_CONNECTIONS = 8
"""What the naive handler does best with: a thread for each query and SQLite's lock get in each other's way."""

GET_CONNECTIONS = 64


class BenchError(Exception):
    """Something went wrong, so that the numbers mean nothing."""


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw. Latencies in milliseconds, of all its requests.

    `accepted`: answers that did what was asked, a 202 for each signature. `unexpected`: others, by status.
    `broken`: connections that failed, and requests that got no answer in time.
    """

    accepted: int
    seconds: float
    p50: float
    p90: float
    p99: float
    unexpected: dict[str, int]
    broken: int

    @property
    def rate(self) -> float:
        """Accepted a second."""
        return self.accepted / self.seconds

    def check(self, what: str, least: int = 1) -> None:
        """Raises BenchError unless every answer was the expected one, and there were some."""
        if self.unexpected or self.broken or self.accepted < least:
            raise BenchError(
                f"{what}: {self.accepted} answers as expected, others by status: {self.unexpected or 'none'}, "
                f"connections broken or timed out: {self.broken}"
            )


def is_installed() -> bool:
    """Whether there is a wrk to run."""
    return shutil.which("wrk") is not None


def sign(url: str, seconds: float, run: str, connections: int = SIGNING_CONNECTIONS) -> Load:
    """Pairs of challenge and signature. `run` must be new to the database: addresses are made of it."""
    names = {"BENCH_RUN": run, "BENCH_PETITION": SLUG, "BENCH_PARTNER": PARTNER, "BENCH_ORIGIN": ORIGIN}
    return _run("sign.lua", url, seconds, connections, names)


def get(url: str, seconds: float) -> Load:
    """One address over and over."""
    return _run("get.lua", url, seconds, GET_CONNECTIONS, {})


def _run(script: str, url: str, seconds: float, connections: int, names: dict[str, str]) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"]
    finished = subprocess.run(
        [*command, "-s", str(SCRIPTS / script), url],
        env=os.environ | names | {"BENCH_SCRIPTS": str(SCRIPTS)},
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        check=False,
    )
    line = next((line for line in finished.stdout.splitlines() if line.startswith("bench ")), None)
    if line is None:
        raise BenchError(f"wrk said nothing of use:\n{finished.stdout}{finished.stderr}")
    seen = json.loads(line.removeprefix("bench "))
    return Load(
        accepted=seen["accepted"],
        seconds=seen["microseconds"] / 1e6,
        p50=seen["p50"] / 1e3,
        p90=seen["p90"] / 1e3,
        p99=seen["p99"] / 1e3,
        unexpected=seen["unexpected"],
        broken=seen["broken"],
    )
