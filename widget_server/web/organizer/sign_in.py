"""GET and POST /organizer/sign-in and /organizer/sign-in/code, POST /organizer/sign-out."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from widget_server.actions.check_factor import CheckFactor
from widget_server.actions.own_account import OwnAccount
from widget_server.actions.sign_in import Opened, SignIn
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer_session import Session
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.form import Form, read_form
from widget_server.web.organizer.gate import SIGN_IN, STEPS, Gate, is_our_page, kept_in
from widget_server.web.organizer.pages import OrganizerPages

HOME = "/organizer/"


class SignInPage:
    """The way in, and out."""

    def __init__(
        self,
        gate: Gate,
        pages: OrganizerPages,
        sign_in: SignIn,
        check_factor: CheckFactor,
        account: OwnAccount,
    ) -> None:
        self._gate = gate
        self._pages = pages
        self._sign_in = sign_in
        self._check_factor = check_factor
        self._account = account

    async def show(self, request: Request) -> Response:
        """The form for e-mail and password."""
        session = await self._gate.session(request)
        wanted = request.query_params.get("next", "")
        if session and session.stage == "whole":
            return self._pages.back(wanted if is_our_page(wanted) else HOME)
        return self._form(wanted, "", "", {})

    async def send(self, request: Request) -> Response:
        """Goes on to the second factor."""
        form = await read_form(request)
        wanted, kept = form.text("next"), form.text("kept")
        try:
            opened = await self._sign_in.by_password(
                form.text("email"),
                form.text("password"),
                self._gate.place(request),
                await self._gate.session(request),
            )
        except FormProblems as error:
            return self._form(wanted, kept, form.text("email"), error.problems)
        response = await self._code_form(opened.session, wanted, kept, {})
        self._gate.cookies.set_session(response, opened.token)
        return response

    async def ask_code(self, request: Request) -> Response:
        """The form for the second factor."""
        session = await self._gate.session(request)
        if session is None or session.stage != "factor":
            return self._pages.back(HOME if session and session.stage == "whole" else SIGN_IN)
        return await self._code_form(session, request.query_params.get("next", ""), "", {})

    async def send_code(self, request: Request) -> Response:
        """All the way in."""
        form = await read_form(request)
        session = await self._gate.session(request)
        if session is None or session.stage != "factor":
            return self._form(
                form.text("next"), form.text("kept"), "", {"": "That took too long. Begin again, please."}
            )
        try:
            opened = await self._sign_in.by_factor(
                session, form.text("code"), form.text("factor_answer"), self._gate.place(request)
            )
        except FormProblems as error:
            return await self._code_form(session, form.text("next"), form.text("kept"), error.problems)
        return self.let_in(request, opened, self._onward(opened, form))

    async def sign_out(self, call: Call) -> Response:
        """Ends the session here and on the server."""
        await self._account.end_session(call.session, call.session.id)
        response = RedirectResponse(SIGN_IN, 303, {"Cache-Control": "no-store", "Clear-Site-Data": '"cache"'})
        self._gate.cookies.drop_session(response)
        return response

    def let_in(self, request: Request, opened: Opened, response: Response) -> Response:
        """With the cookie of a new session, and the mark of a browser that has signed in."""
        self._gate.cookies.set_session(response, opened.token)
        self._gate.cookies.know_device(request, response, opened.session.organizer.id)
        return response

    def _onward(self, opened: Opened, form: Form) -> Response:
        kept = kept_in(form.text("kept")) if form.text("kept") else None
        if kept is not None:
            path, pairs = kept
            shown = [(name, value) for name, value in pairs if value.strip()]
            context = {"visitor": opened.session.organizer, "action": path, "kept": pairs, "typed": shown}
            return self._pages.plain("organizer/go_on.html", context)
        wanted = form.text("next")
        return self._pages.back(wanted if is_our_page(wanted) else HOME)

    def _form(self, wanted: str, kept: str, email: str, problems: dict[str, str]) -> Response:
        context = {
            "next": wanted,
            "kept": kept,
            "email": email,
            "problems": problems,
            "is_lapsed": bool(kept),
            "lost_file": False,
        }
        return self._pages.plain("organizer/sign_in.html", context, status=422 if problems else 200)

    async def _code_form(
        self, session: Session, wanted: str, kept: str, problems: dict[str, str]
    ) -> Response:
        if session.stage != "factor":
            raise HTTPException(404)
        context = {
            "next": wanted,
            "kept": kept,
            "problems": problems,
            "action": STEPS["factor"],
            "passkey_options": await self._check_factor.begin_passkey(session),
        }
        return self._pages.plain("organizer/code.html", context, status=422 if problems else 200)
