"""The gate of the organizers' pages: who may see what, and what may be sent.

Every organizers' URL goes through here (organizer_routes.py), so that session, role, origin and second factor are
looked at in one place:

GET   no session -> sign in, and then on to the page
POST  from another site -> 403; no session -> sign in, and then what was typed is there to be sent again;
      `needs_factor` -> the second factor is asked for, and what was sent goes on with it
"""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from widget_server.actions.check_again import CheckAgain
from widget_server.actions.check_factor import CheckFactor
from widget_server.actions.find_session import FindSession
from widget_server.core.networks import networks_of
from widget_server.core.organizer import Role
from widget_server.core.organizer_session import Place, Session
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.cookies import Cookies
from widget_server.web.organizer.form import LARGEST_FORM, Form, form_of, read_form
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.same_site import is_from_our_pages

Handler = Callable[[Call], Awaitable[Response]]
OpenHandler = Callable[[Request], Awaitable[Response]]

SIGN_IN = "/organizer/sign-in"
STEPS = {"setup": "/organizer/second-factor", "factor": "/organizer/sign-in/code"}
"""Where somebody goes on who has not come all the way in."""

DOWNLOADS = ("/export", "/export/pdf")
"""What comes as a file, with a script that tells how far it is (widget_js/organizer/download.ts)."""

FACTOR_FIELDS = ("factor_code", "factor_answer")
LONGEST_BROWSER = 200
SECRETS = ("password", "again", "current", "code", "passkey_answer")
"""Fields that are never shown again, nor kept in a page: whoever signs in next need not be who typed them."""

LONGEST_KEPT = LARGEST_FORM - 64 * 1024
"""Bytes of a form that are carried through signing in, beside what signing in itself sends."""


class Gate:
    """Makes routes whose handlers are called for those alone who may."""

    def __init__(
        self,
        find_session: FindSession,
        check_factor: CheckFactor,
        check_again: CheckAgain,
        pages: OrganizerPages,
        cookies: Cookies,
        own_origin: str,
    ) -> None:
        self._find_session = find_session
        self._check_factor = check_factor
        self._check_again = check_again
        self._pages = pages
        self.cookies = cookies
        self._own_origin = own_origin

    def screen(
        self,
        path: str,
        *,
        roles: frozenset[Role],
        get: Handler | None = None,
        post: Handler | None = None,
        needs_factor: bool = False,
    ) -> Route:
        """A page of those with one of `roles`. The route knows its roles, for the test that tries them all."""

        async def handle(request: Request) -> Response:
            if request.method == "POST":
                assert post is not None  # noqa: S101  # the route has no POST otherwise
                return await self._post(request, roles, post, needs_factor=needs_factor)
            assert get is not None  # noqa: S101  # the route has no GET otherwise
            return await self._get(request, roles, get)

        methods = [*(["GET"] if get else []), *(["POST"] if post else [])]
        route = Route(path, handle, methods=methods)
        route.roles = roles  # type: ignore[attr-defined]
        return route

    def open(self, path: str, *, get: OpenHandler | None = None, post: OpenHandler | None = None) -> Route:
        """A page on the way in, for everybody: its handlers look at the session themselves."""

        async def handle(request: Request) -> Response:
            if request.method == "POST":
                assert post is not None  # noqa: S101  # the route has no POST otherwise
                self._must_be_ours(request)
                return await post(request)
            assert get is not None  # noqa: S101  # the route has no GET otherwise
            return await get(request)

        route = Route(path, handle, methods=[*(["GET"] if get else []), *(["POST"] if post else [])])
        route.roles = None  # type: ignore[attr-defined]
        return route

    async def session(self, request: Request) -> Session | None:
        """Of any stage."""
        return await self._find_session(self.cookies.session(request))

    def place(self, request: Request) -> Place:
        """Where a request comes from, by network: the address itself is not kept."""
        address = request.client.host if request.client else ""
        network = networks_of(address)[1] if address else ""
        device, ids = self.cookies.device(request)
        browser = request.headers.get("user-agent", "")[:LONGEST_BROWSER]
        return Place(network, browser, device, frozenset(ids))

    async def _get(self, request: Request, roles: frozenset[Role], handler: Handler) -> Response:
        session = await self.session(request)
        if session is None:
            return self._pages.back(sign_in_url(request))
        if session.stage != "whole":
            return RedirectResponse(STEPS[session.stage], 303, {"Cache-Control": "no-store"})
        call = Call(request, session)
        return await handler(call) if session.organizer.role in roles else self._not_yours(call)

    async def _post(
        self, request: Request, roles: frozenset[Role], handler: Handler, *, needs_factor: bool
    ) -> Response:
        self._must_be_ours(request)
        session = await self.session(request)
        is_in = session is not None and session.stage == "whole"
        form = await read_form(request, keeps_files=is_in)
        if session is None or not is_in:
            return self._lapsed(request, form)
        call = Call(request, session, form)
        if session.organizer.role not in roles:
            return self._not_yours(call)
        if needs_factor:
            refused = await self._factor_missing(call)
            if refused is not None:
                return refused
            call = Call(request, session, form_of(form.pairs(but=FACTOR_FIELDS), form.files))
        return await handler(call)

    def _must_be_ours(self, request: Request) -> None:
        if not is_from_our_pages(request, self._own_origin):
            raise HTTPException(403)

    async def _factor_missing(self, call: Call) -> Response | None:
        """The page that asks for the second factor, with all that was sent; None where the form brings it."""
        form, problem = call.form, ""
        if any(form.has(name) for name in FACTOR_FIELDS):
            code, answer = form.text("factor_code"), form.text("factor_answer")
            found = await self._check_again.factor(call.session, code, answer)
            if found is None:
                return None
            problem = found
        passkey_options = await self._check_factor.begin_passkey(call.session)
        if (
            problem and call.request.headers.get("accept") == "application/json"
        ):  # the script that waits for a file
            told = {"problem": problem, "passkey_options": passkey_options}
            return JSONResponse(told, 422, {"Cache-Control": "no-store"})
        context = {
            "action": call.request.url.path,
            "kept": form.pairs(but=FACTOR_FIELDS),
            "is_download": call.request.url.path.endswith(DOWNLOADS),
            "problem": problem,
            "passkey_options": passkey_options,
        }
        return self._pages.page("organizer/factor_again.html", call, context, status=422 if problem else 200)

    def _lapsed(self, request: Request, form: Form) -> Response:
        """What was typed goes along through signing in, in the page itself: it is nobody else's business."""
        kept = kept_form(request.url.path, form)
        context = {
            "kept": kept,
            "next": "",
            "is_lapsed": True,
            "email": "",
            "problems": {},
            "lost_file": bool(form.files),
        }
        return self._pages.plain("organizer/sign_in.html", context, status=401)

    def _not_yours(self, call: Call) -> Response:
        """A right may have been lost in the middle of an edit: what was typed is shown, to be copied."""
        pairs = call.form.pairs(but=(*SECRETS, *FACTOR_FIELDS))
        typed = [(name, value) for name, value in pairs if value.strip()]
        return self._pages.page("organizer/not_yours.html", call, {"typed": typed}, status=403)


def sign_in_url(request: Request) -> str:
    """With the page to go on to."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{SIGN_IN}?next={quote(path, safe='/')}"


def kept_form(path: str, form: Form) -> str:
    """JSON of a form and where it is to go; '' for one that is too long, or that is of no use without its secrets."""
    if any(form.has(name) for name in SECRETS):
        return ""
    text = json.dumps({"path": path, "pairs": form.pairs(but=FACTOR_FIELDS)}, ensure_ascii=False)
    return text if len(text.encode()) <= LONGEST_KEPT else ""


def kept_in(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Where a kept form is to go, and what it holds; None where there is none that we could have made."""
    try:
        kept = json.loads(text)
        path, pairs = str(kept["path"]), [(str(name), str(value)) for name, value in kept["pairs"]]
        json.dumps(kept, ensure_ascii=False).encode()  # half a surrogate pair stands in no page
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (path, pairs) if is_our_page(path) else None


def is_our_page(path: str) -> bool:
    """Whether it leads nowhere but to an organizers' page: to browsers, `//host` and its like are other sites."""
    return path.startswith("/organizer/") and "\\" not in path and not any(ord(c) < 33 for c in path)
