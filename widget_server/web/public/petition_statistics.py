"""GET /api/v1/petitions/{slug}/statistics: a petition's open figures, as JSON or CSV."""

from collections.abc import Callable

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.actions.watch_figures import WatchFigures
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import Clock
from widget_server.core.csv_cells import csv_lines
from widget_server.core.errors import UnknownFormat
from widget_server.core.figures import Figures
from widget_server.core.statistics import as_rows, statistics
from widget_server.web.cached import Kept, Ready, make_ready
from widget_server.web.headers import ANYONE, CROSS_ORIGIN, NOSNIFF, PUBLIC_JSON, STATISTICS_CACHE
from widget_server.web.query import query_parameters

CSV_TYPE = (b"content-type", b"text/csv; charset=utf-8")

Key = tuple[str, str]
"""slug and format"""


class PetitionStatistics:
    """Answers are made anew when the figures have changed."""

    def __init__(self, campaign: Callable[[], Campaign], figures: WatchFigures, clock: Clock) -> None:
        self._campaign = campaign
        self._figures = figures
        self._clock = clock
        self._kept: Kept[Key, tuple[int, int]] = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises PetitionNotFound, UnknownFormat."""
        campaign = self._campaign()
        live = campaign.public(scope["path_params"]["slug"], self._clock())
        wanted = query_parameters(scope).get("format", "json")
        if wanted not in ("json", "csv"):
            raise UnknownFormat
        figures = await self._figures.once(live.petition.id)
        state = (campaign.version, figures.as_of)
        key = (live.petition.slug, wanted)
        ready = self._kept.get(key, state, lambda: _made(campaign, live, figures, wanted))
        await ready.send(scope, send)


def _made(campaign: Campaign, live: LivePetition, figures: Figures, wanted: str) -> Ready:
    partners = {one.id: one for one in campaign.partners.values()}
    found = statistics(live.petition, figures, partners)
    if wanted == "csv":
        name = f'attachment; filename="{live.petition.slug}-statistics.csv"'.encode()
        headers = (CSV_TYPE, ANYONE, CROSS_ORIGIN, NOSNIFF, (b"content-disposition", name), STATISTICS_CACHE)
        return make_ready(csv_lines(as_rows(found)).encode(), headers)
    return make_ready(msgspec.json.encode(found), (*PUBLIC_JSON, STATISTICS_CACHE))
