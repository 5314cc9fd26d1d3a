"""The form on a petition's own page: its fields and words, what was typed, and what a personal link makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from widget_server.actions.issue_challenge import IssueChallenge
from widget_server.actions.recognise import Recognise, Recognised
from widget_server.core.campaign import LivePetition
from widget_server.core.catalogue import Catalogue
from widget_server.core.countries import COUNTRIES
from widget_server.core.errors import PetitionError
from widget_server.core.fields import is_no, is_yes, tidy_label
from widget_server.core.share_links import with_query
from widget_server.web.public.form_errors import error_summary, error_texts
from widget_server.web.public.form_fields import shown_fields
from widget_server.web.public.petition_config import legal_html, opt_ins

LABELS = {"source": "source", "ref": "petition_ref"}
"""Where a supporter comes from: names in forms, and those in the query of the petition's page."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came back: what was typed, a code for each field at fault, and a word on the whole.

    `values` has the token of a personal link as `me`, also where nothing was typed yet.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


class PetitionForm:
    """What the template needs to show the form."""

    def __init__(self, issue_challenge: IssueChallenge, recognise: Recognise) -> None:
        self._issue_challenge = issue_challenge
        self._recognise = recognise

    def __call__(self, live: LivePetition, words: Catalogue, typed: Typed) -> dict[str, Any]:
        """The form as it was typed. Its token is used on while it is good, so that retries stay one signature."""
        values = typed.values
        shown = shown_fields(live.petition.fields, words)
        texts = error_texts(live.petition, words, values, typed.errors)
        recognised = self.recognised(live, values)
        fields = [
            {"max_length": None, "options": None}
            | one
            | {"value": kept_answer(one, values), "error": texts.get(one["name"])}
            for one in shown
            if recognised is None or _is_missing(one, recognised, typed)
        ]
        return {
            "action": f"/p/{live.petition.slug}",
            "token": values.get("token") or self._new_token(live),
            "locale": live.petition.locale,
            "me": values["me"] if recognised else None,
            "welcome": _welcome(words, recognised, fields, labelled(live.path, values))
            if recognised
            else None,
            "labels": {name: tidy_label(values[name]) for name in LABELS if values.get(name)},
            "fields": fields,
            "countries": [{"code": code, "name": name} for code, name in words.country_names(COUNTRIES)],
            "consent": {
                "label": live.petition.text.consent,
                "style": live.petition.consent_style,
                "yes": is_yes(values.get("consent")),
                "no": is_no(values.get("consent")),
                "yes_label": words.text("widget", "yes"),
                "no_label": words.text("widget", "no"),
                "error": texts.get("consent"),
            },
            "opt_ins": [one | {"checked": is_yes(values.get(one["name"]))} for one in opt_ins(live, None)],
            "legal_html": Markup(legal_html(live, None, words)),  # noqa: S704  # cleaned by core/markdown.py
            "problem": typed.problem,
            "error_summary": error_summary(shown, words, texts),
        }

    def recognised(self, live: LivePetition, values: Mapping[str, str]) -> Recognised | None:
        """Whom the form's personal link is for; None without one that is good."""
        if not values.get("me"):
            return None
        try:
            return self._recognise.by_link(live.petition.slug, values["me"])
        except PetitionError:
            return None

    def _new_token(self, live: LivePetition) -> str:
        """Not counted against the reader's network: looking at a page is no attempt to sign."""
        return self._issue_challenge(
            live.petition.slug, "", None, None, str(live.petition.text.id), is_begun=False
        )


def labelled(address: str, values: Mapping[str, str]) -> str:
    """An address of the petition's page that says, as this form does, where its reader comes from."""
    return with_query(address, {LABELS[name]: tidy_label(values.get(name, "")) for name in LABELS})


def kept_answer(shown: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """What was answered, as the control holds it."""
    answer = values.get(shown["name"], "")
    return ("yes" if is_yes(answer) else "") if shown["type"] == "checkbox" else answer


def _is_missing(shown: Mapping[str, Any], recognised: Recognised, typed: Typed) -> bool:
    """Whether somebody recognised is shown the field: it is not known, or they or the service have been there.

    What the link knows is not shown: whoever was handed it must not read more of the person than the name.
    """
    is_known = shown["name"] in recognised.known
    return not is_known or shown["name"] in typed.errors or bool(typed.values.get(shown["name"]))


def _welcome(
    words: Catalogue, recognised: Recognised, fields: Sequence[Mapping[str, Any]], url: str
) -> dict[str, str]:
    """The greeting; `url` is the page for everybody. One press is enough only where no field has to be filled in."""
    name = recognised.given_name
    is_enough = not any(field["required"] for field in fields)
    return {
        "heading": words.text("widget", "welcome", name=name) if name else words.text("page", "form_heading"),
        "text": words.text("widget", "welcome_text") if is_enough else "",
        "other": words.text("widget", "not_you", name=name) if name else words.text("widget", "sign_other"),
        "url": f"{url}#sign",
    }
