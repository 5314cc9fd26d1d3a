"""GET /api/v1/petitions/{slug}/referrals/{code}: how many have signed through somebody's links."""

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.actions.count_referrals import CountReferrals
from widget_server.web.asgi import client_address
from widget_server.web.cached import make_ready
from widget_server.web.headers import PUBLIC_JSON, REFERRALS_CACHE


class Referrals:
    """The handler. Asked for when somebody who has signed comes back."""

    def __init__(self, count: CountReferrals) -> None:
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises PetitionNotFound, TooManyRequests, Overloaded."""
        path = scope["path_params"]
        confirmed = await self._count(path["slug"], path["code"], client_address(scope))
        body = msgspec.json.encode({"confirmed": confirmed})
        await make_ready(body, (*PUBLIC_JSON, REFERRALS_CACHE)).send(scope, send)
