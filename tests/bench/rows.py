"""What the product promises: the rows of the table, with what is enough and what is aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.wrk import Load

Source = tuple[str, str]
"""Session and load, such as ('ours', 'sign')."""

Results = dict[Source, list[Load]]
"""One load a round."""


@dataclass(frozen=True)
class Row:
    """The rate of `ours` as a multiple of that of `theirs`."""

    name: str
    what: str
    against: str
    ours: Source
    theirs: Source
    at_least: float
    aim: float
    unit: str
    is_factor: bool = False

    def ratio(self, results: Results) -> float:
        """The median of the rounds' ratios: both sides of each were measured within the same minute."""
        pairs = zip(results[self.ours], results[self.theirs], strict=True)
        return median(ours.rate / theirs.rate for ours, theirs in pairs)


ROWS = (
    Row(
        "signing", "challenge + signature, SQLite, durable",
        "bare Starlette answering both with constants",
        ("ours", "sign"), ("bare", "sign"), 0.30, 0.45, "pairs/s",
    ),
    Row(
        "million", "the same with {stored:,} signatures stored", "itself, empty",
        ("million", "sign"), ("ours", "sign"), 0.90, 1.00, "pairs/s",
    ),
    Row(
        "postgresql", "the same on PostgreSQL, durable", "itself on SQLite",
        ("postgresql", "sign"), ("ours", "sign"), 0.70, 1.00, "pairs/s",
    ),
    Row(
        "totals", "GET totals", "bare Starlette GET of as many bytes",
        ("ours", "totals"), ("bare", "totals"), 0.80, 0.95, "req/s",
    ),
    Row(
        "config", "GET config", "bare Starlette GET of as many bytes",
        ("ours", "config"), ("bare", "config"), 0.80, 0.95, "req/s",
    ),
    Row(
        "naive", "challenge + signature, SQLite, durable",
        "naive handler on `databases`: an INSERT and a COUNT a request",
        ("ours", "sign"), ("naive", "sign"), 8, 15, "pairs/s", is_factor=True,
    ),
)  # fmt: skip

MEMORY = "memory"
MOST_GROWTH_MB = 30

NAMES = (*(row.name for row in ROWS), MEMORY)


def needed(rows: Sequence[Row]) -> dict[str, set[str]]:
    """The loads that each session has to be put under, by session."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for session, load in (row.ours, row.theirs):
            wanted.setdefault(session, set()).add(load)
    return wanted
