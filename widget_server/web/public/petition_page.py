"""GET and POST /p/{slug}: the petition as a page of its own, with a form that needs no script."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.sign import Sign
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.errors import (
    InvalidFields,
    LinkExpired,
    LinkInvalid,
    PetitionError,
    TokenExpired,
    TokenInvalid,
)
from widget_server.core.languages import wanted_in
from widget_server.core.markdown import plain_paragraphs
from widget_server.core.personal_link import PARAMETER
from widget_server.core.sealing import REFERRAL_CODE
from widget_server.core.share_links import shared_address
from widget_server.web.asgi import client_address, header, read_form_body
from widget_server.web.forms import parse_form
from widget_server.web.frame_address import Wishes
from widget_server.web.headers import BY_LANGUAGE, OPENED_FROM_FRAMES
from widget_server.web.metrics import Metrics
from widget_server.web.pages import Pages
from widget_server.web.pass_on import pass_on
from widget_server.web.problems import retry_header
from widget_server.web.progress import Progress
from widget_server.web.public.oembed import oembed_address
from widget_server.web.public.petition_form import PetitionForm, Typed, labelled
from widget_server.web.public.share_image import image_address
from widget_server.web.public.statistics_page import statistics_address
from widget_server.web.query import query_parameters
from widget_server.web.share_picture import HEIGHT, WIDTH

LONGEST_DESCRIPTION = 200


class PetitionPage:
    """Shows the petition, takes the form, and shows the form again where something is to be mended."""

    def __init__(
        self,
        *,
        pages: Pages,
        campaign: Callable[[], Campaign],
        progress: Progress,
        catalogues: Catalogues,
        form: PetitionForm,
        sign: Sign,
        metrics: Metrics,
        base_url: str,
        clock: Clock,
        mailbox_url: str | None = None,
    ) -> None:
        self._pages = pages
        self._campaign = campaign
        self._progress = progress
        self._catalogues = catalogues
        self._form = form
        self._sign = sign
        self._metrics = metrics
        self._base_url = base_url
        self._clock = clock
        self._mailbox_url = mailbox_url

    async def show(self, request: Request) -> Response:
        """The page, its form empty but for where its reader comes from; by a personal link, a greeting and what is
        missing. Raises PetitionNotFound, TooManyRequests.
        """
        query = query_parameters(request.scope)
        live = _spoken(self._live(request), request, query.get("locale", ""))
        values = {"source": query.get("source", ""), "ref": query.get("petition_ref", "")}
        if me := request.query_params.get(PARAMETER):
            values["me"] = me
        return self._page(live, Typed(values), headers=BY_LANGUAGE, wishes=Wishes.of(query))

    async def sign(self, request: Request) -> Response:
        """Signs, and thanks. A form with mistakes comes back as it was typed, saying by each field what to do."""
        live = self._live(request)
        values = parse_form(await read_form_body(request.scope, request.receive))
        live = _spoken(live, request, values.get("locale", ""))
        words = self._words(live, values.get("locale", ""))
        address = client_address(request.scope)
        origin, host = header(request.scope, b"origin"), header(request.scope, b"host")
        try:
            signed = await self._sign(live.petition.slug, values, _own(origin, host), address, words.tag)
        except PetitionError as error:
            self._metrics.signatures.labels(error.code).inc()
            return self._again(live, values, words, error)
        self._metrics.accepted.inc()
        recognised = self._form.recognised(live, values)
        petition = shown_petition(live, self._base_url, self._clock())
        context = {
            "petition": petition,
            "given_name": values.get("given_name", "").strip()
            or (recognised.given_name if recognised else ""),
            "email": values.get("email", "").strip(),
            "status": signed.status,
            "progress": self._progress(live),
            "mailbox_url": self._mailbox_url,
            "pass_on": pass_on(live, words, shared_address(petition["url"], signed.ref)),
        }
        return self._pages.page("thanks.html", context, catalogue=words, headers=OPENED_FROM_FRAMES)

    def _again(
        self, live: LivePetition, values: dict[str, str], words: Catalogue, error: PetitionError
    ) -> Response:
        """The form as it was typed, where sending it again can help; else the error goes on."""
        if isinstance(error, InvalidFields):
            return self._page(live, Typed(values, error.errors), status=422)
        if isinstance(error, TokenExpired | TokenInvalid | LinkExpired | LinkInvalid):
            # The form gets a fresh token; without its link it asks for everything.
            values.pop("me" if isinstance(error, LinkExpired | LinkInvalid) else "token", None)
            why = "expired" if isinstance(error, TokenExpired | LinkExpired) else "used"
            typed = Typed(values, problem=words.text("page", f"form_problem_{why}"))
            return self._page(live, typed, status=error.status)
        if error.retry_after is None:
            raise error
        typed = Typed(values, problem=words.text("page", "form_problem_busy"))
        return self._page(live, typed, status=error.status, headers=retry_header(error))

    def _live(self, request: Request) -> LivePetition:
        return self._campaign().public(request.path_params["slug"], self._clock())

    def _words(self, live: LivePetition, wanted: str) -> Catalogue:
        return self._catalogues.best(wanted, live.petition.locale)

    def _page(
        self,
        live: LivePetition,
        typed: Typed,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        wishes: Wishes = Wishes(),  # noqa: B008  # immutable
    ) -> Response:
        words = self._words(live, typed.values.get("locale", ""))
        is_open = live.petition.status(self._clock()) == "open" and live.vault is not None
        petition = shown_petition(live, self._base_url, self._clock())
        context = {
            "petition": petition,
            "languages": self._languages(live, typed.values),
            "progress": self._progress(live),
            "form": self._form(live, words, typed) if is_open else None,
            "pass_on": pass_on(live, words, petition["url"]),
            "description": _shortened(" ".join(petition["statement_paragraphs"])),
            "og_url": _passed_on(petition["url"], typed.values),
            "og_image": self._share_image(live, words),
            "statistics_url": statistics_address(self._base_url, live),
            "oembed_url": oembed_address(self._base_url, live, wishes),
        }
        all_headers = OPENED_FROM_FRAMES | dict(headers or {})
        # An address with somebody's link in it is a secret.
        more = {"referrer": "no-referrer"} if "me" in typed.values else {}
        return self._pages.page(
            "petition.html", context, catalogue=words, status=status, headers=all_headers, **more
        )

    def _share_image(self, live: LivePetition, words: Catalogue) -> dict[str, Any]:
        """The petition's own picture, or the drawn one, which shows the total."""
        petition = live.petition
        if petition.image_url:
            return {"url": petition.image_url, "alt": petition.image_alt}
        total = words.text("page", "total", count=self._progress(live)["confirmed"])
        return {
            "url": image_address(self._base_url, live),
            "alt": f"{petition.text.title} · {total}",
            "type": "image/png",
            "width": WIDTH,
            "height": HEIGHT,
        }

    def _languages(self, live: LivePetition, values: Mapping[str, str]) -> list[dict[str, Any]]:
        """All languages that the petition speaks, where there are several; `url` is its page in each, `href` leads
        this reader there.
        """
        page = f"{self._base_url}/p/{live.petition.slug}"
        return [
            {
                "tag": tag,
                "name": self._catalogues.name_of(tag),
                "url": f"{page}?locale={tag}",
                "href": labelled(f"{page}?locale={tag}", values),
                "is_shown": tag == live.petition.locale,
            }
            for tag in live.languages
        ]


def shown_petition(live: LivePetition, base_url: str, now: int) -> dict[str, Any]:
    """What pages show of a petition beside its form."""
    petition = live.petition
    return {
        "slug": petition.slug,
        "url": base_url + live.path,
        "title": petition.text.title,
        "target": petition.text.target,
        "lead_in": petition.lead_in,
        "statement_paragraphs": plain_paragraphs(petition.text.statement),
        "body_html": Markup(live.body_html),  # noqa: S704  # cleaned by core/markdown.py
        "image": {"url": petition.image_url, "alt": petition.image_alt} if petition.image_url else None,
        "status": petition.status(now),
    }


def _spoken(live: LivePetition, request: Request, wanted: str) -> LivePetition:
    """In the language that a link or a form names, else in the reader's, as far as the petition speaks these."""
    return live.speaking(wanted, *wanted_in(request.headers.get("accept-language", "")))


def _passed_on(address: str, values: Mapping[str, str]) -> str:
    """The address that previews are kept under: Facebook links to it, not to the one that was shared, so whoever has
    passed that on has to stand in it. It leads to a page that names itself alike.
    """
    code = values.get("ref", "")
    return shared_address(address, code if REFERRAL_CODE.fullmatch(code) else "")


def _own(origin: str | None, host: str | None) -> str | None:
    """The origin, or None where it is this page's own.

    That it is for the host that was asked: the service may be reached by more names than BASE_URL. 'null' comes
    from private modes. What is relied on is the token, which only our page hands out for our origin.
    """
    return None if origin == "null" or (origin and origin.partition("://")[2] == host) else origin


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + "…"
