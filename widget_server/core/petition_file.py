"""A petition as one Markdown file with YAML front matter: how organizers write it and tools exchange it.

Errors name the line of the file, and for an unknown key the nearest known one.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from widget_server.core.clock import from_datetime
from widget_server.core.fields import KNOWN_FIELDS, Field
from widget_server.core.partner import KEY_PATTERN

DEFAULT_LEAD_IN = "Sign the petition:"
DEFAULT_CONSENT = (
    "I sign this petition and agree that my data is processed for it, "
    "though my signature shows a political opinion."
)
DEFAULT_UPDATES = "Keep me informed about this campaign by e-mail."
DEFAULT_PARTNER_UPDATES = "{partner} may inform me about its work by e-mail."
DEFAULT_LEGAL = (
    "Your name, e-mail and what else you enter are used for this petition alone, stored encrypted, "
    "and deleted {days} days after it closes. You can withdraw at any time through the link in our mail."
)
REQUIRED = ("slug", "title", "target", "statement")


class PetitionFileError(Exception):
    """The file can't be taken. `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line


@dataclass(frozen=True, kw_only=True)
class PetitionFile:
    """What a petition file says, with defaults filled in. Times in milliseconds."""

    slug: str
    title: str
    target: str
    statement: str
    body: str = ""
    lead_in: str = DEFAULT_LEAD_IN
    goal: int | None = None
    confirmation: str = "email"
    embedding: str = "listed"
    fields: tuple[Field, ...] = tuple(KNOWN_FIELDS.values())
    consent: str = DEFAULT_CONSENT
    opt_ins: tuple[tuple[str, str], ...] = (
        ("updates", DEFAULT_UPDATES),
        ("partner_updates", DEFAULT_PARTNER_UPDATES),
    )
    share: str = ""
    image_url: str | None = None
    image_alt: str = ""
    opens: int | None = None
    closes: int | None = None
    retention_days: int = 180
    locale: str = "en"

    @property
    def legal(self) -> str:
        """What is shown before signing about the use of personal data."""
        return DEFAULT_LEGAL.replace("{days}", str(self.retention_days))


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
            found |= _READERS[key](key, value)
        except ValueError as error:
            raise PetitionFileError(_line(values, key), f"`{key}` {error}") from error
    petition = PetitionFile(**found)
    if petition.opens and petition.closes and petition.opens >= petition.closes:
        raise PetitionFileError(_line(values, "closes"), "`closes` must be later than `opens`.")
    return petition


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


def _line(values: CommentedMap, key: str) -> int:
    """The line in the file: the front matter starts on line 2, and YAML counts from 0."""
    try:
        return int(values.lc.key(key)[0]) + 2
    except (AttributeError, KeyError):  # the key is not there, or came through a merge (`<<`)
        return 1


def _refuse_unknown(values: CommentedMap) -> None:
    for key in values:
        if key not in _READERS:
            near = difflib.get_close_matches(str(key), _READERS, n=1, cutoff=0.5)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(_READERS)}."
            raise PetitionFileError(_line(values, key), f"there is no key `{key}`. {hint}")


def _text(key: str, value: Any, most: int = 10_000) -> dict[str, Any]:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text.")
    if len(value) > most:
        raise ValueError(f"has {len(value)} characters; at most {most} are allowed.")
    if any(ord(character) < 32 and character not in "\n\t" for character in value):
        raise ValueError("has control characters; remove them.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("has half of a character (\\ud800 to \\udfff); write the character itself.")
    return {key: value.strip()}


def _line_of_text(key: str, value: Any) -> dict[str, Any]:
    found = _text(key, value, 300)
    if "\n" in found[key]:
        raise ValueError("must be a single line.")
    return found


def _slug(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, str) or not KEY_PATTERN.fullmatch(value):
        raise ValueError(
            f"must be small letters, digits and inner hyphens, such as stop-rekognition, not {value!r}."
        )
    return {key: value}


def _whole(least: int, most: int) -> Callable[[str, Any], dict[str, Any]]:
    def read(key: str, value: Any) -> dict[str, Any]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least:,} to {most:,}, not {value!r}.")
        return {key: int(value)}

    return read


def _goal(key: str, value: Any) -> dict[str, Any]:
    return {key: None} if value == "auto" else _whole(1, 1_000_000_000)(key, value)


def _one_of(*choices: str) -> Callable[[str, Any], dict[str, Any]]:
    def read(key: str, value: Any) -> dict[str, Any]:
        if value not in choices:
            raise ValueError(f"must be {' or '.join(choices)}, not {value!r}.")
        return {key: str(value)}

    return read


def _moment(key: str, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"must be a time such as 2027-01-31T12:00:00Z, not {value!r}.") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError(f"must be a time such as 2027-01-31T12:00:00Z, not {value!r}.")
    return {key: from_datetime(value)}


def _fields(_key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"must be a list of some of: {', '.join(KNOWN_FIELDS)}.")
    asked = [_field(entry) for entry in value]
    names = [field.name for field in asked]
    if "email" not in names:
        raise ValueError("must have `email`: a signature is one mailbox's.")
    if len(set(names)) < len(names):
        raise ValueError("names a field twice.")
    return {"fields": tuple(asked)}


def _field(entry: Any) -> Field:
    """`comment`, or `{name: comment, required: true}`."""
    options = entry if isinstance(entry, Mapping) else {"name": entry}
    name = options.get("name")
    if not isinstance(name, str) or name not in KNOWN_FIELDS or set(options) - {"name", "required"}:
        near = difflib.get_close_matches(str(name), KNOWN_FIELDS, n=1)
        hint = (
            f"Did you mean {near[0]}?" if near and near[0] != name else f"Known: {', '.join(KNOWN_FIELDS)}."
        )
        raise ValueError(f"has {entry!r}, which is no field. {hint}")
    field = KNOWN_FIELDS[name]
    required = options.get("required", field.required)
    if not isinstance(required, bool):
        raise ValueError(f"`required` of {name} must be true or false.")
    return replace(field, required=required or name == "email")


def _opt_ins(_key: str, value: Any) -> dict[str, Any]:
    """`updates: wording`, `partner_updates: wording with {partner}`; either may be missing or false.

    A list of their names asks for the wording that there is by default.
    """
    known = {"updates": DEFAULT_UPDATES, "partner_updates": DEFAULT_PARTNER_UPDATES}
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = dict.fromkeys(value, True)
    if not isinstance(value, Mapping) or set(value) - set(known):
        raise ValueError(
            "must have `updates` and `partner_updates`, each with its wording, or false for none."
        )
    wordings = {name: known[name] if value[name] is True else value[name] for name in value if value[name]}
    for name, wording in wordings.items():
        _text(name, wording, 1_000)
    return {"opt_ins": tuple((name, str(wordings[name]).strip()) for name in known if name in wordings)}


def _share(_key: str, value: Any) -> dict[str, Any]:
    text = value.get("text") if isinstance(value, Mapping) else value
    return {"share": _text("share", text, 500)["share"]}


def _image(_key: str, value: Any) -> dict[str, Any]:
    """An https address, or `{url: …, alt: …}`."""
    url, alt = (value.get("url"), value.get("alt", "")) if isinstance(value, Mapping) else (value, "")
    if (
        not isinstance(url, str)
        or not url.startswith(("https://", "http://"))
        or any(c.isspace() for c in url)
    ):
        raise ValueError("must be an http(s) address, or have `url` and `alt`.")
    return {"image_url": url, "image_alt": str(alt or "")}


_READERS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "slug": _slug,
    "title": _line_of_text,
    "target": _line_of_text,
    "lead_in": _text,
    "statement": _text,
    "goal": _goal,
    "confirmation": _one_of("email", "none"),
    "embedding": _one_of("listed", "anyone"),
    "fields": _fields,
    "consent": _text,
    "opt_ins": _opt_ins,
    "share": _share,
    "image": _image,
    "opens": _moment,
    "closes": _moment,
    "retention_days": _whole(1, 3_650),
    "locale": _line_of_text,
}
