"""Signing while 200 browsers watch the dashboard, and while nobody does."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench import wrk
from tests.bench.figure import Figure
from tests.bench.organizer_visit import add_organizer, signed_in
from tests.bench.petition import SLUG
from tests.bench.product import Product, copy_database, sqlite_url
from tests.bench.sizes import Sizes
from tests.bench.wrk import BenchError

WATCHERS = 200
LIVE = f"/organizer/petitions/{SLUG}/live"
AT_LEAST = 0.95
WARM_UP_SECONDS = 2


def measure_watching(file: Path, folder: Path, smtp_url: str, core: int, sizes: Sizes) -> Figure:
    """Signatures a second, in rounds that take turns on one database."""
    copy = folder / "watched.db"
    copy_database(file, copy)
    product = Product(sqlite_url(copy), folder, smtp_url)
    rates: dict[int, list[float]] = {0: [], WATCHERS: []}
    for number in range(sizes.rounds):
        for watchers in (0, WATCHERS) if number % 2 else (WATCHERS, 0):
            rates[watchers].append(_rate(product, core, watchers, f"w{number}x{watchers}", sizes.seconds))
    pairs = zip(rates[WATCHERS], rates[0], strict=True)
    return Figure(
        f"signing while {WATCHERS} organizers watch live",
        "nobody watching",
        median(watched / alone for watched, alone in pairs),
        AT_LEAST,
        ours=f"{median(rates[WATCHERS]):,.0f} pairs/s",
        theirs=f"{median(rates[0]):,.0f} pairs/s",
        is_least=True,
    )


def _rate(product: Product, core: int, watchers: int, run: str, seconds: int) -> float:
    organizer = add_organizer(product.database_url)
    with product.serving(core) as server, signed_in(server, organizer) as client:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        with _watching(server.url, cookie, watchers, least=watchers * seconds // 2):
            wrk.sign(server.url, WARM_UP_SECONDS, f"{run}w")
            load = wrk.sign(server.url, seconds, run)
    load.check(f"signing while {watchers} watch")
    return load.rate


@contextmanager
def _watching(url: str, cookie: str, count: int, least: int) -> Iterator[None]:
    """All see the figures before the block begins. Raises BenchError where fewer events came than there should."""
    if not count:
        yield
        return
    command = [sys.executable, "-m", "tests.bench.watchers", f"{url}{LIVE}", cookie, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = process.stdout.readline()
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            said = process.stdout.read()
    if ready != "watching\n" or int(said or 0) < least:
        raise BenchError(f"{count} who watched saw {said.strip() or 'no'} events, and not {least}")
