"""GET /organizer/petitions/{slug}/over-time: what the dashboard's chart draws, as tables.

A page of its own, so that a long campaign's days don't weigh on the dashboard.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from starlette.responses import Response

from widget_server.actions.watch_figures import WatchFigures
from widget_server.core.campaign import Campaign
from widget_server.core.clock import SECOND, Clock, isoformat
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.figures_view import FiguresView
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.visible import visible_in_path

Table = tuple[list[str], list[tuple[str, list[str]]]]
"""Names of the columns; rows, each with its time."""


class OverTimePage:
    """Of all partners for the staff; a partner sees its own alone."""

    def __init__(
        self, pages: OrganizerPages, watch: WatchFigures, campaign: Callable[[], Campaign], clock: Clock
    ) -> None:
        self._pages = pages
        self._watch = watch
        self._campaign = campaign
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """As of now; it needs no script."""
        now, campaign = self._clock(), self._campaign()
        live = visible_in_path(call, campaign, now)
        partner_id = call.visitor.partner_id
        figures = await self._watch.once(live.petition.id, partner_id)
        chart = FiguresView.of(campaign, live, figures, partner_id, now).chart()
        context: dict[str, Any] = {
            "petition": live.petition,
            "status": live.petition.status(now),
            "as_of": isoformat(figures.as_of),
            "days": as_table(chart["day"], "day"),
            "hours": as_table(chart["hour"], "hour"),
        }
        return self._pages.page("organizer/over_time.html", call, context)


def as_table(series: Mapping[str, Any], period: Literal["day", "hour"]) -> Table:
    """The newest first, with the sum before the parts. Made here: a template takes 20 ms for a thousand cells."""
    digits = 10 if period == "day" else 16
    times = [isoformat(at * SECOND)[:digits].replace("T", " ") for at in series["x"]]
    names = [one["name"] for one in series["series"]]
    rows = list(zip(*(one["y"] for one in series["series"]), strict=True))
    if len(names) > 1:
        names = ["All", *names]
        rows = [(sum(row), *row) for row in rows]
    told = [(at, [f"{count:,}" for count in row]) for at, row in zip(times, rows, strict=True)]
    return names, told[::-1]
