"""Dashboard and open figures, as they are read first and as they change: with very many signatures and with few."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median

import httpx

from tests.bench.figure import Figure
from tests.bench.organizer_visit import add_organizer, signed_in
from tests.bench.petition import API, OTHER_FILE, SLUG
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
FIRST_LOOKS = 3
LATER_LOOKS = 9
"""In a round. More than of what takes seconds: whatever else the machine does in these milliseconds shows."""
STALE_SECONDS = 1.2
"""Figures are looked at once a second."""
SETTLED_SECONDS = 4
"""A server that starts clears away what has lapsed, which with ten million signatures takes a while."""
MOST_TIMES = 1.5
MOST_BYTES = 100 * 1024


def measure_dashboards(files: Sequence[Path], folder: Path, core: int, sizes: Sizes) -> list[Figure]:
    """`files`: with many, with few."""
    return [_first_looks(files, folder, core, sizes), *_later_looks(files, folder, core, sizes)]


def _first_looks(files: Sequence[Path], folder: Path, core: int, sizes: Sizes) -> Figure:
    """Milliseconds of the first dashboard of a server that has no figures yet, and so reads all there are."""
    for file in files:
        Product(sqlite_url(file), folder, "").run("add", str(OTHER_FILE))
    times: dict[Path, list[float]] = {file: [] for file in files}
    for number in range(sizes.rounds * FIRST_LOOKS):
        for file in files if number % 2 else reversed(files):
            with _visit(file, folder, core, [f"/organizer/petitions/{OTHER_FILE.stem}"]) as client:
                time.sleep(SETTLED_SECONDS)
                times[file].append(_milliseconds(client, DASHBOARD))
    return _figure("dashboard", "first read", times, files, sizes)


def _later_looks(files: Sequence[Path], folder: Path, core: int, sizes: Sizes) -> list[Figure]:
    """Milliseconds of the first answer after something has changed."""
    times: dict[tuple[str, Path], list[float]] = {}
    with ExitStack() as stack:
        clients = {file: stack.enter_context(_visit(file, folder, core, PAGES.values())) for file in files}
        for number in range(sizes.rounds * LATER_LOOKS):
            for name, path in PAGES.items():
                for file in files:
                    _change(file)
                time.sleep(STALE_SECONDS)
                for file in files if number % 2 else reversed(files):
                    times.setdefault((name, file), []).append(_milliseconds(clients[file], path))
    return [
        _figure(name, "read after a change", {file: times[name, file] for file in files}, files, sizes)
        for name in PAGES
    ]


def _figure(
    name: str, when: str, times: Mapping[Path, Sequence[float]], files: Sequence[Path], sizes: Sizes
) -> Figure:
    many, few = (median(times[file]) for file in files)
    return Figure(
        f"{name} with {sizes.many:,} signatures, {when}",
        f"the same with {sizes.few:,}",
        many / few,
        MOST_TIMES,
        ours=f"{many:.1f} ms",
        theirs=f"{few:.1f} ms",
    )


@contextmanager
def _visit(file: Path, folder: Path, core: int, before: Iterable[str]) -> Iterator[httpx.Client]:
    """Pages that are looked at `before` are not measured: templates are read, and connections opened."""
    product = Product(sqlite_url(file), folder, "")
    organizer = add_organizer(product.database_url)
    with product.serving(core) as server, signed_in(server, organizer) as client:
        for path in before:
            client.get(path).raise_for_status()
        yield client


def _change(file: Path) -> None:
    """As if somebody had signed: figures in memory are old, and are looked up at the next look."""
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
    with _visit(file, folder, core, [DASHBOARD]) as client:
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
