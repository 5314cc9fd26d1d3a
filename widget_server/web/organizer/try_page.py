"""GET /organizer/try: a page that holds the snippet and nothing else, as a partner's would."""

import secrets
from collections.abc import Callable

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from widget_server.core.campaign import Campaign
from widget_server.core.clock import Clock
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.partners import snippet_of
from widget_server.web.organizer.visible import visible

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'nonce-{nonce}'; "
    "img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What a strict partner's page would allow, and its own style."""

PAGE = Markup(
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    "<title>{title}</title>"
    '<style nonce="{nonce}">:root {{ color-scheme: light dark }} body {{ max-width: 40rem; margin: 1rem auto;'
    " padding: 0 1rem; font-family: system-ui, sans-serif }} h1 {{ position: absolute; clip-path: inset(50%);"
    " width: 1px; height: 1px; overflow: hidden; white-space: nowrap }} {style}</style></head>"
    "<body><main><h1>{title}</h1>{snippet}</main></body></html>"
)


class TryPage:
    """The real form of a real petition: what is signed here counts."""

    def __init__(self, campaign: Callable[[], Campaign], base_url: str, clock: Clock) -> None:
        self._campaign = campaign
        self._clock = clock
        self._base_url = base_url

    async def show(self, call: Call) -> Response:
        """For whoever may see the partner's own page."""
        campaign = self._campaign()
        slug, key = call.query("petition"), call.query("partner")
        partner = campaign.partners.get(key)
        if slug not in visible(call, campaign, self._clock()) or partner is None:
            raise HTTPException(404)
        if call.visitor.role == "partner" and partner.id != call.visitor.partner_id:
            raise HTTPException(404)
        snippet, nonce = snippet_of(call, slug, key), secrets.token_urlsafe(16)
        page = PAGE.format(
            nonce=nonce,
            title=f"{slug}, as {partner.name} shows it",
            style=Markup(snippet.style()),  # noqa: S704  # presets of ours, and a colour that was checked
            snippet=Markup(snippet.tags(self._base_url)),  # noqa: S704  # escaped by the snippet
        )
        headers = {
            "Content-Security-Policy": POLICY.format(nonce=nonce),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        return HTMLResponse(page, headers=headers)
