"""GET /oembed: what content management systems ask for when somebody pastes a petition's address (oembed.com)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.errors import (
    FormatNotOffered,
    NoAddress,
    NotAPetition,
    PetitionError,
    PetitionNotFound,
)
from widget_server.web.asgi import respond
from widget_server.web.cached import make_ready
from widget_server.web.frame_address import Wishes, frame_address
from widget_server.web.headers import ANYONE, CONFIG_CACHE, NO_STORE, NOSNIFF, PROBLEM_JSON, PUBLIC_JSON
from widget_server.web.problems import problem_body
from widget_server.web.public.share_image import image_address
from widget_server.web.query import query_parameters
from widget_server.web.share_picture import HEIGHT, SMALL, WIDTH

FRAME_WIDTH, FRAME_HEIGHT = 640, 1200
"""Pixels, where the page that asks sets no limit. Room for title, demand and all fields that there are."""

WIDEST = 1280
"""However much room the page has: the widest that the petition is laid out beside its form is 76em, 1216 pixels."""

CACHE_AGE = 86_400
"""Seconds; the frame itself is always fresh."""

SANDBOX = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"
ALLOW = "web-share; clipboard-write"


class OEmbed:
    """Answers with an iframe: scripts are what everybody filters out."""

    def __init__(
        self, campaign: Callable[[], Campaign], catalogues: Catalogues, base_url: str, clock: Clock
    ) -> None:
        self._campaign = campaign
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        try:
            body = msgspec.json.encode(self._answer(query_parameters(scope)))
        except PetitionError as error:
            await respond(send, error.status, (PROBLEM_JSON, ANYONE, NOSNIFF, NO_STORE), problem_body(error))
            return
        await make_ready(body, (*PUBLIC_JSON, CONFIG_CACHE)).send(scope, send)

    def _answer(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Raises NoAddress, NotAPetition, FormatNotOffered."""
        if not query.get("url"):
            raise NoAddress
        slug, asked = self._petition_at(query["url"])
        if query.get("format", "json") != "json":
            raise FormatNotOffered
        try:
            live = self._campaign().public(slug, self._clock()).speaking(asked.locale)
        except PetitionNotFound:
            raise NotAPetition from None
        words = self._catalogues.best(live.petition.locale)
        most_wide, most_high = _limit(query.get("maxwidth")), _limit(query.get("maxheight"))
        width, height = min(most_wide or FRAME_WIDTH, WIDEST), min(FRAME_HEIGHT, most_high or FRAME_HEIGHT)
        return {
            "type": "rich",
            "version": "1.0",
            "title": live.petition.text.title,
            "provider_name": words.text("page", "site_name"),
            "provider_url": f"{self._base_url}/",
            "cache_age": CACHE_AGE,
            **self._thumbnail(live, most_wide, most_high),
            "html": self._html(live, asked, width, height),
            "width": width,
            "height": height,
        }

    def _petition_at(self, address: str) -> tuple[str, Wishes]:
        """The slug in a petition's address, and what is wished for behind it. Raises NotAPetition.

        A `partner` in its query is how a pasted link says whose signatures these are.
        """
        own = urlsplit(f"{self._base_url}/p/")
        try:
            parts = urlsplit(address)
        except ValueError:
            raise NotAPetition from None
        is_here = (parts.scheme.lower(), parts.netloc.lower()) == (own.scheme, own.netloc)
        slug = parts.path.removeprefix(own.path).removesuffix("/")
        if not is_here or not parts.path.startswith(own.path) or not slug or "/" in slug:
            raise NotAPetition
        return slug, Wishes.of(dict(parse_qsl(parts.query)))

    def _html(self, live: LivePetition, asked: Wishes, width: int, height: int) -> str:
        """A frame that survives WordPress's filter, which knows these attributes but sandbox, allow and loading.

        A listed petition's begins with a link: WordPress hides it once the frame has spoken. On a site that is
        not listed the frame stays silent, and the link stays.
        """
        petition = live.petition
        words = self._catalogues.best(asked.locale, petition.locale)
        page = self._base_url + live.path
        link = f'<blockquote><a href="{escape(page)}">{escape(petition.text.title)}</a></blockquote>'
        title = words.text("page", "frame_title", title=petition.text.title)
        wishes = asked if asked.mode else replace(asked, mode="form")
        frame = (
            f'<iframe src="{escape(frame_address(self._base_url, petition.slug, wishes))}" width="{width}" '
            f'height="{height}" title="{escape(title)}" frameborder="0" loading="lazy" sandbox="{SANDBOX}" '
            f'allow="{ALLOW}"></iframe>'
        )
        return frame if petition.embedding == "anyone" else link + frame

    def _thumbnail(self, live: LivePetition, most_wide: int | None, most_high: int | None) -> dict[str, Any]:
        """The share image in the larger of its sizes that keeps to the limits; none where neither does."""
        for width, height in ((WIDTH, HEIGHT), SMALL):
            if width <= (most_wide or width) and height <= (most_high or height):
                return {
                    "thumbnail_url": image_address(self._base_url, live, is_small=(width, height) == SMALL),
                    "thumbnail_width": width,
                    "thumbnail_height": height,
                }
        return {}


def oembed_address(base_url: str, live: LivePetition, wishes: Wishes) -> str:
    """Where a petition's page says that its oEmbed answer is; what was wished for goes along, and else the page's
    language where there are several.
    """
    if live.languages and not wishes.locale:
        wishes = replace(wishes, locale=live.petition.locale)
    page = f"{base_url}/p/{live.petition.slug}{wishes.query}"
    return f"{base_url}/oembed?{urlencode({'url': page, 'format': 'json'})}"


def _limit(text: str | None) -> int | None:
    """A limit in pixels; what is no number sets none."""
    return (
        int(text)
        if text and text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text)
        else None
    )
