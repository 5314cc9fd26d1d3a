"""python -m tests.bench: measures the product against what it promises, and prints a table in Markdown.

Both sides of every ratio are measured in this run, in rounds that take turns. It fails on errors, never on a
number that was missed.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench import machine, wrk
from tests.bench.mail_sink import receiving_mail
from tests.bench.product import Product, copy_database, sqlite_url
from tests.bench.rows import MEMORY, NAMES, ROWS, Results, needed
from tests.bench.seed import seeded
from tests.bench.sessions import Other, Ours, Session, Turn, measure_memory, one_request_of_each, record_answers
from tests.bench.table import HEADINGS, line, markdown, memory_line
from tests.bench.wrk import BenchError
from tests.support.postgres import PostgresCluster, find_programs


@dataclass(frozen=True)
class Plan:
    """How long to measure. A quick run fits in three minutes, a whole one in twelve."""

    rounds: int
    sign_seconds: int
    get_seconds: int
    stored: int
    remembered: int


WHOLE = Plan(rounds=5, sign_seconds=8, get_seconds=4, stored=1_000_000, remembered=100_000)
QUICK = Plan(rounds=2, sign_seconds=3, get_seconds=2, stored=100_000, remembered=20_000)


@click.command()
@click.option("--rounds", type=click.IntRange(1, 50), help=f"Turns of each side [{WHOLE.rounds}].")
@click.option("--seconds", type=click.IntRange(1, 300), help=f"Of signing, in each turn [{WHOLE.sign_seconds}].")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Measure this row alone; may be repeated.")
@click.option("--quick", is_flag=True, help="A rough idea, with less stored.")
@click.option(
    "--cache", default="/var/tmp/petition-bench", show_default=True, type=click.Path(file_okay=False, path_type=Path),
    help="Where databases are kept, on a real disk.",
)  # fmt: skip
def main(rounds: int | None, seconds: int | None, only: tuple[str, ...], quick: bool, cache: Path) -> None:
    """Measure speed and memory, and print them beside what is promised."""
    plan = QUICK if quick else WHOLE
    plan = Plan(
        rounds or plan.rounds,
        seconds or plan.sign_seconds,
        min(seconds or plan.get_seconds, plan.get_seconds),
        plan.stored,
        plan.remembered,
    )
    check_machine(cache)
    try:
        with Bench(plan, cache) as bench:
            bench.run(only or NAMES)
    except (BenchError, OSError, RuntimeError) as error:
        raise click.ClickException(str(error)) from error


def check_machine(cache: Path) -> None:
    """Ends the command where nothing could be measured."""
    if not machine.is_measurable():
        raise click.ClickException("The bench pins processes to cores and reads their memory as Linux does.")
    if not wrk.is_installed():
        raise click.ClickException("The bench needs wrk, which makes the load: scripts/system-packages bench")
    cache.mkdir(parents=True, exist_ok=True)
    if machine.file_system(cache) in ("tmpfs", "ramfs"):
        raise click.ClickException(f"{cache} is in memory, where nothing is durable. Give --cache on a disk.")
