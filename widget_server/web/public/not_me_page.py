"""GET /not-me/{token} shows a button, POST withdraws: "it wasn't me", for the owner of a misused address."""

from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.disown import DisownSignature
from widget_server.actions.follow_mail_link import FollowMailLink
from widget_server.core.errors import TokenExpired, TokenInvalid
from widget_server.web.public.mail_link_page import MailLinkPage


class NotMePage:
    """The screen behind the other link of every mail."""

    def __init__(self, page: MailLinkPage, follow: FollowMailLink, disown: DisownSignature) -> None:
        self._page = page
        self._follow = follow
        self._disown = disown

    async def ask(self, request: Request) -> Response:
        """The button; or that it has been done already."""
        try:
            followed = await self._follow("not-me", request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._page.refuse(request, error, {})
        return self._page.show(request, followed, "done" if followed.state == "withdrawn" else "ask", {})

    async def disown(self, request: Request) -> Response:
        """Withdraws and erases, as often as it is pressed."""
        try:
            followed = await self._disown(request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._page.refuse(request, error, {})
        return self._page.show(request, followed, "done", {})
