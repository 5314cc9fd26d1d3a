"""What the pages behind the links of mails have in common: the petition, the language, and refusals."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.follow_mail_link import Followed
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues, text_direction
from widget_server.core.clock import Clock
from widget_server.core.errors import SignatureGone, TokenExpired, TokenInvalid
from widget_server.core.languages import wanted_in
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

    def show(
        self,
        request: Request,
        followed: Followed,
        state: str,
        more: Mapping[str, Any],
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """In the signer's language, about the text that was signed, as the mail was. `more` is what this template
        alone needs.
        """
        live = followed.live
        context = {"state": state, "petition": self._petition(live), "action": request.scope["path"], **more}
        words = self.words(followed)
        return self._pages.page(
            self._template, context, catalogue=words, status=status, referrer="no-referrer", headers=headers
        )

    def refuse(
        self, request: Request, error: TokenInvalid | TokenExpired, more: Mapping[str, Any]
    ) -> Response:
        """Why the link leads nowhere. One that has expired still tells which petition it was for."""
        accepted = request.headers.get("accept-language", "")
        state = "gone" if isinstance(error, SignatureGone) else "invalid"
        live = None
        if isinstance(error, TokenExpired):
            state, live = "expired", self._campaign().by_id(error.petition_id)
            live = live.speaking(*wanted_in(accepted)) if live else None
        words = self._catalogues.best(live.petition.locale) if live else self._pages.catalogue_for(accepted)
        petition = self._petition(live) if live and live.petition.status(self._clock()) != "draft" else None
        context = {"state": state, "petition": petition, "action": "", **more}
        return self._pages.page(
            self._template, context, catalogue=words, status=error.status, referrer="no-referrer"
        )

    def words(self, followed: Followed) -> Catalogue:
        """The signer's language."""
        return self._catalogues.best(followed.locale, followed.live.petition.locale)

    def address(self, live: LivePetition) -> str:
        """The petition's own page."""
        return self._base_url + live.path

    def _petition(self, live: LivePetition) -> dict[str, str]:
        petition = live.petition
        return {
            "title": petition.text.title,
            "lang": petition.text.locale,
            "dir": text_direction(petition.text.locale),
            "url": self.address(live),
            "status": petition.status(self._clock()),
        }
