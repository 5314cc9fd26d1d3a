"""CSV files as spreadsheets and mailing tools write them, read and written line by line."""

import contextlib
import csv
import io
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import IO, BinaryIO, cast

import click

LONGEST_LINE = 1_000_000
BOM = "\ufeff"


class CsvInput:
    """A CSV file in UTF-8, its cells parted by commas, semicolons or tabs, whichever its first line has most of.

    Iterating gives each row with the number of the line that it begins in, the first line included; empty lines are
    left out. `note_read` is told how many more bytes have been read. Ends the command where the file can't be read on.
    """

    def __init__(self, file: BinaryIO, note_read: Callable[[int], None]) -> None:
        self.name = file.name
        self._file = file
        self._note_read = note_read
        self._line = 0
        first = self._next_line()
        if not first:
            raise click.ClickException(f"{self.name} is empty.")
        self.has_bom = first.startswith(BOM)
        self.line_end = "\r\n" if first.endswith("\r\n") else "\n"
        self.delimiter = max(",;\t", key=first.count)
        self._first = first.removeprefix(BOM)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines = chain([self._first], iter(self._next_line, ""))
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        begins = 1
        try:
            for row in reader:
                if row:
                    yield begins, row
                begins = self._line + 1
        except csv.Error as error:
            raise self.problem(begins, f"this is no CSV ({error}). Is a quotation mark missing?") from error

    def problem(self, line: int, what: str) -> click.ClickException:
        """An error in a line of this file."""
        return click.ClickException(f"{self.name}, line {line}: {what}")

    def _next_line(self) -> str:
        raw = self._file.readline(LONGEST_LINE)
        self._line += bool(raw)
        self._note_read(len(raw))
        if len(raw) == LONGEST_LINE:
            raise self.problem(self._line, f"this is longer than {LONGEST_LINE:,} bytes. Is this a CSV file?")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.problem(self._line, "this is not UTF-8. Save the file as “CSV UTF-8”.") from error


@contextlib.contextmanager
def binary_output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is there once it is whole and that its owner alone may read."""
    if path is None:
        try:
            with click.open_file("-", "wb") as stream:
                yield cast(BinaryIO, stream)
                stream.flush()
        except BrokenPipeError:
            raise  # whoever reads has had enough
        except OSError as error:
            raise click.ClickException(f"Standard output can't be written: {error.strerror}.") from error
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise click.ClickException(f"{path} can't be written: {error.strerror}.") from error
    part = Path(name)
    try:
        with _ended_in_order(), os.fdopen(handle, "wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise click.ClickException(f"{path} can't be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """A command that is told to end, or whose terminal is closed, ends like one that fails: with all that it has begun
    cleared away. Otherwise half a file of personal data would stay, under a name that hides it.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def text_output(path: Path | None) -> Iterator[IO[str]]:
    """The same for text, in UTF-8 and with the ends of lines that it has."""
    with binary_output(path) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        try:
            yield text
        finally:
            text.detach()
