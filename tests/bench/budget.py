"""python -m tests.bench.budget: where the microseconds of one signature go.

Each step is measured on its own, and their sum is compared with what a server under load spends on a pair of
challenge and signature. All of it is CPU time of the server's process, the resource that runs out first.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean

import click
import uvloop

from tests.bench import machine, wrk
from tests.bench.product import Product, sqlite_url
from tests.bench.servers import Server
from tests.bench.sessions import one_request_of_each, record_answers, serving_app
from tests.bench.steps import Steps
from tests.bench.table import markdown
from tests.bench.workplace import CACHE, check_machine, running_cluster, workplace
from tests.bench.wrk import Load
from tests.support.postgres import PostgresCluster, find_programs
from widget_server.app import Service
from widget_server.core.settings import read_settings

SECONDS = 6


def cpu_of(process_id: int) -> float:
    """CPU time that all threads of a process have had, in microseconds."""
    threads = Path(f"/proc/{process_id}/task").iterdir()
    return sum(int((thread / "schedstat").read_text("ascii").split()[0]) for thread in threads) / 1e3


def under_load(serving_now: AbstractContextManager[Server]) -> tuple[float, Load]:
    """CPU time of a pair, and the load that it was measured under."""
    with serving_now as server:
        wrk.sign(server.url, 1, "w").check("warming up", least=0)
        before = cpu_of(server.process_id)
        load = wrk.sign(server.url, SECONDS, "b")
        spent = cpu_of(server.process_id) - before
    load.check("the budget's server")
    return spent / load.accepted, load


SIZES = (1, 8, 32, 128)
"""Signatures in one transaction, beside the number seen under load."""


class Budget:
    """`folder` is empty and on a real disk; `core` is the server's."""

    def __init__(self, folder: Path, core: int, smtp_url: str, cluster: PostgresCluster | None) -> None:
        self._folder = folder
        self._core = core
        self._product = Product(sqlite_url(folder / "budget.db"), folder, smtp_url)
        self._product.prepare()
        self._databases = {"SQLite": self._product}
        if cluster:
            self._databases["PostgreSQL"] = replace(
                self._product, database_url=cluster.create_database("budget")
            )
            self._databases["PostgreSQL"].prepare()

    def __call__(self) -> str:
        """The tables, and what they were measured with. Raises BenchError."""
        bare, whole, size, load = self._loaded()
        os.sched_setaffinity(0, {self._core})
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            steps = runner.run(self._steps(size))
            sizes = sorted({*SIZES, size})
            stored = [(name, runner.run(self._storing(name, sizes))) for name in self._databases]
        lines = [("HTTP and ASGI, two requests (the bare application)", bare), *steps.items()]
        lines.append(
            (f"SQLite: rows, outbox, totals, commit, {size} at once", stored[0][1][sizes.index(size)])
        )
        done = sum(spent for _, spent in lines)
        lines += [("sum", done), ("mail under way, threads, what lies between the steps", whole - done)]
        lines.append(("whole, under load", whole))
        return (
            f"{load.rate:,.0f} pairs/s on SQLite, in transactions of {size} signatures on average.\n\n"
            f"{_table('step', lines)}\n\n{_by_size(sizes, stored)}"
        )

    def _loaded(self) -> tuple[float, float, int, Load]:
        """Microseconds of a pair, bare and ours; signatures in a transaction; the load on ours."""
        answers, sizes = self._folder / "answers.json", self._folder / "sizes"
        with one_request_of_each(self._product, self._core) as server:
            record_answers(server, answers)
        bare, _ = under_load(serving_app("bare", answers, self._folder / "none.db", self._core))
        counted = (sys.executable, "-m", "tests.bench.counted_serve", str(sizes))
        whole, load = under_load(self._product.serving(self._core, counted))
        return bare, whole, round(mean(map(int, sizes.read_text("ascii").split()))), load

    async def _steps(self, size: int) -> dict[str, float]:
        async with read_service(self._product) as service:
            steps = Steps(service)
            waiting = await steps.writing(size)
            return steps.on_the_way_in() | {
                "queue, future and hand-over": waiting,
                "the two answers": await steps.answering(),
            }

    async def _storing(self, name: str, sizes: Sequence[int]) -> list[float]:
        async with read_service(self._databases[name]) as service, service.database.held() as connection:
            steps = Steps(service)
            return [await steps.storing(connection, size) for size in sizes]


@asynccontextmanager
async def read_service(product: Product) -> AsyncIterator[Service]:
    """A service whose workers don't run."""
    service = Service(read_settings(product.environ))
    await service.database.connect()
    await service.refresher.refresh_once()
    try:
        yield service
    finally:
        await service.database.disconnect()


def _table(heading: str, lines: Sequence[tuple[str, float]]) -> str:
    return markdown((heading, "us"), [(name, f"{spent:.0f}") for name, spent in lines])


def _by_size(sizes: Sequence[int], stored: Sequence[tuple[str, list[float]]]) -> str:
    """One signature's share of a transaction."""
    lines = [
        (f"{size} at once", *(f"{spent[at]:.0f}" for _, spent in stored)) for at, size in enumerate(sizes)
    ]
    return markdown(("storing one signature", *(f"{name}, us" for name, _ in stored)), lines)


@click.command()
@click.option("--cache", default=CACHE, show_default=True, type=click.Path(file_okay=False, path_type=Path))
def main(cache: Path) -> None:
    """Measure the steps of one signature."""
    check_machine(cache)
    programs = find_programs()
    with workplace(cache) as (cores, folder, smtp_url), ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(programs)) if programs else None
        click.echo(f"{machine.describe(cores)}.\n{Budget(folder, cores.server, smtp_url, cluster)()}")


if __name__ == "__main__":
    main()
