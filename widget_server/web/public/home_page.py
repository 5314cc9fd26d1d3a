"""GET /: the open petitions of this service."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from widget_server.core.campaign import Campaign
from widget_server.core.clock import Clock
from widget_server.core.totals import Totals
from widget_server.web.headers import OPENED_FROM_FRAMES
from widget_server.web.pages import Pages


def make_home(
    pages: Pages,
    campaign: Callable[[], Campaign],
    totals: Callable[[int], Totals],
    base_url: str,
    clock: Clock,
) -> Callable[[Request], object]:
    """The handler."""

    async def home(_request: Request) -> Response:
        now = clock()
        petitions = [
            {
                "title": live.petition.text.title,
                "url": f"{base_url}/p/{live.petition.slug}",
                "confirmed": totals(live.petition.id).confirmed,
            }
            for live in campaign().petitions.values()
            if live.petition.status(now) == "open"
        ]
        return pages.page("home.html", {"petitions": petitions}, headers=OPENED_FROM_FRAMES)

    return home
