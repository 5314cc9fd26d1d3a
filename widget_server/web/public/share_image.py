"""GET /p/{slug}/image.png: title and total as a picture, for links that are passed on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogues, text_direction
from widget_server.core.clock import MINUTE, Clock
from widget_server.core.totals import Totals
from widget_server.web.cached import Ready, make_ready
from widget_server.web.fonts import Fonts
from widget_server.web.headers import CROSS_ORIGIN, NOSNIFF, TOTALS_CACHE
from widget_server.web.query import query_parameters
from widget_server.web.share_picture import SMALL, Pictures, Shown, draw

LEAST_AGE = MINUTE
"""A picture stands for so long, in milliseconds, whatever happens: drawing costs a hundred times what other
answers do, and a campaign's total changes every second."""

MOST_KEPT = 500
"""Petitions. Two files of some 25 KB each: 25 MB."""

Draw = Callable[[Shown, Fonts], Pictures]
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pictures as answers, what they show, and since when (milliseconds)."""

    shown: Shown
    made_at: int
    large: Ready
    small: Ready


class ShareImage:
    """Drawn when somebody asks and the last one is neither right nor young.

    However many ask, each is drawn once, and one after the other in a thread: requests go on meanwhile. It is in
    the petition's own language alone; one for each of forty would be a way to keep the service busy.
    """

    def __init__(
        self,
        campaign: Callable[[], Campaign],
        totals: Callable[[int], Totals],
        catalogues: Catalogues,
        clock: Clock,
        draw: Draw = draw,
    ) -> None:
        self._campaign = campaign
        self._totals = totals
        self._catalogues = catalogues
        self._clock = clock
        self._draw = draw
        self._fonts = Fonts()
        self._drawn: dict[Key, Drawn] = {}
        self._drawing: dict[Key, asyncio.Task[Drawn]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler. Raises PetitionNotFound."""
        live = self._campaign().public(scope["path_params"]["slug"], self._clock())
        drawn = await self._picture(live)
        is_small = query_parameters(scope).get("width") == str(SMALL[0])
        await (drawn.small if is_small else drawn.large).send(scope, send)

    async def _picture(self, live: LivePetition) -> Drawn:
        shown = self._shown(live)
        key = (live.petition.id, shown.locale)
        drawn = self._drawn.get(key)
        if drawn and (drawn.shown == shown or self._clock() < drawn.made_at + LEAST_AGE):
            return drawn
        drawing = self._drawing.get(key)
        if drawing is None:
            drawing = self._drawing[key] = asyncio.create_task(self._make(key, shown))
        # Whoever asked first may go away; others wait for the same picture.
        return await asyncio.shield(drawing)

    async def _make(self, key: Key, shown: Shown) -> Drawn:
        try:
            async with self._one_at_a_time:
                pictures = await asyncio.to_thread(self._draw, shown, self._fonts)
            drawn = Drawn(shown, self._clock(), _answer(pictures.large), _answer(pictures.small))
            self._drawn.pop(key, None)
            while len(self._drawn) >= MOST_KEPT:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[key] = drawn
            return drawn
        finally:
            del self._drawing[key]

    def _shown(self, live: LivePetition) -> Shown:
        petition = live.petition
        words = self._catalogues.best(petition.locale)
        confirmed = self._totals(petition.id).confirmed
        is_open = petition.status(self._clock()) == "open"
        goal = petition.goal(confirmed)
        return Shown(
            title=petition.text.title,
            title_locale=petition.text.locale,
            title_is_rtl=text_direction(petition.text.locale) == "rtl",
            kicker=words.text("page", "petition_to", target=petition.text.target),
            total=words.text("page", "total", count=confirmed)
            if confirmed or not is_open
            else words.text("page", "progress_first"),
            number=words.number(confirmed),
            goal=words.text("page", "goal_of", goal=words.number(goal)) if is_open else "",
            share=confirmed / goal if is_open else None,
            locale=words.tag,
            is_rtl=words.direction == "rtl",
        )


def _answer(png: bytes) -> Ready:
    kind = (b"content-type", b"image/png")
    return make_ready(png, (kind, CROSS_ORIGIN, NOSNIFF, TOTALS_CACHE), encoded=())
