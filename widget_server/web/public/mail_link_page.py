"""What the pages behind the links of mails have in common: the petition, the language, and refusals."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.errors import SignatureGone, TokenExpired, TokenInvalid
from widget_server.web.pages import Pages


class MailLinkPage:
    """Renders `template`, which says by its `state` what it is about."""

    def __init__(
        self,
        template: str,
        pages: Pages,
        campaign: Callable[[], Campaign],
        catalogues: Catalogues,
        base_url: str,
        clock: Clock,
    ) -> None:
        self._template = template
        self._pages = pages
        self._campaign = campaign
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock

    def show(self, request: Request, live: LivePetition, state: str, more: Mapping[str, Any]) -> Response:
        """In the petition's language, as the mail was. `more` is what this template alone needs."""
        context = {"state": state, "petition": self._petition(live), "action": request.scope["path"], **more}
        return self._pages.page(self._template, context, catalogue=self.words(live), referrer="no-referrer")

    def refuse(
        self, request: Request, error: TokenInvalid | TokenExpired, more: Mapping[str, Any]
    ) -> Response:
        """Why the link leads nowhere. One that has expired still tells which petition it was for."""
        state = "gone" if isinstance(error, SignatureGone) else "invalid"
        live = None
        if isinstance(error, TokenExpired):
            state, live = "expired", self._campaign().by_id(error.petition_id)
        words = (
            self.words(live)
            if live
            else self._pages.catalogue_for(request.headers.get("accept-language", ""))
        )
        petition = self._petition(live) if live and live.petition.status(self._clock()) != "draft" else None
        context = {"state": state, "petition": petition, "action": "", **more}
        return self._pages.page(
            self._template, context, catalogue=words, status=error.status, referrer="no-referrer"
        )

    def words(self, live: LivePetition) -> Catalogue:
        """The language of the petition's pages."""
        return self._catalogues.best(live.petition.locale)

    def address(self, live: LivePetition) -> str:
        """The petition's own page."""
        return f"{self._base_url}/p/{live.petition.slug}"

    def _petition(self, live: LivePetition) -> dict[str, str]:
        petition = live.petition
        return {
            "title": petition.text.title,
            "url": self.address(live),
            "status": petition.status(self._clock()),
        }
