"""GET /: the open petitions of this service."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import text_direction
from widget_server.core.clock import Clock
from widget_server.core.languages import wanted_in
from widget_server.core.totals import Totals
from widget_server.web.headers import BY_LANGUAGE, OPENED_FROM_FRAMES
from widget_server.web.pages import Pages


def make_home(
    pages: Pages,
    campaign: Callable[[], Campaign],
    totals: Callable[[int], Totals],
    base_url: str,
    clock: Clock,
) -> Callable[[Request], object]:
    """The handler. It speaks the reader's language, each petition that one or its own."""

    async def home(request: Request) -> Response:
        now = clock()
        accepted = request.headers.get("accept-language", "")
        petitions = [
            _row(live.speaking(*wanted_in(accepted)), base_url, totals)
            for live in campaign().petitions.values()
            if live.petition.status(now) == "open"
        ]
        return pages.page(
            "home.html",
            {"petitions": petitions},
            catalogue=pages.catalogue_for(accepted),
            headers=BY_LANGUAGE | OPENED_FROM_FRAMES,
        )

    return home


def _row(live: LivePetition, base_url: str, totals: Callable[[int], Totals]) -> dict[str, Any]:
    text = live.petition.text
    return {
        "title": text.title,
        "lang": text.locale,
        "dir": text_direction(text.locale),
        "url": base_url + live.path,
        "confirmed": totals(live.petition.id).confirmed,
    }
