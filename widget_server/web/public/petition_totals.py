"""GET /api/v1/petitions/{slug}/totals: the number that everybody reloads."""

from collections.abc import Callable

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.core.campaign import Campaign
from widget_server.core.clock import Clock
from widget_server.core.errors import PetitionError
from widget_server.core.petition import Petition
from widget_server.core.totals import Totals
from widget_server.web.asgi import respond
from widget_server.web.cached import Kept, Ready, make_ready
from widget_server.web.headers import ANYONE, NO_STORE, NOSNIFF, PROBLEM_JSON, PUBLIC_JSON, TOTALS_CACHE
from widget_server.web.problems import problem_body
from widget_server.web.public.petition_config import as_of

Freshness = tuple[int, Totals]
"""What an answer depends on: catalogue version, totals."""


class PetitionTotals:
    """Answers are made when the total has changed, one for each petition."""

    def __init__(
        self, campaign: Callable[[], Campaign], totals: Callable[[int], Totals], clock: Clock
    ) -> None:
        self._campaign = campaign
        self._totals = totals
        self._clock = clock
        self._kept: Kept[str, Freshness] = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        try:
            ready = self._answer(scope["path_params"]["slug"])
        except PetitionError as error:
            await respond(send, error.status, (PROBLEM_JSON, ANYONE, NOSNIFF, NO_STORE), problem_body(error))
            return
        await ready.send(scope, send)

    def _answer(self, slug: str) -> Ready:
        """Raises PetitionNotFound."""
        campaign = self._campaign()
        live = campaign.public(slug, self._clock())
        totals = self._totals(live.petition.id)
        return self._kept.get(slug, (campaign.version, totals), lambda: _made(live.petition, totals))


def _made(petition: Petition, totals: Totals) -> Ready:
    body = msgspec.json.encode(
        {
            "confirmed": totals.confirmed,
            "goal": petition.goal(totals.confirmed),
            "as_of": as_of(totals, petition.created_at),
        }
    )
    return make_ready(body, (*PUBLIC_JSON, TOTALS_CACHE))
