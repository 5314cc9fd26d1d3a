"""GET /organizer/account, and what its forms send: password, second factors, recovery codes, sessions."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.factor_setup import FactorSetup
from widget_server.actions.own_account import OwnAccount
from widget_server.core.browser_names import browser_name
from widget_server.core.form_problems import FormProblems
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.qr_code import qr_code

ACCOUNT = "/organizer/account"


class AccountPage:
    """An organizer's own account."""

    def __init__(
        self, pages: OrganizerPages, account: OwnAccount, factors: FactorSetup, base_url: str
    ) -> None:
        self._pages = pages
        self._account = account
        self._factors = factors
        self._host = urlsplit(base_url).netloc

    async def show(self, call: Call) -> Response:
        """What there is."""
        return await self._page(call, {})

    async def change_password(self, call: Call) -> Response:
        """Ends all other sessions."""
        form = call.form
        try:
            await self._account.change_password(
                call.session, form.text("current"), form.text("password"), form.text("again")
            )
        except FormProblems as error:
            return await self._page(call, error.problems, status=422)
        return self._pages.back(ACCOUNT, "Your password is changed. All your other sessions are ended.")

    async def offer_factor(self, call: Call) -> Response:
        """A code to scan, or a passkey: after the second factor that there is."""
        return await self._factor_form(call, {}, is_anew=True)

    async def add_factor(self, call: Call) -> Response:
        """What the page before has offered; that page was shown for a second factor alone."""
        form = call.form
        try:
            factor = await self._account.add_factor(
                call.session,
                code=form.text("code"),
                answer=form.text("passkey_answer"),
                name=form.text("name"),
            )
        except FormProblems as error:
            if "" in error.problems:
                return await self._page(call, error.problems, status=422)
            return await self._factor_form(call, error.problems, is_anew=False)
        if factor.recovery_codes:
            return self._codes(call, factor.recovery_codes)
        what = (
            "The passkey is added."
            if factor.kind == "passkey"
            else "The app is set. The one before is not good any more."
        )
        return self._pages.back(ACCOUNT, what)

    async def remove_passkey(self, call: Call) -> Response:
        """One of the organizer's own."""
        try:
            await self._account.remove_passkey(call.session, _bytes(call.form.text("passkey")))
        except FormProblems as error:
            return await self._page(call, error.problems, status=422)
        return self._pages.back(ACCOUNT, "The passkey is removed. It opens nothing here any more.")

    async def new_codes(self, call: Call) -> Response:
        """Shown this once."""
        return self._codes(call, await self._account.new_recovery_codes(call.session))

    async def end_session(self, call: Call) -> Response:
        """One, or all others."""
        if call.form.text("session") == "others":
            await self._account.end_other_sessions(call.session)
            return self._pages.back(ACCOUNT, "All your other sessions are ended.")
        await self._account.end_session(call.session, _bytes(call.form.text("session")))
        return self._pages.back(ACCOUNT, "The session is ended.")

    def _codes(self, call: Call, codes: tuple[str, ...]) -> Response:
        context = {"codes": codes, "onward": ACCOUNT, "host": self._host}
        return self._pages.page("organizer/recovery_codes.html", call, context)

    async def _factor_form(self, call: Call, problems: dict[str, str], *, is_anew: bool) -> Response:
        offer = await self._factors.offer(call.session, is_anew=is_anew)
        context = {
            "offer": offer,
            "qr_code": qr_code(offer.uri),
            "problems": problems,
            "name": call.form.text("name"),
            "action": f"{ACCOUNT}/second-factor/add",
        }
        status = 422 if problems else 200
        return self._pages.page("organizer/second_factor.html", call, context, status=status)

    async def _page(self, call: Call, problems: dict[str, str], status: int = 200) -> Response:
        account = await self._account.read(call.session)
        context: dict[str, Any] = {
            "account": account,
            "problems": problems,
            "passkeys": [{"id": _text(one.credential_id), "facts": one} for one in account.passkeys],
            "sessions": [
                {
                    "id": _text(one.id),
                    "facts": one,
                    "browser": browser_name(one.browser),
                    "is_this": one.id == call.session.id,
                }
                for one in account.sessions
            ],
        }
        return self._pages.page("organizer/account.html", call, context, status=status)


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode()


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii", "replace"))
    except (NotBase64, ValueError) as error:
        raise HTTPException(400) from error
