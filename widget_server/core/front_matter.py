"""The front matter of a file: YAML between two lines of `---`, read key by key.

Errors name the line of the file, and for an unknown key the nearest known one.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

Reader = Callable[[str, Any], dict[str, Any]]
"""Takes a key and what stands behind it; raises ValueError with what to do."""


class PetitionFileError(Exception):
    """The file can't be taken. `line` counts from 1; `entry`, of a list that is at fault, from 0. `others`: what else
    is wrong with the same file.
    """

    def __init__(self, line: int, problem: str, entry: int | None = None) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.entry = entry
        self.others: tuple[PetitionFileError, ...] = ()

    @property
    def all(self) -> tuple["PetitionFileError", ...]:
        """Everything that is wrong, one by one."""
        return (self, *self.others)


def read_front_matter(text: str) -> tuple[CommentedMap, str]:
    """The front matter, which knows its lines, and the body behind it. Raises PetitionFileError."""
    front, body = _split(text)
    return _load(front), body


def read_keys(values: CommentedMap, readers: Mapping[str, Reader], required: Sequence[str]) -> dict[str, Any]:
    """What the readers of all keys have read. Raises PetitionFileError, with all that is wrong."""
    missing = [key for key in required if not str(values.get(key) or "").strip()]
    problems = [
        *_unknown(values, readers),
        *(
            PetitionFileError(1, f"the front matter needs `{key}`. Required are: {', '.join(required)}.")
            for key in missing
        ),
    ]
    found: dict[str, Any] = {}
    for key, value in values.items():
        # `image:` with nothing behind it means the default
        if value is None or key in missing or key not in readers:
            continue
        try:
            found |= readers[key](key, value)
        except ValueError as error:
            entry = error.number if isinstance(error, EntryError) else None
            problems.append(PetitionFileError(line_of(values, key, error), f"`{key}` {error}", entry))
    if problems:
        first, *rest = problems
        first.others = tuple(rest)
        raise first
    return found


def _split(text: str) -> tuple[str, str]:
    """The front matter and the body: '---', YAML, '---', Markdown."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---":
        raise PetitionFileError(1, "the file must start with a line `---`, then the front matter.")
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise PetitionFileError(len(lines), "the front matter is not closed: a second line `---` is missing.")


def _load(front: str) -> CommentedMap:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        values = yaml.load(front)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PetitionFileError(mark.line + 2 if mark else 1, f"this is not YAML: {error.problem}") from error
    except ReaderError as error:
        line = front.count("\n", 0, error.position) + 2
        raise PetitionFileError(line, "there is a control character; remove it.") from error
    if not isinstance(values, CommentedMap):
        raise PetitionFileError(2, "the front matter must be lines of `key: value`.")
    return values


class _Constructor(RoundTripConstructor):
    """Numbers and times that Python can't hold stay text, so that the reader of their key can say what is wrong."""

    def construct_or_keep(self, node: ScalarNode) -> Any:
        """The value, or the text that was meant as one."""
        kind = str(node.tag).rpartition(":")[2]
        try:
            return getattr(RoundTripConstructor, f"construct_yaml_{kind}")(self, node)
        except ValueError:
            return node.value


for _kind in ("int", "float", "timestamp"):
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_kind}", _Constructor.construct_or_keep)


class EntryError(ValueError):
    """What is wrong with one entry of a list. `number` counts from 0."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(problem)
        self.number = number


def line_of(values: CommentedMap, key: str, error: ValueError | None = None) -> int:
    """The line in the file: the front matter starts on line 2, and YAML counts from 0."""
    try:
        if isinstance(error, EntryError):
            return int(values[key].lc.item(error.number)[0]) + 2
        return int(values.lc.key(key)[0]) + 2
    except (AttributeError, KeyError):  # the key is not there, or came through a merge (`<<`)
        return 1


def _unknown(values: CommentedMap, readers: Mapping[str, Reader]) -> Iterator[PetitionFileError]:
    for key in values:
        if key not in readers:
            near = difflib.get_close_matches(str(key), readers, n=1, cutoff=0.5)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(readers)}."
            yield PetitionFileError(line_of(values, key), f"there is no key `{key}`. {hint}")
