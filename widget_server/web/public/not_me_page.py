"""GET /not-me/{token} shows a button, POST withdraws: "it wasn't me", for the owner of a misused address."""

from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.disown import DisownSignature
from widget_server.actions.follow_mail_link import Followed, FollowMailLink
from widget_server.core.catalogue import Catalogues
from widget_server.core.errors import TokenExpired, TokenInvalid
from widget_server.web.pages import Pages


class NotMePage:
    """The screen behind the other link of every mail."""

    def __init__(
        self,
        pages: Pages,
        follow: FollowMailLink,
        disown: DisownSignature,
        catalogues: Catalogues,
        base_url: str,
    ) -> None:
        self._pages = pages
        self._follow = follow
        self._disown = disown
        self._catalogues = catalogues
        self._base_url = base_url

    async def ask(self, request: Request) -> Response:
        """The button; or that it has been done already."""
        try:
            followed = await self._follow("not-me", request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._refused(error)
        return self._page(request, followed, "done" if followed.state == "withdrawn" else "ask")

    async def disown(self, request: Request) -> Response:
        """Withdraws and erases, as often as it is pressed."""
        try:
            followed = await self._disown(request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._refused(error)
        return self._page(request, followed, "done")

    def _page(self, request: Request, followed: Followed, state: str) -> Response:
        petition = followed.live.petition
        context = {
            "state": state,
            "petition": {"title": petition.text.title, "url": f"{self._base_url}/p/{petition.slug}"},
            "action": f"/not-me/{request.path_params['token']}",
        }
        words = self._catalogues.best(petition.locale)
        return self._pages.page("not_me.html", context, catalogue=words, referrer="no-referrer")

    def _refused(self, error: TokenInvalid | TokenExpired) -> Response:
        context = {"state": "invalid", "petition": None, "action": ""}
        return self._pages.page("not_me.html", context, status=error.status, referrer="no-referrer")
