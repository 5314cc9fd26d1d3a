"""GET /p/{slug}/statistics: a petition's open figures, drawn, without any script."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.types import Receive, Scope, Send

from widget_server.actions.watch_figures import WatchFigures
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.figures import Figures
from widget_server.core.statistics import LEAST_SHOWN, statistics
from widget_server.core.statistics_chart import chart
from widget_server.web.api_calls import PETITIONS
from widget_server.web.cached import Kept, Ready, make_ready
from widget_server.web.headers import STATISTICS_CACHE
from widget_server.web.pages import Pages
from widget_server.web.query import query_parameters

Key = tuple[str, str]
"""slug, and the tag of one of the languages that the petition speaks"""


class StatisticsPage:
    """Made anew when the figures have changed. It is in the language of `locale`, else in the petition's: for all who
    ask for one address it is the same, and caches can keep it.
    """

    def __init__(
        self,
        pages: Pages,
        campaign: Callable[[], Campaign],
        figures: WatchFigures,
        catalogues: Catalogues,
        base_url: str,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._campaign = campaign
        self._figures = figures
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock
        self._kept: Kept[Key, tuple[int, int]] = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler. Raises PetitionNotFound."""
        campaign = self._campaign()
        live = campaign.public(scope["path_params"]["slug"], self._clock())
        live = live.speaking(query_parameters(scope).get("locale", ""))
        figures = await self._figures.once(live.petition.id)
        key = (live.petition.slug, live.petition.locale)
        state = (campaign.version, figures.as_of)
        ready = self._kept.get(key, state, lambda: self._made(campaign, live, figures))
        await ready.send(scope, send)

    def _made(self, campaign: Campaign, live: LivePetition, figures: Figures) -> Ready:
        words = self._catalogues.best(live.petition.locale)
        context = self._context(campaign, live, figures, words)
        page = self._pages.page("statistics.html", context, catalogue=words)
        kept = [one for one in page.raw_headers if one[0] not in (b"content-length", b"cache-control")]
        return make_ready(bytes(page.body), [*kept, STATISTICS_CACHE])

    def _context(
        self, campaign: Campaign, live: LivePetition, figures: Figures, words: Catalogue
    ) -> dict[str, Any]:
        found = statistics(live.petition, figures, {one.id: one for one in campaign.partners.values()})
        as_of: str = found["as_of"]
        is_open = live.petition.status(self._clock()) == "open"
        data_url = f"{PETITIONS}{live.petition.slug}/statistics"
        return {
            "petition_title": live.petition.text.title,
            "petition_url": self._base_url + live.path,
            "own_url": statistics_address(self._base_url, live),
            "found": found,
            "has_any": any(found["totals"].values()),
            "chart": chart(found["by_day"], as_of[:10] if is_open else ""),
            "country_name": words.country_name,
            "least": words.number(LEAST_SHOWN),
            "as_of": words.text("page", "demo_sent_at", date=words.date(as_of), time=as_of[11:16]),
            "signatures": words.text("widget", "progress_label"),
            "country": words.text("fields", "country"),
            "json_url": data_url,
            "csv_url": f"{data_url}?format=csv",
        }


def statistics_address(base_url: str, live: LivePetition) -> str:
    """The page in the petition's present language, which is named where there are several."""
    address = f"{base_url}/p/{live.petition.slug}/statistics"
    return f"{address}?{urlencode({'locale': live.petition.locale})}" if live.languages else address
