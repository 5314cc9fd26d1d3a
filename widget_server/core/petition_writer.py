"""A petition as the Markdown file that `petition add` reads: the counterpart of core/petition_file.py."""

import json
from collections.abc import Mapping
from typing import Any

from widget_server.core.clock import isoformat
from widget_server.core.fields import EXTRA, Field
from widget_server.core.petition import Petition


def front_matter(values: Mapping[str, Any], body: str) -> str:
    """A file of these keys. JSON is YAML, and quotes whatever has to be quoted."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["---", *lines, "---", "", body.strip(), ""])


def petition_file(petition: Petition) -> str:
    """All that is stored of it; read again, it makes the same petition and the same text."""
    return front_matter(petition_values(petition), petition.body)


def petition_values(petition: Petition) -> dict[str, Any]:
    """The keys of its file."""
    text = petition.text
    values: dict[str, Any] = {
        "slug": petition.slug,
        "locale": petition.locale,
        "title": text.title,
        "target": text.target,
        "lead_in": petition.lead_in,
        "statement": text.statement,
        "goal": petition.fixed_goal or "auto",
        "confirmation": petition.confirmation,
        "thanks_mail": petition.thanks_mail,
        "embedding": petition.embedding,
        "fields": [field_entry(field) for field in petition.fields],
        "consent": {"text": text.consent, "style": petition.consent_style},
        "opt_ins": dict(text.opt_ins),
        "retention_days": petition.retention_days,
    }
    if petition.share_text:
        values["share"] = petition.share_text
    if petition.image_url:
        values["image"] = {"url": petition.image_url, "alt": petition.image_alt}
    if petition.opens_at is not None:
        values["opens"] = isoformat(petition.opens_at)
    if petition.closes_at is not None:
        values["closes"] = isoformat(petition.closes_at)
    return values


def field_entry(field: Field) -> dict[str, Any]:
    """As core/petition_fields.py reads it."""
    if not field.is_own:
        return {"name": field.name, "required": field.required}
    entry: dict[str, Any] = {
        "name": field.name.removeprefix(EXTRA),
        "label": field.label,
        "type": field.type,
        "required": field.required,
    }
    if field.type == "text":
        entry["max_length"] = field.max_length
    if field.type == "select":
        entry["options"] = dict(field.options)
    return entry
