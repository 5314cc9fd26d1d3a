"""The table, in Markdown."""

from collections.abc import Iterable, Sequence
from statistics import median

from tests.bench.memory import Memory
from tests.bench.rows import MOST_GROWTH_MB, Results, Row, Source

HEADINGS = ("what", "against", "measured", "at least", "aim", "ours", "theirs", "ours, p50 / p99 ms")


def line(row: Row, results: Results, stored: int) -> tuple[str, ...]:
    """A row's cells."""
    suffix = " x" if row.is_factor else ""
    digits = 1 if row.is_factor else 2
    ratio = row.ratio(results)
    latencies = [
        f"{median(getattr(load, name) for load in results[row.ours]):.1f}" for name in ("p50", "p99")
    ]
    return (
        row.what.format(stored=stored),
        row.against,
        f"**{ratio:.{digits}f}{suffix}**{'' if ratio >= row.at_least else ' (missed)'}",
        f"{row.at_least:.{0 if row.is_factor else 2}f}{suffix}",
        f"{row.aim:.{0 if row.is_factor else 2}f}{suffix}",
        f"{rate(results, row.ours):,.0f} {row.unit}",
        f"{rate(results, row.theirs):,.0f} {row.unit}",
        " / ".join(latencies),
    )


def rate(results: Results, source: Source) -> float:
    """The median of the rounds' rates."""
    return median(load.rate for load in results[source])


def memory_line(idle: Memory, after: Memory, signatures: int) -> tuple[str, ...]:
    """The cells of the row about memory."""
    growth = _megabytes(after.rss - idle.rss)
    return (
        f"memory of a worker after {signatures:,} signatures",
        "the same worker idle",
        f"**{growth:+.1f} MB**{'' if growth <= MOST_GROWTH_MB else ' (missed)'}",
        f"+{MOST_GROWTH_MB} MB at most",
        "",
        f"RSS {_megabytes(after.rss):.1f}, PSS {_megabytes(after.pss):.1f} MB",
        f"RSS {_megabytes(idle.rss):.1f}, PSS {_megabytes(idle.pss):.1f} MB",
        "",
    )


def _megabytes(size: int) -> float:
    return size / 1e6


def markdown(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table with its columns aligned, so that it can be read as it is."""
    rows = [headings, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [rows[0], rule, *rows[1:]]
    )
