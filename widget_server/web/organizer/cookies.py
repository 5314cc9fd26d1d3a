"""The two cookies of organizers: of a session, and the mark of a browser that has signed in before.

`__Host-` (on https) keeps them from other hosts of the domain; SameSite=Lax from forms on other sites, while a link in
a mail still finds its reader signed in.
"""

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from widget_server.core.account_secrets import new_token
from widget_server.core.clock import DAY, SECOND

DEVICE_LIFETIME = 365 * DAY // SECOND
MOST_ACCOUNTS = 8
"""Of one browser that are remembered."""


class Cookies:
    """Reads and sets them for the service at `base_url`."""

    def __init__(self, base_url: str, secret_key: str) -> None:
        self._signer = Signer(secret_key, salt="petition.device")
        self._is_secure = base_url.startswith("https://")
        prefix = "__Host-" if self._is_secure else ""
        self._session, self._device = f"{prefix}petition_session", f"{prefix}petition_device"

    def session(self, request: Request) -> str:
        """The token, '' where there is none."""
        return request.cookies.get(self._session, "")

    def device(self, request: Request) -> tuple[str, tuple[int, ...]]:
        """The mark, and the ids of the accounts that its browser has signed in to, the newest last; '' and () where
        there is none that we have made.
        """
        try:
            mark, *ids = self._signer.unsign(request.cookies.get(self._device, "")).decode().split(" ")
            return mark, tuple(map(int, ids))
        except (BadSignature, ValueError):
            return "", ()

    def set_session(self, response: Response, token: str) -> None:
        """Until the browser is closed, or the session ends by itself."""
        self._set(response, self._session, token, None)

    def drop_session(self, response: Response) -> None:
        """For somebody who signs out."""
        self._set(response, self._session, "", 0)

    def know_device(self, request: Request, response: Response, organizer_id: int) -> None:
        """Marks a browser that has signed in to this account, for a year."""
        mark, ids = self.device(request)
        others = [one for one in ids if one != organizer_id][1 - MOST_ACCOUNTS :]
        value = " ".join([mark or new_token(), *map(str, [*others, organizer_id])])
        self._set(response, self._device, self._signer.sign(value).decode(), DEVICE_LIFETIME)

    def _set(self, response: Response, name: str, value: str, max_age: int | None) -> None:
        response.set_cookie(
            name, value, max_age=max_age, path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )
