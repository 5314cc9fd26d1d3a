"""GET /organizer/: all petitions at a glance."""

from collections.abc import Callable

from starlette.responses import Response

from widget_server.actions.watch_figures import WatchFigures
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import Clock
from widget_server.core.totals import Totals
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.visible import visible


class HomePage:
    """The petitions that there are, open ones first."""

    def __init__(
        self,
        pages: OrganizerPages,
        campaign: Callable[[], Campaign],
        totals: Callable[[int], Totals],
        figures: WatchFigures,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._campaign = campaign
        self._totals = totals
        self._figures = figures
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """Totals are those in memory. A partner sees what it brought itself, and no drafts."""
        now = self._clock()
        order = {"open": 0, "draft": 1, "closed": 2}
        rows = []
        for slug, live in visible(call, self._campaign(), now).items():
            confirmed, waiting = await self._figures_for(call, live)
            rows.append(
                {
                    "slug": slug,
                    "title": live.petition.text.title,
                    "lang": live.petition.locale,
                    "status": live.petition.status(now),
                    "confirmed": confirmed,
                    "waiting": waiting,
                }
            )
        rows.sort(key=lambda row: (order[str(row["status"])], str(row["title"])))
        return self._pages.page("organizer/home.html", call, {"petitions": rows})

    async def _figures_for(self, call: Call, live: LivePetition) -> tuple[int, int]:
        if call.visitor.role != "partner":
            totals = self._totals(live.petition.id)
            return totals.confirmed, totals.pending
        whole = (await self._figures.once(live.petition.id, call.visitor.partner_id)).whole
        return whole.counting, whole.waiting
