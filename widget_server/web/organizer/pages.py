"""Organizers' pages: templates with the frame around them, notices, and redirects."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from widget_server.core.clock import Clock, isoformat
from widget_server.core.organizer import EDITORS, OWNERS, STAFF
from widget_server.web.headers import ORGANIZER_POLICY
from widget_server.web.organizer.call import Call
from widget_server.web.pages import Pages

Facts = Mapping[str, Any]


class OrganizerPages:
    """`frame` gives what every page shows besides its own, such as a loud notice where no mail goes out."""

    def __init__(
        self, pages: Pages, secret_key: str, clock: Clock, frame: Callable[[], Facts] = dict
    ) -> None:
        self._pages = pages
        self._signer = Signer(secret_key, salt="petition.notice")
        self._clock = clock
        self._frame = frame

    def page(
        self,
        template: str,
        call: Call,
        context: Facts,
        *,
        status: int = 200,
        notice: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """A page for somebody who is signed in. `notice` says what has just been done."""
        return self._render(
            template,
            {
                "visitor": call.visitor,
                "is_owner": call.visitor.role in OWNERS,
                "is_editor": call.visitor.role in EDITORS,
                "is_staff": call.visitor.role in STAFF,
                "notice": notice or self._notice_in(call.request),
                **context,
            },
            status,
            headers,
        )

    def plain(
        self, template: str, context: Facts, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> HTMLResponse:
        """A page for somebody who is not signed in."""
        return self._render(template, {"visitor": None, "notice": "", **context}, status, headers)

    def back(self, url: str, notice: str = "") -> Response:
        """To a page of ours after something was done; `notice` says what. It is signed: nobody else can put words into
        a link to us.
        """
        if notice:
            done = urlencode({"done": self._signer.sign(notice).decode()}, quote_via=quote)
            base, mark, fragment = url.partition("#")
            url = f"{base}{'&' if '?' in base else '?'}{done}{mark}{fragment}"
        return RedirectResponse(url, 303, {"Cache-Control": "no-store"})

    def _notice_in(self, request: Request) -> str:
        try:
            return self._signer.unsign(request.query_params.get("done", "")).decode()
        except (BadSignature, UnicodeError):
            return ""

    def _render(
        self, template: str, context: Facts, status: int, headers: Mapping[str, str] | None
    ) -> HTMLResponse:
        shared = {"when": isoformat, "now": self._clock(), "frame": self._frame()}
        more = {"Content-Security-Policy": ORGANIZER_POLICY} | dict(headers or {})
        return self._pages.page(
            template, shared | dict(context), status=status, referrer="same-origin", headers=more
        )
