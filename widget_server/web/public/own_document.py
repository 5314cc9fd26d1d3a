"""A supporter's signature as a file for them to take along: all that is stored of it, in JSON."""

from typing import Any

import msgspec

from widget_server.actions.own_signature import Own
from widget_server.core import ids
from widget_server.core.clock import isoformat


def own_document(own: Own, petition_url: str) -> bytes:
    """UTF-8, indented for people. Times are ISO 8601 (UTC)."""
    facts, text = own.facts, own.followed.live.petition.text
    document: dict[str, Any] = {
        "petition": {
            "url": petition_url,
            "title": text.title,
            "target": text.target,
            "statement": text.statement,
            "consent": text.consent,
            "sha256": text.sha256,
        },
        "signature": {
            "id": ids.to_text(facts.id),
            "state": facts.state,
            "signed_at": isoformat(facts.created_at),
            "confirmed_at": isoformat(facts.confirmed_at) if facts.confirmed_at is not None else None,
            "partner": own.partner.name if own.partner else None,
            "source": facts.source,
            "ref": own.ref,
            "language": facts.locale,
            "mails_sent": facts.mails,
        },
        "entered": _entered(own),
        "history": [
            {"at": isoformat(at), "what": what, "reason": reason} for at, what, reason in own.history
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _entered(own: Own) -> dict[str, Any] | None:
    """None once it is erased."""
    if not own.is_open:
        return None
    person, facts = own.person, own.facts
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "country": facts.country,
        "postcode": person.postcode,
        "comment": person.comment,
        "answers": person.extra,
        "updates": facts.updates,
        "partner_updates": facts.partner_updates,
        "show_name": facts.show_name,
    }
