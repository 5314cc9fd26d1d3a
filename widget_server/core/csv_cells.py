"""CSV that spreadsheets take for data and never for formulas (OWASP, "CSV injection"; ASVS 5.0.0, 1.2.10)."""

import csv
import io
from collections.abc import Iterable, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with; the last four are the wide forms that East Asian spreadsheets read alike."""

BOM = "\ufeff"
"""At the beginning of a file: without it, Excel reads UTF-8 as the machine's old code page."""


def cell(value: object) -> object:
    """Text that could begin a formula gets an apostrophe before it, which spreadsheets show or swallow. Our own numbers
    pass. Cells are looked at behind their leading blanks, which some programs trim.
    """
    if not isinstance(value, str):
        return value
    if value.lstrip(" \u00a0\u3000").startswith(DANGEROUS) or value.startswith(DANGEROUS):
        return "'" + value.replace("\0", "\ufffd")
    return value.replace("\0", "\ufffd") if "\0" in value else value


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows with CRLF between them (RFC 4180), every cell defused."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([cell(value) for value in row] for row in rows)
    return buffer.getvalue()
