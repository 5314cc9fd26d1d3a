"""A whole run: rounds in which every server has its turn, then the table."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench import machine
from tests.bench.machine import Cores
from tests.bench.product import Product, copy_database, sqlite_url
from tests.bench.rows import MEMORY, ROWS, Results, Row, needed
from tests.bench.seed import seeded
from tests.bench.sessions import (
    Other,
    Ours,
    Session,
    Turn,
    measure_memory,
    one_request_of_each,
    record_answers,
)
from tests.bench.table import HEADINGS, line, markdown, memory_line
from tests.bench.workplace import running_cluster, workplace
from tests.bench.wrk import GET_CONNECTIONS, NAIVE_CONNECTIONS, SIGNING_CONNECTIONS
from tests.support.postgres import find_programs


@dataclass(frozen=True)
class Plan:
    """How long to measure, how many signatures the big database holds, and how many memory is watched for."""

    rounds: int
    sign_seconds: int
    get_seconds: int
    stored: int
    remembered: int


class Run:
    """`folder` is empty and on a real disk; `cache` stays."""

    def __init__(self, plan: Plan, cores: Cores, folder: Path, cache: Path, smtp_url: str) -> None:
        self._plan = plan
        self._cores = cores
        self._folder = folder
        self._cache = cache
        self._smtp_url = smtp_url
        self._template = folder / "template.db"
        self._answers = folder / "answers.json"

    def __call__(self, names: Collection[str]) -> str:
        """The table of the rows named. Raises BenchError, OSError."""
        self._prepare()
        rows = [row for row in ROWS if row.name in names]
        lines = []
        with ExitStack() as stack:
            sessions = {name: self._session(name, stack) for name in needed(rows)}
            rows = [row for row in rows if sessions[row.ours[0]] is not None]
            results = self._rounds({name: one for name, one in sessions.items() if one}, rows)
            lines += [line(row, results, self._plan.stored) for row in rows]
        if MEMORY in names:
            lines.append(self._memory())
        _note_failures(results)
        return markdown(HEADINGS, lines)

    def _prepare(self) -> None:
        """A database with the petition and nobody's signature, and the answers that the bare application repeats."""
        self._product(self._template).prepare()
        with one_request_of_each(self._product(self._fresh("answers")), self._cores.server) as server:
            record_answers(server, self._answers)

    def _product(self, file: Path) -> Product:
        return Product(sqlite_url(file), self._folder, self._smtp_url)

    def _fresh(self, name: str) -> Path:
        file = self._folder / f"{name}.db"
        copy_database(self._template, file)
        return file

    def _session(self, name: str, stack: ExitStack) -> Session | None:
        make: dict[str, Callable[[], Session | None]] = {
            "ours": lambda: self._ours("SQLite", lambda turn: sqlite_url(self._fresh(f"ours-{turn.number}"))),
            "million": self._million,
            "postgresql": lambda: self._postgresql(stack),
        }
        if name in make:
            return make[name]()
        return Other(name, self._answers, self._folder, self._cores.server)

    def _ours(self, name: str, database: Callable[[Turn], str]) -> Session:
        return Ours(name, database, self._folder, self._smtp_url, self._cores.server)

    def _million(self) -> Session:
        file = self._folder / "million.db"
        copy_database(seeded(self._template, self._cache, self._plan.stored), file)
        return self._ours("SQLite, much stored", lambda _turn: sqlite_url(file))

    def _postgresql(self, stack: ExitStack) -> Session | None:
        programs = find_programs()
        if programs is None:
            click.echo("PostgreSQL is not installed: its row is left out.", err=True)
            return None
        cluster = stack.enter_context(running_cluster(programs))
        Product(cluster.create_database("bench"), self._folder, self._smtp_url).prepare()
        return self._ours(
            "PostgreSQL", lambda turn: cluster.create_database(f"bench_{turn.number}", template="bench")
        )

    def _rounds(self, sessions: dict[str, Session], rows: Collection[Row]) -> Results:
        """Every other round goes backwards, so that a machine that gets slower or faster favours nobody."""
        results: Results = {}
        wanted = needed([*rows])
        turns = [(number, name) for number in range(self._plan.rounds) for name in _in_turn(sessions, number)]
        with click.progressbar(turns, label="Measuring", item_show_func=_shown) as bar:
            for number, name in bar:
                turn = Turn(number, wanted.get(name, ()), self._plan.sign_seconds, self._plan.get_seconds)
                for load, seen in sessions[name].measure(turn).items():
                    results.setdefault((name, load), []).append(seen)
        return results

    def _memory(self) -> tuple[str, ...]:
        click.echo(f"Measuring memory over {self._plan.remembered:,} signatures ...", err=True)
        product = self._product(self._fresh("memory"))
        idle, after = measure_memory(product, self._cores.server, self._plan.remembered)
        return memory_line(idle, after, self._plan.remembered)


def _in_turn(sessions: dict[str, Session], number: int) -> list[str]:
    return list(sessions) if number % 2 == 0 else list(reversed(sessions))


def _shown(item: tuple[int, str] | None) -> str:
    return f"round {item[0] + 1}, {item[1]}" if item else ""


def _note_failures(results: Results) -> None:
    """What the naive handler could not answer does not count for it."""
    for load in results.get(("naive", "sign"), []):
        if load.unexpected or load.broken:
            click.echo(f"The naive handler also answered {load.unexpected}; broken: {load.broken}", err=True)


def head(plan: Plan, cores: Cores, cache: Path) -> str:
    """What was measured how."""
    return f"""{machine.describe(cores)}.
Medians of {plan.rounds} interleaved rounds; {plan.sign_seconds} s of signing over {SIGNING_CONNECTIONS} connections \
({NAIVE_CONNECTIONS} for the naive handler, which does best so), {plan.get_seconds} s of each GET over \
{GET_CONNECTIONS}. The server's process is pinned to core {cores.server}; wrk, the SMTP server that takes the mail \
and PostgreSQL share core {cores.load}. Databases are on {machine.file_system(cache)}. Everything is on but rate \
limits; forms need not wait. PostgreSQL: fsync, synchronous_commit and full_page_writes on, shared_buffers 32 MB, \
otherwise as it comes."""


def measure(plan: Plan, names: Collection[str], cache: Path) -> str:
    """Head and table. Raises BenchError, OSError, RuntimeError (PostgreSQL did not start)."""
    with workplace(cache) as (cores, folder, smtp_url):
        table = Run(plan, cores, folder, cache, smtp_url)(names)
    return f"{head(plan, cores, cache)}\n\n{table}"
