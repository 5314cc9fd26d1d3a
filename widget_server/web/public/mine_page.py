"""GET /mine/{token} shows all that is stored of one's own signature; POST corrects it or takes it back."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.own_signature import Own, OwnSignature
from widget_server.core.catalogue import Catalogues
from widget_server.core.errors import InvalidFields, Overloaded, TokenExpired, TokenInvalid
from widget_server.web.asgi import read_form_body
from widget_server.web.forms import parse_form
from widget_server.web.headers import download_headers
from widget_server.web.problems import retry_header
from widget_server.web.public.mail_link_page import MailLinkPage
from widget_server.web.public.mine_view import correction_form, stored_rows
from widget_server.web.public.own_document import own_document

NOTHING: dict[str, Any] = {"form": None, "rows": [], "is_saved": False, "signature_state": ""}
NOINDEX = {"X-Robots-Tag": "noindex"}
"""For the file, which has no place to say so itself, as pages do."""


class MinePage:
    """The screen behind the link in the thanks. Its forms say by `do` what is asked for."""

    def __init__(self, page: MailLinkPage, own: OwnSignature, catalogues: Catalogues) -> None:
        self._page = page
        self._own = own
        self._catalogues = catalogues

    async def show(self, request: Request) -> Response:
        """The page; with `?format=json` the same as a file."""
        try:
            own = await self._own.see(request.path_params["token"])
        except (TokenInvalid, TokenExpired) as error:
            return self._page.refuse(request, error, NOTHING)
        if request.query_params.get("format") == "json":
            document = own_document(own, self._page.address(own.followed.live))
            headers = download_headers("signature.json") | NOINDEX
            return Response(document, headers=headers, media_type="application/json")
        return self._shown(request, own)

    async def change(self, request: Request) -> Response:
        """Does what the form asks for, and shows what has come of it. Raises Overloaded, and what a body can be
        refused for.
        """
        values = parse_form(await read_form_body(request.scope, request.receive))
        token = request.path_params["token"]
        try:
            own = await self._own.see(token)
            do = values.get("do", "")
            if do == "correct" and own.is_open:
                return await self._correct(request, own, values)
            if do not in ("withdraw", "erase"):
                return self._shown(request, own)
            await self._own.take_back(own, is_erased=do == "erase")
            if do == "erase":
                return self._page.show(request, own.followed, "erased", NOTHING)
            return self._shown(request, await self._own.see(token))
        except (TokenInvalid, TokenExpired) as error:
            return self._page.refuse(request, error, NOTHING)

    async def _correct(self, request: Request, own: Own, values: Mapping[str, str]) -> Response:
        """What can't be taken, or not now, comes back as it was typed."""
        try:
            await self._own.correct(own, values)
        except InvalidFields as error:
            return self._shown(request, own, values, error.errors, status=422)
        except Overloaded as error:
            busy = self._page.words(own.followed).text("page", "problem_overloaded_text")
            headers = retry_header(error)
            return self._shown(request, own, values, problem=busy, status=error.status, headers=headers)
        return self._shown(request, await self._own.see(request.path_params["token"]), is_saved=True)

    def _shown(
        self,
        request: Request,
        own: Own,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        problem: str | None = None,
        is_saved: bool = False,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        words = self._page.words(own.followed)
        form = correction_form(own, words, typed, errors or {}) | {"problem": problem}
        more = {
            "form": form if own.is_open else None,
            "rows": stored_rows(own, words, self._catalogues),
            "is_saved": is_saved,
            "signature_state": own.facts.state,
        }
        state = "shown" if own.is_open else "withdrawn"
        return self._page.show(request, own.followed, state, more, status=status, headers=headers)
