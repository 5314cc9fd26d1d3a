"""What a supporter's own page shows: the form with what is stored, and the rest of it as a list."""

from collections.abc import Mapping
from typing import Any

from widget_server.actions.own_signature import Own
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import isoformat
from widget_server.core.correction import PERSONAL
from widget_server.core.countries import COUNTRIES
from widget_server.core.fields import EXTRA, is_yes
from widget_server.web.public.form_errors import error_summary, error_texts
from widget_server.web.public.form_fields import shown_fields
from widget_server.web.public.petition_config import opt_ins
from widget_server.web.public.petition_form import kept_answer


def correction_form(
    own: Own, words: Catalogue, typed: Mapping[str, str] | None, errors: Mapping[str, str]
) -> dict[str, Any]:
    """The petition's form but for the address and the consent, as it is stored; or as it was `typed`."""
    live = own.followed.live
    values = _stored(own) if typed is None else typed
    shown = [one for one in shown_fields(live.petition.fields, words) if one["type"] != "email"]
    texts = error_texts(live.petition, words, values, errors)
    return {
        "fields": [
            {"max_length": None, "options": None}
            | one
            | {"value": kept_answer(one, values), "error": texts.get(one["name"])}
            for one in shown
        ],
        "countries": [{"code": code, "name": name} for code, name in words.country_names(COUNTRIES)],
        "opt_ins": [one | {"checked": is_yes(values.get(one["name"]))} for one in opt_ins(live, own.partner)],
        "error_summary": error_summary(shown, words, texts),
        "problem": None,
    }


def stored_rows(own: Own, words: Catalogue, catalogues: Catalogues) -> list[tuple[str, str]]:
    """Label and value of all that the form does not show; what is empty is left out."""
    facts, person = own.facts, own.person
    asked = {field.name for field in own.followed.live.petition.fields}
    unasked = [(name, getattr(person, name)) for name in PERSONAL] + [
        ("country", words.country_name(facts.country) if facts.country else "")
    ]
    rows = [
        (words.text("fields", "email"), person.email),
        *((words.text("fields", name), value) for name, value in unasked if name not in asked),
        *((name, value) for name, value in person.extra.items() if EXTRA + name not in asked),
        (words.text("page", "mine_signed_at"), words.date(isoformat(facts.created_at))),
        (
            words.text("page", "mine_confirmed_at"),
            words.date(isoformat(facts.confirmed_at)) if facts.confirmed_at is not None else "",
        ),
        (words.text("page", "mine_partner"), own.partner.name if own.partner else ""),
        (words.text("page", "mine_source"), " · ".join(one for one in (facts.source, own.ref) if one)),
        (words.text("page", "mine_language"), catalogues.name_of(facts.locale)),
        (words.text("page", "mine_mails"), words.number(facts.mails)),
    ]
    return [(label, value) for label, value in rows if value]


def _stored(own: Own) -> dict[str, str]:
    """As the form would have sent it."""
    facts, person = own.facts, own.person
    boxes = {name: getattr(facts, name) for name in ("updates", "partner_updates", "show_name")}
    return (
        {name: getattr(person, name) for name in PERSONAL}
        | {"country": facts.country}
        | {EXTRA + name: answer for name, answer in person.extra.items()}
        | {name: "yes" if is_ticked else "" for name, is_ticked in boxes.items()}
    )
