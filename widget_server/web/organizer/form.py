"""Forms of the organizers' pages: text, several values of one name, and files."""

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from widget_server.core.errors import TooLarge, UnsupportedMediaType

LARGEST_FORM = 2 * 1024 * 1024
"""Bytes of all text of a form: a petition's text of a hundred pages, or 400 lines of origins, is far below. Whoever
sends more is refused while it arrives, for forms are read before anybody is asked who they are.
"""

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of a file that is taken in. While it arrives it lies on the disk, not in memory; what goes beyond is kept
nowhere. The rest is read all the same, since what was typed may come after it.
"""

LARGEST_UPLOAD = 80 * 1024 * 1024
"""Bytes of a whole request, so that somebody who chose a picture of 50 MB by mistake is told so by the field."""

MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file. `content` is None where it is larger than LARGEST_FILE, or was not kept."""

    name: str
    content: bytes | None


@dataclass(frozen=True)
class Form:
    """What was sent, by name. Missing names are ''."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The first value."""
        found = self.values.get(name, ())
        return found[0] if found else ""

    def all(self, name: str) -> list[str]:
        """All values of the name."""
        return list(self.values.get(name, ()))

    def has(self, name: str) -> bool:
        """Whether it was sent at all, such as a ticked box."""
        return name in self.values

    def moment(self, name: str) -> int | None:
        """Milliseconds, as a page of ours has written them; None where there are none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None

    def file(self, name: str) -> File | None:
        """The file, if one was chosen."""
        return self.files.get(name)

    def pairs(self, *, but: Iterable[str] = ()) -> list[tuple[str, str]]:
        """All names and values, to be sent again; without files."""
        left_out = set(but)
        return [
            (name, value) for name, values in self.values.items() if name not in left_out for value in values
        ]


def storable(text: str) -> str:
    """With U+FFFD in place of NUL, which PostgreSQL takes nowhere, not even to look for."""
    return text.replace("\x00", "\ufffd")


def form_of(pairs: Iterable[tuple[str, str]], files: Mapping[str, File] | None = None) -> Form:
    """A form of these names and values. Line breaks become single, and all is storable."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(storable(value.replace("\r\n", "\n")))
    return Form({name: tuple(found) for name, found in values.items()}, files or {})


async def read_form(request: Request, *, keeps_files: bool = False) -> Form:
    """Of files nothing but their names, unless it `keeps_files`: that is for those who are signed in.

    Raises UnsupportedMediaType, TooLarge.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("", "application/x-www-form-urlencoded"):  # an empty form may have no type
        return await _urlencoded(request)
    if kind == "multipart/form-data":
        return await _multipart(request, LARGEST_FILE if keeps_files else 0)
    raise UnsupportedMediaType


async def _urlencoded(request: Request) -> Form:
    body = b"".join([piece async for piece in _at_most(request, LARGEST_FORM)])
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except ValueError as error:
        raise TooLarge(f"The form has more than {MOST_FIELDS} fields.") from error
    return form_of(pairs)


async def _multipart(request: Request, largest_file: int) -> Form:
    parser = _Parser(
        largest_file,
        request.headers,
        _at_most(request, LARGEST_UPLOAD),
        max_files=4,
        max_fields=MOST_FIELDS,
        max_part_size=LARGEST_FORM,
    )
    try:
        data = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from error
    pairs: list[tuple[str, str]] = []
    files: dict[str, File] = {}
    try:
        for name, value in data.multi_items():
            if not isinstance(value, UploadFile):
                pairs.append((name, value))
            elif value.filename:
                files[name] = await _file(value, largest_file)
    finally:
        await data.close()
    return form_of(pairs, files)


class _Parser(MultiPartParser):
    """Drops what a file has too much, piece by piece as it arrives; too much text ends it."""

    def __init__(self, largest_file: int, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._largest_file = largest_file
        self._text = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Called for each piece of a part."""
        file = self._current_part.file
        if file is None:
            self._text += end - start
            if self._text > LARGEST_FORM:
                raise TooLarge(f"The form's text is larger than {LARGEST_FORM // 1024 // 1024} MB.")
        if file is None or (file.size or 0) <= self._largest_file:
            super().on_part_data(data, start, end)


async def _file(upload: UploadFile, largest: int) -> File:
    is_too_large = (upload.size or 0) > largest
    return File(upload.filename or "", None if is_too_large else await upload.read())


async def _at_most(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise TooLarge(f"What was sent is larger than {most // 1024 // 1024} MB. Choose a smaller file.")
        yield piece
