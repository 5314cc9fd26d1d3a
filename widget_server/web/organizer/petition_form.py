"""The form of a petition: what was typed as a file, and a stored petition as what stands in the form."""

from datetime import datetime
from typing import Any

from widget_server.core.clock import isoformat
from widget_server.core.fields import DEFAULT_FIELDS
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import PetitionFile
from widget_server.core.petition_writer import front_matter
from widget_server.web.organizer.form import Form
from widget_server.web.organizer.question_rows import entries, rows_of, typed_rows

PLAIN = ("slug", "locale", "title", "target", "lead_in", "statement", "confirmation", "embedding")
TEXTS = (
    *PLAIN,
    "body",
    "goal",
    "share",
    "image",
    "image_alt",
    "consent",
    "opens",
    "closes",
    "retention_days",
)
OPT_INS = ("updates", "partner_updates")


def typed(form: Form, stored: Petition | None = None) -> dict[str, Any]:
    """What stands in the form, to be shown again. `stored` is what it changes."""
    values: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    values["consent_style"] = form.text("consent_style") or "checkbox"
    values["thanks_mail"] = form.has("thanks_mail")
    values["rows"] = typed_rows(form, stored.fields if stored else ())
    values["opt_ins"] = {name: form.text(f"opt_in_{name}") for name in OPT_INS}
    values["opt_in_asked"] = [name for name in OPT_INS if form.has(f"has_{name}")]
    return values


def shown(petition: Petition) -> dict[str, Any]:
    """A stored petition in the form."""
    at = petition.opens_at, petition.closes_at
    return _values(petition, petition.text, petition.fixed_goal, petition.share_text, at)


def from_file(file: PetitionFile) -> dict[str, Any]:
    """What a file says, in the form."""
    return _values(file, file, file.goal, file.share, (file.opens, file.closes))


def _values(
    of: Petition | PetitionFile,
    text: PetitionText | PetitionFile,
    goal: int | None,
    share: str,
    at: tuple[int | None, int | None],
) -> dict[str, Any]:
    opt_ins = dict(text.opt_ins)
    return {
        "slug": of.slug,
        "locale": of.locale,
        "title": text.title,
        "target": text.target,
        "lead_in": of.lead_in,
        "statement": text.statement,
        "confirmation": of.confirmation,
        "embedding": of.embedding,
        "body": of.body,
        "goal": str(goal or ""),
        "share": share,
        "image": of.image_url or "",
        "image_alt": of.image_alt,
        "consent": text.consent,
        "consent_style": of.consent_style,
        "thanks_mail": of.thanks_mail,
        "opens": _local(at[0]),
        "closes": _local(at[1]),
        "retention_days": str(of.retention_days),
        "rows": rows_of(of.fields),
        "opt_ins": {name: opt_ins.get(name, "") for name in OPT_INS},
        "opt_in_asked": list(opt_ins),
    }


EMPTY: dict[str, Any] = {
    **dict.fromkeys(TEXTS, ""),
    "locale": "en",
    "confirmation": "email",
    "embedding": "listed",
    "retention_days": "180",
    "consent_style": "checkbox",
    "thanks_mail": True,
    "rows": rows_of(DEFAULT_FIELDS),
    "opt_ins": dict.fromkeys(OPT_INS, ""),
    "opt_in_asked": list(OPT_INS),
}
"""A new petition, with the defaults of `petition add`."""


def as_file(values: dict[str, Any]) -> str:
    """A petition file, which says what is wrong by key."""
    found: dict[str, Any] = {name: values[name] for name in PLAIN if values[name].strip()}
    if values["goal"].strip():
        found["goal"] = _number(values["goal"])
    if values["retention_days"].strip():
        found["retention_days"] = _number(values["retention_days"])
    for name in ("opens", "closes"):
        if values[name].strip():
            found[name] = _moment(values[name].strip())
    if values["share"].strip():
        found["share"] = values["share"]
    if values["image"].strip():
        found["image"] = {"url": values["image"].strip(), "alt": values["image_alt"]}
    consent = {"text": values["consent"]} if values["consent"].strip() else {}
    found["consent"] = consent | {"style": values["consent_style"]}
    found["thanks_mail"] = values["thanks_mail"]
    found["opt_ins"] = {name: values["opt_ins"][name].strip() or True for name in values["opt_in_asked"]}
    found["fields"] = entries(values["rows"])
    return front_matter(found, values["body"])


def _number(text: str) -> int | str:
    """'1,000' -> 1000; what is no number stays as it is, for the file's reader to say so."""
    plain = text.strip().replace(",", "").replace("\u202f", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else text.strip()


def _moment(text: str) -> str:
    """What a browser's field for date and time sends, '2027-01-31T12:00', is UTC here, as the label says."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo else f"{text}+00:00"


def _local(at: int | None) -> str:
    return "" if at is None else isoformat(at)[:16]
