"""GET /confirm/{token} shows a button, POST confirms: scanners that follow a mail's links confirm nothing."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.confirm import ConfirmSignature
from widget_server.actions.count_referrals import CountReferrals
from widget_server.actions.follow_mail_link import Followed, FollowMailLink
from widget_server.actions.own_signature import OwnSignature
from widget_server.core.errors import TokenExpired, TokenInvalid
from widget_server.core.share_links import shared_address
from widget_server.core.signature import State
from widget_server.web.metrics import Metrics
from widget_server.web.pass_on import pass_on
from widget_server.web.progress import Progress
from widget_server.web.public.mail_link_page import MailLinkPage

SHOWN = {"pending": "ask", "confirmed": "already", "withdrawn": "withdrawn", "invalidated": "withdrawn"}
"""What the page says for each state a signature can be found in."""

NOTHING: dict[str, Any] = {"progress": None, "given_name": "", "pass_on": None, "shared": 0, "mine": ""}


class ConfirmPage:
    """The screen behind a confirmation mail."""

    def __init__(
        self,
        page: MailLinkPage,
        follow: FollowMailLink,
        confirm: ConfirmSignature,
        own: OwnSignature,
        count_referrals: CountReferrals,
        progress: Progress,
        metrics: Metrics,
    ) -> None:
        self._page = page
        self._follow = follow
        self._confirm = confirm
        self._own = own
        self._count_referrals = count_referrals
        self._progress = progress
        self._metrics = metrics

    async def ask(self, request: Request) -> Response:
        """The button; or, where there is nothing to press, why."""
        try:
            followed = await self._follow("confirm", request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._page.refuse(request, error, NOTHING)
        return await self._show(request, followed, SHOWN[followed.state])

    async def confirm(self, request: Request) -> Response:
        """Confirms, as often as it is pressed."""
        try:
            followed, state, has_changed = await self._confirm(request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._page.refuse(request, error, NOTHING)
        if has_changed:
            self._metrics.confirmations.inc()
        return await self._show(
            request, followed, "done" if has_changed else _after(state), plus=int(has_changed)
        )

    async def _show(self, request: Request, followed: Followed, state: str, plus: int = 0) -> Response:
        """`plus` is the signature just confirmed, which the totals in memory do not hold for another second."""
        live, signature_id = followed.live, followed.token.signature_id
        code = live.vault.referral_code(signature_id) if live.vault else ""
        address = shared_address(self._page.address(live), code)
        more = {
            "progress": self._progress(live, plus),
            "given_name": followed.given_name,
            "pass_on": pass_on(live, self._page.words(followed), address),
            "mine": self._mine(followed, state),
            # whoever confirms this moment has hardly passed it on
            "shared": await self._count_referrals.of(live, signature_id) if state == "already" else 0,
        }
        return self._page.show(request, followed, state, more)

    def _mine(self, followed: Followed, state: str) -> str:
        """The way to all that is stored, for whoever has just confirmed; later it stands in the thanks alone, as this
        page may be opened by anybody whom the mail was forwarded to.
        """
        is_thanked = followed.live.petition.thanks_mail
        return self._own.path(followed) if state == "done" or (state == "already" and not is_thanked) else ""


def _after(state: State) -> str:
    return "already" if state == "confirmed" else "withdrawn"
