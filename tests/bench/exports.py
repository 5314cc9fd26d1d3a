"""Taking signatures out, unsealing included, beside a script that reads the same rows and does nothing with them.

Neither writes to a disk, which would be measured instead: 400 MB of JSON Lines take six seconds on some.
"""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.figure import Figure
from tests.bench.petition import SLUG
from tests.bench.product import PETITION, Product, sqlite_url
from tests.bench.sizes import Sizes
from tests.bench.wrk import BenchError

MOST_TIMES = 3
MOST_MEMORY_TIMES = 1.1

SCRIPT = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT id, state, created_at, confirmed_at, partner_id, country, locale, source, ref, updates, partner_updates,"
    " show_name, quarantined, sealed FROM signatures ORDER BY petition_id, id"
)
print(sum(1 for _ in rows))
"""
"""What an operator without a command would begin with: the columns of the export, as they are stored."""

LOOKS_EACH = 0.1
"""Seconds between two looks at memory. Each takes a millisecond."""

FORMATS = ("csv", "jsonl")


@dataclass(frozen=True)
class Run:
    """A command, from its start to its end. `peak` in bytes: what it and the processes that it starts hold together."""

    seconds: float
    peak: int


def measure_exports(files: Sequence[Path], folder: Path, sizes: Sizes) -> list[Figure]:
    """`files`: with all that is exported, and with a tenth of it, which takes as much memory if it is flat."""
    whole, tenth = files
    runs: dict[tuple[str, Path], list[Run]] = {}
    for number in range(sizes.rounds):
        for name in ("script", *FORMATS) if number % 2 else (*FORMATS, "script"):
            runs.setdefault((name, whole), []).append(_run(name, whole, folder))
        runs.setdefault(("csv", tenth), []).append(_run("csv", tenth, folder))
    figures = [
        Figure(
            f"export of {sizes.exported:,} signatures as {name}",
            "a script that reads the same rows raw",
            median(one.seconds for one in runs[name, whole])
            / median(one.seconds for one in runs["script", whole]),
            MOST_TIMES,
            ours=f"{median(one.seconds for one in runs[name, whole]):.1f} s",
            theirs=f"{median(one.seconds for one in runs['script', whole]):.1f} s",
        )
        for name in FORMATS
    ]
    peaks = [max(one.peak for one in runs["csv", file]) for file in files]
    memory = Figure(
        "memory of that export, at its peak",
        "exporting a tenth of it",
        peaks[0] / peaks[1],
        MOST_MEMORY_TIMES,
        ours=f"{peaks[0] / 1e6:.0f} MB",
        theirs=f"{peaks[1] / 1e6:.0f} MB",
    )
    return [*figures, memory]


def _run(name: str, file: Path, folder: Path) -> Run:
    product = Product(sqlite_url(file), folder, "")
    if name == "script":
        return _timed([sys.executable, "-c", SCRIPT, str(file)], product.environ, folder)
    return _timed([PETITION, "export", SLUG, "--format", name], product.environ, folder)


def _timed(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> Run:
    """On every core. Raises BenchError with what it said."""
    log = folder / "export.log"
    peak = 0
    began = time.perf_counter()
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environ), stdout=subprocess.DEVNULL, stderr=said
        )
    os.sched_setaffinity(process.pid, range(os.cpu_count() or 1))
    while True:
        try:
            process.wait(LOOKS_EACH)
            break
        except subprocess.TimeoutExpired:
            peak = max(peak, sum(map(_held, _family(process.pid))))
    taken = time.perf_counter() - began
    if process.returncode:
        raise BenchError(f"{command[1]}:\n{log.read_text('utf-8', 'replace')}")
    return Run(taken, peak)


def _family(pid: int) -> list[int]:
    """A process and those under it. One that ends meanwhile is left out."""
    with contextlib.suppress(OSError):
        lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
        return [pid, *(one for child in " ".join(lists).split() for one in _family(int(child)))]
    return []


def _held(pid: int) -> int:
    """The bytes of a process, with its part of what it shares with others (proc_pid_smaps(5), Pss)."""
    with contextlib.suppress(OSError):
        found = re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0
