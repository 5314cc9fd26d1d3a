"""GET /confirm/{token} shows a button, POST confirms: scanners that follow a mail's links confirm nothing."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.confirm import ConfirmSignature
from widget_server.actions.follow_mail_link import Followed, FollowMailLink
from widget_server.core.campaign import LivePetition
from widget_server.core.catalogue import Catalogues
from widget_server.core.errors import SignatureGone, TokenExpired, TokenInvalid
from widget_server.core.signature import State
from widget_server.web.metrics import Metrics
from widget_server.web.pages import Pages

SHOWN = {"pending": "ask", "confirmed": "already", "withdrawn": "withdrawn", "invalidated": "withdrawn"}
"""What the page says for each state a signature can be found in."""


class ConfirmPage:
    """The screen behind a confirmation mail."""

    def __init__(
        self,
        pages: Pages,
        follow: FollowMailLink,
        confirm: ConfirmSignature,
        progress: Callable[[LivePetition, int], dict[str, Any]],
        catalogues: Catalogues,
        metrics: Metrics,
        base_url: str,
    ) -> None:
        self._pages = pages
        self._follow = follow
        self._confirm = confirm
        self._progress = progress
        self._catalogues = catalogues
        self._metrics = metrics
        self._base_url = base_url

    async def ask(self, request: Request) -> Response:
        """The button; or, where there is nothing to press, why."""
        try:
            followed = await self._follow("confirm", request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._refused(error)
        return self._page(request, followed, SHOWN[followed.state])

    async def confirm(self, request: Request) -> Response:
        """Confirms, as often as it is pressed."""
        try:
            followed, state, has_changed = await self._confirm(request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._refused(error)
        if has_changed:
            self._metrics.confirmations.inc()
        return self._page(request, followed, "done" if has_changed else _after(state), plus=int(has_changed))

    def _page(self, request: Request, followed: Followed, state: str, plus: int = 0) -> Response:
        """`plus` is the signature just confirmed, which the totals in memory do not hold for another second."""
        petition = followed.live.petition
        progress = self._progress(followed.live, plus)
        context = {
            "state": state,
            "petition": {
                "title": petition.text.title,
                "url": f"{self._base_url}/p/{petition.slug}",
                "status": petition.state,
            },
            "action": f"/confirm/{request.path_params['token']}",
            "progress": progress,
            "given_name": followed.given_name,
            "share_text": petition.share_text,
        }
        words = self._catalogues.best(petition.locale)
        return self._pages.page("confirm.html", context, catalogue=words, referrer="no-referrer")

    def _refused(self, error: TokenInvalid | TokenExpired) -> Response:
        state = "gone" if isinstance(error, SignatureGone) else "invalid"
        if isinstance(error, TokenExpired):
            state = "expired"
        context = {"state": state, "petition": None, "action": "", "progress": None, "given_name": ""}
        return self._pages.page("confirm.html", context, status=error.status, referrer="no-referrer")


def _after(state: State) -> str:
    return "already" if state == "confirmed" else "withdrawn"
