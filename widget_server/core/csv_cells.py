"""CSV that spreadsheets take for data and never for formulas (OWASP, "CSV injection"; ASVS 5.0.0, 1.2.10)."""

import csv
import io
from collections.abc import Iterable, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with; the last four are the wide forms that East Asian spreadsheets read alike."""

_BLANKS = " \u00a0\u3000"
_SUSPECT = frozenset((*DANGEROUS, *_BLANKS))
"""First characters that are worth a second look. Nearly no cell has one."""

BOM = "\ufeff"
"""At the beginning of a file: without it, Excel reads UTF-8 as the machine's old code page."""


def cell(value: object) -> object:
    """Text that could begin a formula gets an apostrophe before it, which spreadsheets show or swallow. Our own numbers
    pass. Cells are looked at behind their leading blanks, which some programs trim.
    """
    if not isinstance(value, str):
        return value
    if value.lstrip(_BLANKS).startswith(DANGEROUS) or value.startswith(DANGEROUS):
        return "'" + value.replace("\0", "\ufffd")
    return value.replace("\0", "\ufffd") if "\0" in value else value


def column(values: Sequence[str]) -> Sequence[str]:
    """Very many cells as they stand in the lines of a file: defused, and quoted as `csv.writer` does. A record ends
    with CRLF, so that whoever counts those counts rows; within a cell, lines end with LF.

    It looks at all of them together first. Nearly all columns need nothing, and a call for each cell took most of an
    export's time.
    """
    together = "".join(values)
    if not together:
        return values
    has_sign = any(sign in together for sign in _SIGNS)
    if not has_sign and _SUSPECT.isdisjoint({value[:1] for value in values}):
        return values
    return [_written(value) for value in values]


_QUOTED = ('"', ",", "\n", "\r")
_SIGNS = (*_QUOTED, "\0")


def _written(value: str) -> str:
    text = str(cell(value.replace("\r\n", "\n")))
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in _QUOTED) else text


def csv_columns(columns: Iterable[Iterable[str]]) -> str:
    """Lines of whole columns, whose cells are made by `column` or hold nothing but plain words of ours."""
    return "".join([",".join(row) + "\r\n" for row in zip(*columns, strict=True)])


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows with CRLF between them (RFC 4180), every cell defused."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([cell(value) for value in row] for row in rows)
    return buffer.getvalue()
