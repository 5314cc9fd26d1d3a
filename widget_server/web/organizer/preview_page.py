"""GET and POST /organizer/preview: what stands in a petition's form, or a translation's, as supporters would see it.

The editor's page asks by script for the config that the real widget would get, and hands it to the frame of `show`,
where that widget runs (widget_js/organizer/preview.ts and preview-frame.ts). Without scripts the form itself is sent
into the frame, and shows as the petition's own page shows without them.

Nothing is stored, so there is nothing to be kept in step between processes, and no draft gets an address. And nothing
can be signed: by its policy the frame sends nothing to anybody, and has an origin of its own, without our cookies.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.markdown import render_body
from widget_server.core.partner import Partner
from widget_server.core.totals import Totals
from widget_server.web.frame_address import Wishes
from widget_server.web.headers import preview_headers
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.previewed_petition import PreviewedPetition
from widget_server.web.pages import Pages
from widget_server.web.progress import Progress
from widget_server.web.public.petition_config import shaped, widget_config
from widget_server.web.public.petition_form import PetitionForm, Typed
from widget_server.web.public.petition_page import shown_petition

PREVIEW = "/organizer/preview"
SOME_PARTNER = Partner(0, "partner", "Partner", frozenset())
"""Whose page it is on where there are no partners yet: some questions are asked on a partner's page alone."""

UNSIGNABLE = "preview"
"""In place of a form token; no secret, and good for nothing."""


class PreviewPage:
    """Made by the same code as what supporters get, from the same file that saving would make."""

    def __init__(
        self,
        pages: Pages,
        petition: PreviewedPetition,
        form: PetitionForm,
        campaign: Callable[[], Campaign],
        totals: Callable[[int], Totals],
        catalogues: Catalogues,
        base_url: str,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._petition = petition
        self._form = form
        self._campaign = campaign
        self._totals = totals
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock

    async def show(self, _call: Call) -> Response:
        """The frame before it is told anything."""
        return self._page("organizer/preview_frame.html", {"problems": {}})

    async def preview(self, call: Call) -> Response:
        """The petition shown; as JSON `{"config": …}` or `{"problems": …}` to the script that asks."""
        wants_json = call.request.headers.get("accept") == "application/json"
        try:
            live = await self._live(call)
        except FormProblems as error:
            if wants_json:
                return _json({"problems": error.problems}, 422)
            return self._page("organizer/preview_frame.html", {"problems": error.problems}, status=422)
        return _json({"config": self._config(live)}) if wants_json else self._static(live)

    async def _live(self, call: Call) -> LivePetition:
        """Raises FormProblems."""
        petition = await self._petition(call)
        body = render_body(petition.body, self._catalogues.best(petition.locale))
        return LivePetition(petition, None, frozenset(), body)

    def _config(self, live: LivePetition) -> dict[str, Any]:
        """As a partner's page gets it."""
        words = self._catalogues.best(live.petition.locale)
        totals, partner = self._totals(live.petition.id), self._partner()
        return shaped(
            widget_config(live, partner, words, totals, self._clock(), self._base_url), live, "tree"
        )

    def _partner(self) -> Partner:
        active = (one for one in self._campaign().partners.values() if not one.is_suspended)
        return min(active, key=lambda one: one.name, default=SOME_PARTNER)

    def _static(self, live: LivePetition) -> Response:
        words = self._catalogues.best(live.petition.locale)
        petition = shown_petition(live, self._base_url, self._clock())
        is_open = petition["status"] == "open"
        context = {
            "problems": {},
            "petition": petition,
            "petition_is_open": is_open,
            "progress": Progress(self._totals)(live),
            "form": self._form(live, words, Typed({"token": UNSIGNABLE})) if is_open else None,
            "config": msgspec.json.encode(self._config(live)).decode(),
        }
        return self._page("organizer/preview_petition.html", context, catalogue=words)

    def _page(self, template: str, context: Mapping[str, Any], **more: Any) -> Response:
        context = {**context, "wishes": Wishes()}
        return self._pages.page(template, context, headers=preview_headers(), referrer="no-referrer", **more)


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(msgspec.json.encode(body), status, headers, "application/json")
