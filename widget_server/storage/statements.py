"""SQL over many rows at once, in the words of SQLite and of PostgreSQL.

One statement a batch instead of one a row: SQLite gets `VALUES (?, ?), (?, ?)` and a limit, PostgreSQL gets
`unnest($1::bigint[], $2::bytea[])`, which it plans once for any number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql


@dataclass(frozen=True)
class Statement:
    """`template` has `{rows}` where a source of rows stands.

    Its columns are those named, with their types taken from `table`.
    """

    template: str
    table: Table
    columns: tuple[str, ...]

    def for_sqlite(self, rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
        """The statement and the values to bind: the rows', then NULLs up to a size that is asked for often,
        then how many rows there are.
        """
        size = _rounded_up(len(rows))
        values = [value for row in rows for value in row]
        values += [None] * (len(self.columns) * (size - len(rows)))
        return _sqlite(self.template, len(self.columns), size), [*values, len(rows)]

    @cached_property
    def for_postgresql(self) -> str:
        """The statement, with an array for each column."""
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
        arrays = ", ".join(
            f"${number}::{self.table.c[name].type.compile(dialect)}[]"
            for number, name in enumerate(self.columns, 1)
        )
        return self.template.replace("{rows}", f"SELECT * FROM unnest({arrays})")  # noqa: S608  # types of schema.py


def _rounded_up(count: int) -> int:
    """1, 2, 3, 4, 6, 8, 12, 16, 24, 32, ...

    A connection keeps 128 prepared statements, which weigh up to 2 KB a row. In all sizes there are, those of
    the signature writer came to 12 MB and were often prepared anew, at 6 us a row; in these, all are kept.
    """
    power: int = 1 << (count - 1).bit_length()
    between = power * 3 // 4
    return between if count <= between and power > 2 else power


@lru_cache(maxsize=128)
def _sqlite(template: str, columns: int, size: int) -> str:
    row = "(" + ", ".join("?" * columns) + ")"
    rows = ", ".join([row] * size)
    return template.replace("{rows}", f"SELECT * FROM (VALUES {rows}) LIMIT ?")  # noqa: S608  # question marks


def insert(table: Table, columns: Sequence[str] | None = None, then: str = "") -> Statement:
    """INSERT of many rows, followed by `then`, such as ON CONFLICT ... RETURNING."""
    names = tuple(columns or (column.name for column in table.columns))
    into = f"{table.name} ({', '.join(names)})"
    return Statement("INSERT INTO " + into + " {rows} " + then, table, names)
