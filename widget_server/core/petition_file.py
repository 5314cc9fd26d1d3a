"""A petition as one Markdown file with YAML front matter: how organizers write it and tools exchange it.

Errors name the line of the file, and for an unknown key the nearest known one.
"""

import difflib
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from widget_server.core.catalogue import DEFAULT_LOCALE, load_catalogues
from widget_server.core.fields import DEFAULT_FIELDS, Field
from widget_server.core.petition_fields import EntryError
from widget_server.core.petition_keys import OPT_INS, READERS

REQUIRED = ("slug", "title", "target", "statement")


class PetitionFileError(Exception):
    """The file can't be taken. `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line


@dataclass(frozen=True, kw_only=True)
class PetitionFile:
    """What a petition file says, with defaults filled in. Times in milliseconds.

    `legal` is shown before signing, about the use of personal data.
    """

    slug: str
    title: str
    target: str
    statement: str
    lead_in: str
    consent: str
    opt_ins: tuple[tuple[str, str], ...]
    legal: str
    body: str = ""
    goal: int | None = None
    confirmation: str = "email"
    embedding: str = "listed"
    consent_style: str = "checkbox"
    fields: tuple[Field, ...] = DEFAULT_FIELDS
    share: str = ""
    image_url: str | None = None
    image_alt: str = ""
    opens: int | None = None
    closes: int | None = None
    retention_days: int = 180
    locale: str = DEFAULT_LOCALE


def parse_petition_file(text: str) -> PetitionFile:
    """Raises PetitionFileError."""
    front, body = _split(text)
    values = _load(front)
    _refuse_unknown(values)
    for key in REQUIRED:
        if not str(values.get(key) or "").strip():
            raise PetitionFileError(
                1, f"the front matter needs `{key}`. Required are: {', '.join(REQUIRED)}."
            )
    found: dict[str, Any] = {"body": body.strip()}
    for key, value in values.items():
        if value is None:  # `image:` with nothing behind it means the default
            continue
        try:
            found |= READERS[key](key, value)
        except ValueError as error:
            raise PetitionFileError(_line(values, key, error), f"`{key}` {error}") from error
    petition = PetitionFile(**_with_wordings(found))
    if petition.opens and petition.closes and petition.opens >= petition.closes:
        raise PetitionFileError(_line(values, "closes"), "`closes` must be later than `opens`.")
    return petition


def _with_wordings(found: dict[str, Any]) -> dict[str, Any]:
    """What organizers leave to us is said in the petition's language."""
    words = load_catalogues().best(found.get("locale", DEFAULT_LOCALE))

    def default(name: str) -> str:
        return words.text("petition", name)

    opt_ins = found.get("opt_ins", tuple((name, None) for name in OPT_INS))
    days = found.get("retention_days", PetitionFile.retention_days)
    return {
        "lead_in": default("lead_in"),
        "consent": default("consent"),
        "legal": words.text("petition", "legal", count=days),
        **found,
        "opt_ins": tuple((name, wording or default(name)) for name, wording in opt_ins),
    }


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


def _line(values: CommentedMap, key: str, error: ValueError | None = None) -> int:
    """The line in the file: the front matter starts on line 2, and YAML counts from 0."""
    try:
        if isinstance(error, EntryError):
            return int(values[key].lc.item(error.number)[0]) + 2
        return int(values.lc.key(key)[0]) + 2
    except (AttributeError, KeyError):  # the key is not there, or came through a merge (`<<`)
        return 1


def _refuse_unknown(values: CommentedMap) -> None:
    for key in values:
        if key not in READERS:
            near = difflib.get_close_matches(str(key), READERS, n=1, cutoff=0.5)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(READERS)}."
            raise PetitionFileError(_line(values, key), f"there is no key `{key}`. {hint}")
