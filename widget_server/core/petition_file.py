"""A petition as one Markdown file with YAML front matter: how organizers write it and tools exchange it.

Errors name the line of the file, and for an unknown key the nearest known one.
"""

from dataclasses import dataclass
from typing import Any

from widget_server.core.catalogue import DEFAULT_LOCALE, load_catalogues
from widget_server.core.fields import DEFAULT_FIELDS, Field
from widget_server.core.front_matter import PetitionFileError, line_of, read_front_matter, read_keys
from widget_server.core.petition_keys import OPT_INS, READERS

REQUIRED = ("slug", "title", "target", "statement")


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
    thanks_mail: bool = True
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
    values, body = read_front_matter(text)
    found = read_keys(values, READERS, REQUIRED)
    petition = PetitionFile(**_with_wordings({"body": body.strip(), **found}))
    if petition.opens and petition.closes and petition.opens >= petition.closes:
        raise PetitionFileError(line_of(values, "closes"), "`closes` must be later than `opens`.")
    if petition.confirmation == "none" and not petition.thanks_mail:
        raise PetitionFileError(
            line_of(values, "thanks_mail"),
            "`thanks_mail` must stay true with `confirmation: none`: that mail is the only one then, and has the link "
            "by which somebody withdraws.",
        )
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
