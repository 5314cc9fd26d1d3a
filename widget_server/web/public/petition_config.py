"""GET /api/v1/petitions/{slug}: everything that the widget needs to show a form, in one cacheable answer."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues, text_direction
from widget_server.core.clock import Clock, isoformat
from widget_server.core.errors import PetitionError
from widget_server.core.html_tree import html_tree
from widget_server.core.markdown import link_html, render_line
from widget_server.core.partner import Partner
from widget_server.core.petition import Petition
from widget_server.core.share_links import share_templates
from widget_server.core.totals import Totals
from widget_server.web.asgi import respond
from widget_server.web.cached import Kept, Ready, make_ready
from widget_server.web.headers import ANYONE, CONFIG_CACHE, NO_STORE, NOSNIFF, PROBLEM_JSON, PUBLIC_JSON
from widget_server.web.problems import problem_body
from widget_server.web.public.form_fields import shown_fields
from widget_server.web.public.widget_messages import refusal_messages, widget_messages
from widget_server.web.query import query_parameters

Freshness = tuple[int, str, int, int]
"""What an answer depends on: catalogue version, status, confirmed, time of the last change."""

SHAPES = ("html", "tree", "none")
"""How the petition's long text comes, by the query's `body`: as HTML, as a tree, or not at all."""


class PetitionConfig:
    """Answers are made when something in them has changed, and sent as they are until then.

    Kept for each petition, partner, language of the form, language of the petition and shape that exist: others are
    turned away or mapped to these.
    """

    def __init__(
        self,
        campaign: Callable[[], Campaign],
        totals: Callable[[int], Totals],
        catalogues: Catalogues,
        base_url: str,
        clock: Clock,
    ) -> None:
        self._campaign = campaign
        self._totals = totals
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock
        self._kept: Kept[tuple[str, str, str, str, str], Freshness] = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        try:
            ready = self._answer(scope)
        except PetitionError as error:
            body = problem_body(error, {"spoken": self._spoken(error, query_parameters(scope))})
            await respond(send, error.status, (PROBLEM_JSON, ANYONE, NOSNIFF, NO_STORE), body)
            return
        await ready.send(scope, send)

    def _spoken(self, error: PetitionError, query: Mapping[str, str]) -> dict[str, Any]:
        """Words for supporters, as the widget has none of its own in their language yet."""
        words = self._catalogues.best(query.get("locale", ""))
        messages = refusal_messages(words, error.code)
        return {"locale": words.tag, "dir": words.direction, "messages": messages}

    def _answer(self, scope: Scope) -> Ready:
        """Raises PetitionNotFound, OriginNotAllowed (no such partner), PartnerSuspended."""
        now = self._clock()
        campaign = self._campaign()
        query = query_parameters(scope)
        wanted = query.get("locale", "")
        live = campaign.public(scope["path_params"]["slug"], now).speaking(wanted)
        partner = campaign.partner(query.get("partner", ""))
        catalogue = self._catalogues.best(wanted, live.petition.locale)
        totals = self._totals(live.petition.id)
        freshness = (campaign.version, live.petition.status(now), totals.confirmed, totals.changed_at)
        shape = query.get("body", "")
        shape = shape if shape in SHAPES else "html"
        key = (
            live.petition.slug, partner.key if partner else "", catalogue.tag, live.petition.locale, shape,
        )  # fmt: skip

        def make() -> Ready:
            config = widget_config(live, partner, catalogue, totals, now, self._base_url)
            body = msgspec.json.encode(shaped(config, live, shape))
            return make_ready(body, (*PUBLIC_JSON, CONFIG_CACHE))

        return self._kept.get(key, freshness, make)


def widget_config(
    live: LivePetition, partner: Partner | None, catalogue: Catalogue, totals: Totals, now: int, base_url: str
) -> dict[str, Any]:
    """All that a form shows, in the language of `catalogue`; texts as HTML, for `shaped` to cut up."""
    petition, text = live.petition, live.petition.text
    return {
        "slug": petition.slug,
        "url": base_url + live.path,
        "status": petition.status(now),
        "locale": catalogue.tag,
        "dir": catalogue.direction,
        "text": str(text.id),
        "text_locale": text.locale,
        "text_dir": text_direction(text.locale),
        "title": text.title,
        "target": text.target,
        "lead_in": petition.lead_in,
        "statement": text.statement,
        "body_html": live.body_html,
        "image": {"url": petition.image_url, "alt": petition.image_alt} if petition.image_url else None,
        "goal": petition.goal(totals.confirmed),
        "totals": {"confirmed": totals.confirmed, "as_of": as_of(totals, petition.created_at)},
        "progress": progress_sentence(petition, catalogue, totals.confirmed),
        "fields": shown_fields(petition.fields, catalogue),
        "consent": {"label": text.consent, "style": petition.consent_style},
        "opt_ins": opt_ins(live, partner),
        "legal_html": legal_html(live, partner, catalogue),
        "share": {"text": petition.share_text or text.title, "links": share_templates(catalogue)},
        "origins": _origins(petition, partner, base_url),
        "messages": widget_messages(catalogue, petition),
    }


def _origins(petition: Petition, partner: Partner | None, base_url: str) -> list[str] | None:
    """Where this answer may be used for signing, so that a widget elsewhere says so at once; None: anywhere."""
    if petition.embedding == "anyone":
        return None
    return [base_url, *(sorted(partner.origins) if partner else ())]


def shaped(config: dict[str, Any], live: LivePetition, shape: str) -> dict[str, Any]:
    """The same in one of SHAPES: with trees for HTML, which cost the widget a parser."""
    if shape == "html":
        return config
    del config["body_html"]
    legal = html_tree(config.pop("legal_html"))
    return {**config, "legal": legal} | ({"body": live.body_tree} if shape == "tree" else {})


def progress_sentence(petition: Petition, catalogue: Catalogue, confirmed: int) -> str:
    """Total and goal as the widget tells them. It comes ready, because a phone's first number takes it 60 ms."""
    key = "progress" if confirmed else "progress_first"
    goal = catalogue.number(petition.goal(confirmed))
    return catalogue.text("widget", key, count=confirmed, goal=goal)


def as_of(totals: Totals, created_at: int) -> str:
    """The time of the last change that a total includes: the same in every process and cache."""
    return isoformat(totals.changed_at or created_at)


def opt_ins(live: LivePetition, partner: Partner | None) -> list[dict[str, str]]:
    """What a supporter may also agree to; the partner's own where a partner's page asks."""
    return [
        {"name": name, "label": wording.replace("{partner}", partner.name if partner else "")}
        for name, wording in live.petition.text.opt_ins
        if name != "partner_updates" or partner
    ]


def legal_html(live: LivePetition, partner: Partner | None, catalogue: Catalogue) -> str:
    """Who uses the data and for what, shown before signing."""
    html = render_line(live.petition.text.legal)
    if partner and partner.privacy_url:
        words = catalogue.text("page", "partner_privacy", partner=partner.name)
        html += " " + link_html(words, partner.privacy_url)
    return html
