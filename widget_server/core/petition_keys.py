"""The keys of a petition file's front matter: what each may say. Readers raise ValueError with what to do."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, get_args

from babel import Locale, UnknownLocaleError

from widget_server.core.clock import from_datetime
from widget_server.core.partner import KEY_PATTERN
from widget_server.core.petition import ConsentStyle
from widget_server.core.petition_fields import read_fields

CONSENT_STYLES = get_args(ConsentStyle)


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


def _yes_or_no(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}.")
    return {key: value}


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


def _consent(_key: str, value: Any) -> dict[str, Any]:
    """The wording, or `{text: wording, style: checkbox or choice}`; without `text`, the wording that there is."""
    if not isinstance(value, Mapping):
        return _text("consent", value)
    if set(value) - {"text", "style"}:
        raise ValueError("must be text, or have `text` and `style`.")
    if value.get("style") not in (None, *CONSENT_STYLES):
        raise ValueError(f"`style` must be {' or '.join(CONSENT_STYLES)}, not {value['style']!r}.")
    found = {} if value.get("text") is None else _text("consent", value["text"])
    return found | {"consent_style": str(value.get("style") or CONSENT_STYLES[0])}


OPT_INS = ("updates", "partner_updates")


def _opt_ins(_key: str, value: Any) -> dict[str, Any]:
    """`updates: wording`, `partner_updates: wording with {partner}`; either may be missing or false.

    A list of their names, or true, asks for the wording that there is by default: None here.
    """
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = dict.fromkeys(value, True)
    if not isinstance(value, Mapping) or set(value) - set(OPT_INS):
        raise ValueError(
            "must have `updates` and `partner_updates`, each with its wording, or false for none."
        )
    wordings = {name: None if value[name] is True else value[name] for name in value if value[name]}
    for name, wording in wordings.items():
        if wording is not None:
            wordings[name] = _text(name, wording, 1_000)[name]
    return {"opt_ins": tuple((name, wordings[name]) for name in OPT_INS if name in wordings)}


def _locale(key: str, value: Any) -> dict[str, Any]:
    try:
        return {key: str(Locale.parse(str(value), sep="-")).replace("_", "-")}
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"must be the tag of a language, such as de or pt-BR, not {value!r}.") from None


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


READERS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "slug": _slug,
    "title": _line_of_text,
    "target": _line_of_text,
    "lead_in": _text,
    "statement": _text,
    "goal": _goal,
    "confirmation": _one_of("email", "none"),
    "thanks_mail": _yes_or_no,
    "embedding": _one_of("listed", "anyone"),
    "fields": read_fields,
    "consent": _consent,
    "opt_ins": _opt_ins,
    "share": _share,
    "image": _image,
    "opens": _moment,
    "closes": _moment,
    "retention_days": _whole(1, 3_650),
    "locale": _locale,
}
