"""Tables on a terminal."""

from collections.abc import Collection, Sequence

import click


def print_table(rows: Sequence[Sequence[str]], numeric: Collection[int] = ()) -> None:
    """Columns as wide as their widest cell; those in `numeric` stand to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
