"""GET /embed/{slug}: the petition for an <iframe>, on sites that allow no scripts."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogues, text_direction
from widget_server.core.clock import Clock
from widget_server.core.errors import PetitionError
from widget_server.core.framing import Frame, frame_for, site_of
from widget_server.web.frame_address import Wishes
from widget_server.web.headers import CONFIG_CACHE, frame_policy, held_by_isolated_pages
from widget_server.web.pages import Pages
from widget_server.web.progress import Progress
from widget_server.web.query import query_parameters


class EmbedPage:
    """Holds <petition-form> and the script that tells the page around it how high it is.

    What is inside signs from the service's own origin, which the challenge takes for every partner; so which
    pages may stand around it is decided here, by `frame-ancestors`.
    """

    def __init__(
        self,
        pages: Pages,
        campaign: Callable[[], Campaign],
        progress: Progress,
        catalogues: Catalogues,
        base_url: str,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._campaign = campaign
        self._progress = progress
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock

    async def show(self, request: Request) -> Response:
        """The page. A petition or a partner that is not there is said in the frame, too, not by the browser."""
        wishes = Wishes.of(query_parameters(request.scope))
        campaign = self._campaign()
        live: LivePetition | None = None
        try:
            live = campaign.public(request.path_params["slug"], self._clock()).speaking(wishes.locale)
            frame = frame_for(
                campaign, live.petition, wishes.partner, site_of(request.headers.get("referer"))
            )
        except PetitionError as error:
            return self._problem(error, live, request, wishes)
        words = self._catalogues.best(wishes.locale, live.petition.locale)
        headers = _headers(frame) | held_by_isolated_pages(has_picture=_has_picture(live, wishes))
        return self._pages.page(
            "frame.html", self._context(live, frame, wishes), catalogue=words, headers=headers
        )

    def _context(self, live: LivePetition, frame: Frame, wishes: Wishes) -> Mapping[str, Any]:
        petition = live.petition
        text = petition.text
        return {
            "petition": {
                "slug": petition.slug,
                "url": self._base_url + live.path,
                "title": text.title,
                "target": text.target,
                "text_locale": text.locale,
                "text_dir": text_direction(text.locale),
            },
            "petition_is_open": petition.status(self._clock()) == "open",
            "progress": self._progress(live),
            "partner": frame.partner.key if frame.partner else "",
            "wishes": wishes,
            "sites": "" if frame.origins is None else " ".join([self._base_url, *frame.origins]),
            "is_for_anyone": frame.origins is None,
        }

    def _problem(
        self, error: PetitionError, live: LivePetition | None, request: Request, wishes: Wishes
    ) -> Response:
        """With a link to the petition where there is one: then only the partner is none."""
        language = request.headers.get("accept-language", "")
        words = self._catalogues.best(wishes.locale) if wishes.locale else self._pages.catalogue_for(language)
        isolated = held_by_isolated_pages(has_picture=False)
        headers = {"Content-Security-Policy": frame_policy(None)} | isolated
        context = {
            "title": words.text("page", f"problem_{error.code}_title"),
            "detail": words.text("page", f"problem_{error.code}_text"),
            "petition_url": self._base_url + live.path if live else None,
            "wishes": wishes,
        }
        return self._pages.page(
            "frame_problem.html", context, catalogue=words, status=error.status, headers=headers
        )


def _has_picture(live: LivePetition, wishes: Wishes) -> bool:
    """Whether the widget shows the petition's picture, wherever that comes from."""
    return live.petition.image_url is not None and wishes.mode != "form"


def _headers(frame: Frame) -> dict[str, str]:
    """One that was made for the site that asked is not kept for another."""
    name, cache = CONFIG_CACHE
    kept = {} if frame.is_for_one_site else {name.decode().title(): cache.decode()}
    return {"Content-Security-Policy": frame_policy(frame.origins)} | kept
