"""SQL over many rows at once, in the words of SQLite and of PostgreSQL.

One statement a batch instead of one a row: SQLite gets `VALUES (?, ?), (?, ?)`, PostgreSQL gets
`unnest($1::bigint[], $2::bytea[])`, which it plans once for any number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

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

    def for_sqlite(self, count: int) -> str:
        """The statement for `count` rows of values."""
        return _sqlite(self.template, len(self.columns), count)

    @cached_property
    def for_postgresql(self) -> str:
        """The statement, with an array for each column."""
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
        arrays = ", ".join(
            f"${number}::{self.table.c[name].type.compile(dialect)}[]"
            for number, name in enumerate(self.columns, 1)
        )
        return self.template.replace("{rows}", f"SELECT * FROM unnest({arrays})")  # noqa: S608  # types of schema.py


@lru_cache(maxsize=512)
def _sqlite(template: str, columns: int, count: int) -> str:
    """Kept, because batches come in few sizes and 64 rows of 18 columns are 1,152 question marks."""
    row = "(" + ", ".join("?" * columns) + ")"
    return template.replace("{rows}", "VALUES " + ", ".join([row] * count))


def insert(table: Table, columns: Sequence[str] | None = None, then: str = "") -> Statement:
    """INSERT of many rows, followed by `then`, such as ON CONFLICT ... RETURNING."""
    names = tuple(columns or (column.name for column in table.columns))
    into = f"{table.name} ({', '.join(names)})"
    return Statement("INSERT INTO " + into + " {rows} " + then, table, names)
