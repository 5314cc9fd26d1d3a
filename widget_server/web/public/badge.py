"""GET /p/{slug}/badge.svg: the total as an image, for sites that allow no scripts, for READMEs and mails."""

from collections.abc import Callable
from html import escape
from unicodedata import category, east_asian_width

from starlette.types import Receive, Scope, Send

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.totals import Totals
from widget_server.web.cached import Kept, Ready, make_ready
from widget_server.web.headers import CROSS_ORIGIN, IMAGE_POLICY, NOSNIFF, TOTALS_CACHE
from widget_server.web.public.petition_totals import Freshness
from widget_server.web.query import query_parameters

SVG = (b"content-type", b"image/svg+xml")
SIZE = 14
"""Of the letters, in pixels."""

NARROW = " .,ijltIfr\u00a0\u202f\u2019"

_BADGE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="28" role="img" aria-label="{words}">
<title>{title}</title>
<rect width="{width}" height="28" rx="6" fill="#1d4ed8"/>
<text x="{middle}" y="19" fill="#fff" font-family="system-ui,sans-serif" font-size="{size}" font-weight="600"\
 text-anchor="middle" textLength="{length}" lengthAdjust="spacingAndGlyphs" direction="{direction}">{words}</text>
</svg>
"""


class Badge:
    """Made when the total has changed, in the language that `?locale=` asks for, or the petition's."""

    def __init__(
        self,
        campaign: Callable[[], Campaign],
        totals: Callable[[int], Totals],
        catalogues: Catalogues,
        clock: Clock,
    ) -> None:
        self._campaign = campaign
        self._totals = totals
        self._catalogues = catalogues
        self._clock = clock
        self._kept: Kept[tuple[str, str, str], Freshness] = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler. Raises PetitionNotFound."""
        campaign = self._campaign()
        wanted = query_parameters(scope).get("locale", "")
        live = campaign.public(scope["path_params"]["slug"], self._clock()).speaking(wanted)
        words = self._catalogues.best(wanted, live.petition.locale)
        totals = self._totals(live.petition.id)
        key = (live.petition.slug, words.tag, live.petition.locale)
        ready = self._kept.get(
            key, (campaign.version, totals), lambda: self._made(live, words, totals.confirmed)
        )
        await ready.send(scope, send)

    def _made(self, live: LivePetition, words: Catalogue, confirmed: int) -> Ready:
        svg = draw(words.text("page", "total", count=confirmed), live.petition.text.title, words.direction)
        return make_ready(svg.encode(), (SVG, CROSS_ORIGIN, NOSNIFF, IMAGE_POLICY, TOTALS_CACHE))


def draw(words: str, title: str, direction: str) -> str:
    """A badge as wide as its words, as far as that can be known without their font."""
    length = round(sum(_width(character) for character in words) * SIZE)
    return _BADGE.format(
        width=length + 24,
        middle=(length + 24) / 2,
        length=length,
        size=SIZE,
        direction=direction,
        words=escape(words),
        title=escape(title),
    )


def _width(character: str) -> float:
    """In ems: wide characters of East Asia one, others about half."""
    if category(character) == "Mn":  # stands above or below another
        return 0
    if east_asian_width(character) in "WF":
        return 1
    return 0.32 if character in NARROW else 0.6
