"""GET and POST /organizer/welcome/{token}, behind a one-time link, and /organizer/second-factor, the step after it."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from widget_server.actions.factor_setup import FactorSetup
from widget_server.actions.set_up_account import SetUpAccount
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer_session import Session
from widget_server.web.organizer.form import read_form
from widget_server.web.organizer.gate import SIGN_IN, STEPS, Gate
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.qr_code import qr_code
from widget_server.web.organizer.sign_in import HOME, SignInPage


class WelcomePage:
    """Sets an account up."""

    def __init__(
        self,
        gate: Gate,
        pages: OrganizerPages,
        set_up: SetUpAccount,
        factors: FactorSetup,
        sign_in: SignInPage,
        base_url: str,
    ) -> None:
        self._gate = gate
        self._pages = pages
        self._set_up = set_up
        self._factors = factors
        self._sign_in = sign_in
        self._host = urlsplit(base_url).netloc

    async def show(self, request: Request) -> Response:
        """The form for a password."""
        found = await self._set_up.whose(request.path_params["token"])
        if found is None:
            return self._gone()
        return self._form(found.email, {})

    async def send(self, request: Request) -> Response:
        """Goes on to the second factor."""
        token = request.path_params["token"]
        form = await read_form(request)
        try:
            opened = await self._set_up.set_password(
                token, form.text("password"), form.text("again"), self._gate.place(request)
            )
        except FormProblems as error:
            found = await self._set_up.whose(token)
            return self._form(found.email, error.problems) if found else self._gone()
        if opened is None:
            return self._gone()
        response = RedirectResponse(STEPS["setup"], 303, {"Cache-Control": "no-store"})
        self._gate.cookies.set_session(response, opened.token)
        return response

    async def show_factor(self, request: Request) -> Response:
        """A code to scan, or a passkey."""
        session = await self._gate.session(request)
        if session is None or session.stage != "setup":
            return self._pages.back(HOME if session else SIGN_IN)
        return await self._factor_form(session, {})

    async def send_factor(self, request: Request) -> Response:
        """Shows the recovery codes, this once, and is all the way in."""
        session = await self._gate.session(request)
        form = await read_form(request)
        if session is None or session.stage != "setup":
            return self._pages.back(SIGN_IN)
        try:
            opened, factor = await self._set_up.finish(
                session,
                code=form.text("code"),
                answer=form.text("passkey_answer"),
                name=form.text("name"),
                place=self._gate.place(request),
            )
        except FormProblems as error:
            return await self._factor_form(session, error.problems, form.text("name"))
        context = {"codes": factor.recovery_codes, "onward": HOME, "host": self._host}
        response = self._pages.plain("organizer/recovery_codes.html", context)
        return self._sign_in.let_in(request, opened, response)

    async def _factor_form(self, session: Session, problems: dict[str, str], name: str = "") -> Response:
        offer = await self._factors.offer(session, is_anew=False)
        context = {
            "offer": offer,
            "qr_code": qr_code(offer.uri),
            "problems": problems,
            "name": name,
            "action": STEPS["setup"],
        }
        return self._pages.plain("organizer/second_factor.html", context, status=422 if problems else 200)

    def _form(self, email: str, problems: dict[str, str]) -> Response:
        context = {"email": email, "problems": problems}
        headers = {"Referrer-Policy": "no-referrer"}  # the address is a secret
        return self._pages.plain(
            "organizer/welcome.html", context, status=422 if problems else 200, headers=headers
        )

    def _gone(self) -> Response:
        return self._pages.plain("organizer/link_gone.html", {}, status=404)
