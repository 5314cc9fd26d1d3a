"""Dashboard and open figures, read anew: with very many signatures and with few."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median

import httpx

from tests.bench.figure import Figure
from tests.bench.organizer_visit import add_organizer, signed_in
from tests.bench.petition import API, SLUG
from tests.bench.product import Product, sqlite_url
from tests.bench.sizes import Sizes
from tests.bench.wrk import BenchError
from tests.web.reading import Page

DASHBOARD = f"/organizer/petitions/{SLUG}"
PAGES = {
    "dashboard": DASHBOARD,
    "open figures, JSON": f"{API}/statistics",
    "open figures, page": f"/p/{SLUG}/statistics",
}
LOOKS = 3
"""Each page is asked for so often in a round."""
STALE_SECONDS = 1.2
"""Figures are looked at once a second."""
MOST_TIMES = 1.5
MOST_BYTES = 100 * 1024


def measure_dashboards(files: Sequence[Path], folder: Path, core: int, sizes: Sizes) -> list[Figure]:
    """Milliseconds of the first answer after something has changed. `files`: with many, with few."""
    times: dict[tuple[str, Path], list[float]] = {}
    with ExitStack() as stack:
        clients = {file: stack.enter_context(_visit(file, folder, core)) for file in files}
        for number in range(sizes.rounds * LOOKS):
            for name, path in PAGES.items():
                for file in files:
                    _change(file)
                time.sleep(STALE_SECONDS)
                for file in files if number % 2 else reversed(files):
                    times.setdefault((name, file), []).append(_milliseconds(clients[file], path))
    many, few = files
    return [
        Figure(
            f"{name} with {sizes.many:,} signatures, figures read anew",
            f"the same with {sizes.few:,}",
            median(times[name, many]) / median(times[name, few]),
            MOST_TIMES,
            ours=f"{median(times[name, many]):.1f} ms",
            theirs=f"{median(times[name, few]):.1f} ms",
        )
        for name in PAGES
    ]


@contextmanager
def _visit(file: Path, folder: Path, core: int) -> Iterator[httpx.Client]:
    product = Product(sqlite_url(file), folder, "")
    organizer = add_organizer(product.database_url)
    with product.serving(core) as server, signed_in(server, organizer) as client:
        for path in PAGES.values():
            client.get(path).raise_for_status()  # templates are read, and connections opened
        yield client


def _change(file: Path) -> None:
    """As if somebody had signed: figures in memory are old, and read anew at the next look."""
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        connection.execute("UPDATE petition_totals SET changed_at = changed_at + 1")


def _milliseconds(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - began) * 1_000
    if answer.status_code != httpx.codes.OK:
        raise BenchError(f"{path} was answered {answer.status_code}")
    return taken


def weigh_dashboard(file: Path, folder: Path, core: int) -> Figure:
    """The page, and all that it loads at once, as it comes over the wire."""
    with _visit(file, folder, core) as client:
        client.headers["Accept-Encoding"] = "gzip"
        page = Page(client.get(DASHBOARD).text)
        sheets = [
            one.attributes["href"] for one in page.all("link") if one.attributes.get("rel") == "stylesheet"
        ]
        scripts = [one.attributes["src"] for one in page.all("script") if "src" in one.attributes]
        weight = sum(_bytes(client, path) for path in (DASHBOARD, *sheets, *scripts))
    return Figure("bytes of the dashboard's first paint, gzip", "", weight, MOST_BYTES, "bytes")


def _bytes(client: httpx.Client, path: str) -> int:
    with client.stream("GET", path) as answer:
        return sum(map(len, answer.iter_raw()))
