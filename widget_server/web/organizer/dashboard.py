"""GET /organizer/petitions/{slug}: a petition's figures, live; and the stream that keeps them so."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse

from widget_server.actions.watch_figures import WatchFigures
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.figures import Figures
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.figures_view import MOST_ROWS, OTHERS, FiguresView
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.visible import visible_in_path

OTHER_COUNTRIES = "All others, with too few to be told"


class DashboardPage:
    """Of all partners for the staff; a partner sees its own alone."""

    def __init__(
        self,
        pages: OrganizerPages,
        watch: WatchFigures,
        campaign: Callable[[], Campaign],
        catalogues: Catalogues,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._watch = watch
        self._campaign = campaign
        self._catalogues = catalogues
        self._words = catalogues.best("en")
        self._clock = clock
        self._made: dict[tuple[int, int | None], tuple[Figures, bytes]] = {}

    async def show(self, call: Call) -> Response:
        """Whole and right without any script; the script draws the chart and keeps the figures fresh."""
        live = self._live(call)
        partner_id = call.visitor.partner_id
        view = self._view(live, await self._watch.once(live.petition.id, partner_id), partner_id)
        context: dict[str, Any] = {
            "petition": live.petition,
            "status": live.petition.status(self._clock()),
            "heads": view.heads(),
            "partners": view.partner_rows(),
            "bars_by": self._bars(view),
            "most_rows": MOST_ROWS,
            "reasons": view.reason_rows(),
            "chart": msgspec.json.encode(view.chart()).decode(),
        }
        return self._pages.page("organizer/dashboard.html", call, context)

    async def live(self, call: Call) -> Response:
        """Server-sent events: all figures that the page shows, whenever they change."""
        live = self._live(call)
        return StreamingResponse(
            self._events(call, live),
            media_type="text/event-stream",
            headers={
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
                "X-Content-Type-Options": "nosniff",
            },
        )

    async def _events(self, call: Call, live: LivePetition) -> AsyncIterator[bytes]:
        yield b"retry: 5000\n\n"
        partner_id = call.visitor.partner_id
        changes = self._watch.changes(live.petition.id, partner_id, call.session)
        async for figures in changes:
            if figures is None:
                yield b": still here\n\n"
                continue
            yield self._event((live.petition.id, partner_id), live, figures)

    def _event(self, key: tuple[int, int | None], live: LivePetition, figures: Figures) -> bytes:
        """Made once for all who watch the same."""
        kept = self._made.get(key)
        if kept is not None and kept[0] is figures:
            return kept[1]
        view = self._view(live, figures, key[1])
        shown = {
            "heads": view.heads(),
            "partners": view.partner_rows(),
            "chart": view.chart(),
            "bars": self._bars(view),
            "reasons": view.reason_rows(),
        }
        event = b"data: " + msgspec.json.encode(shown) + b"\n\n"
        self._made[key] = (figures, event)
        return event

    def _live(self, call: Call) -> LivePetition:
        return visible_in_path(call, self._campaign(), self._clock())

    def _bars(self, view: FiguresView) -> dict[str, list[tuple[str, int, str]]]:
        """By kind: name, signatures, and the key that tells a row from the others."""
        return {
            "country": [(self._country(code), count, code) for code, count in view.country_rows()],
            "locale": [
                (self._catalogues.name_of(tag), count, tag) for tag, count in view.label_rows("locale")
            ],
            "source": [(name, count, name) for name, count in view.label_rows("source")[:MOST_ROWS]],
            "ref": [(name, count, name) for name, count in view.label_rows("ref")[:MOST_ROWS]],
        }

    def _country(self, code: str) -> str:
        return OTHER_COUNTRIES if code == OTHERS else self._words.country_name(code) if code else "Not told"

    def _view(self, live: LivePetition, figures: Figures, partner_id: int | None) -> FiguresView:
        return FiguresView.of(self._campaign(), live, figures, partner_id, self._clock())
