"""GET /organizer/: all petitions at a glance."""

from collections.abc import Callable

from starlette.responses import Response

from widget_server.core.campaign import Campaign
from widget_server.core.clock import Clock
from widget_server.core.totals import Totals
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages


class HomePage:
    """The petitions that there are, open ones first."""

    def __init__(
        self,
        pages: OrganizerPages,
        campaign: Callable[[], Campaign],
        totals: Callable[[int], Totals],
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._campaign = campaign
        self._totals = totals
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """Their totals are those in memory."""
        now = self._clock()
        order = {"open": 0, "draft": 1, "closed": 2}
        rows = [
            {
                "slug": slug,
                "title": live.petition.text.title,
                "lang": live.petition.locale,
                "status": live.petition.status(now),
                "totals": self._totals(live.petition.id),
            }
            for slug, live in self._campaign().petitions.items()
        ]
        rows.sort(key=lambda row: (order[str(row["status"])], str(row["title"])))
        return self._pages.page("organizer/home.html", call, {"petitions": rows})
