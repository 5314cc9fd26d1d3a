"""GET and POST /p/{slug}: the petition as a page of its own, with a form that needs no script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from widget_server.actions.issue_challenge import IssueChallenge
from widget_server.actions.sign import Sign
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.countries import COUNTRIES
from widget_server.core.errors import InvalidFields, PetitionError, TokenExpired, TokenInvalid
from widget_server.core.fields import KNOWN_FIELDS, is_yes
from widget_server.core.languages import wanted_in
from widget_server.core.markdown import plain_paragraphs
from widget_server.web.asgi import client_address, header, read_form_body
from widget_server.web.forms import parse_form
from widget_server.web.headers import BY_LANGUAGE
from widget_server.web.metrics import Metrics
from widget_server.web.pages import Pages
from widget_server.web.problems import retry_header
from widget_server.web.progress import Progress
from widget_server.web.public.petition_config import legal_html, opt_ins
from widget_server.web.query import query_parameters

LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came back: what was typed, a code for each field at fault, and a word on the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


class PetitionPage:
    """Shows the petition, takes the form, and shows the form again where something is to be mended."""

    def __init__(
        self,
        *,
        pages: Pages,
        campaign: Callable[[], Campaign],
        progress: Progress,
        catalogues: Catalogues,
        issue_challenge: IssueChallenge,
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
        self._issue_challenge = issue_challenge
        self._sign = sign
        self._metrics = metrics
        self._base_url = base_url
        self._clock = clock
        self._mailbox_url = mailbox_url

    async def show(self, request: Request) -> Response:
        """The page, its form empty. Raises PetitionNotFound, TooManyRequests."""
        wanted = query_parameters(request.scope).get("locale", "")
        live = _spoken(self._live(request), request, wanted)
        return self._page(live, Typed(), headers=BY_LANGUAGE)

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
        context = {
            "petition": self._petition(live),
            "given_name": values.get("given_name", "").strip(),
            "email": values.get("email", "").strip(),
            "status": signed.status,
            "progress": self._progress(live),
            "mailbox_url": self._mailbox_url,
            "share_text": live.petition.share_text,
        }
        return self._pages.page("thanks.html", context, catalogue=words)

    def _again(
        self, live: LivePetition, values: dict[str, str], words: Catalogue, error: PetitionError
    ) -> Response:
        """The form as it was typed, where sending it again can help; else the error goes on."""
        if isinstance(error, InvalidFields):
            return self._page(live, Typed(values, error.errors), status=422)
        if isinstance(error, TokenExpired | TokenInvalid):
            values.pop("token", None)  # the form gets a fresh one
            why = "expired" if isinstance(error, TokenExpired) else "used"
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
        self, live: LivePetition, typed: Typed, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        words = self._words(live, typed.values.get("locale", ""))
        is_open = live.petition.status(self._clock()) == "open" and live.vault is not None
        petition = self._petition(live)
        context = {
            "petition": petition,
            "languages": self._languages(live),
            "progress": self._progress(live),
            "form": self._form(live, words, typed) if is_open else None,
            "share_text": live.petition.share_text or live.petition.text.title,
            "description": _shortened(" ".join(petition["statement_paragraphs"])),
            "og_image": live.petition.image_url,
        }
        return self._pages.page("petition.html", context, catalogue=words, status=status, headers=headers)

    def _languages(self, live: LivePetition) -> list[dict[str, Any]]:
        """All languages that the petition speaks, where there are several; `url` is its page in each."""
        page = f"{self._base_url}/p/{live.petition.slug}"
        return [
            {
                "tag": tag,
                "name": self._catalogues.name_of(tag),
                "url": f"{page}?locale={tag}",
                "is_shown": tag == live.petition.locale,
            }
            for tag in live.languages
        ]

    def _petition(self, live: LivePetition) -> dict[str, Any]:
        petition = live.petition
        return {
            "slug": petition.slug,
            "url": self._base_url + live.path,
            "title": petition.text.title,
            "target": petition.text.target,
            "lead_in": petition.lead_in,
            "statement_paragraphs": plain_paragraphs(petition.text.statement),
            "body_html": Markup(live.body_html),  # noqa: S704  # cleaned by core/markdown.py
            "image": {"url": petition.image_url, "alt": petition.image_alt} if petition.image_url else None,
            "status": petition.status(self._clock()),
        }

    def _form(self, live: LivePetition, words: Catalogue, typed: Typed) -> dict[str, Any]:
        """The form as it was typed. Its token is used on while it is good, so that retries stay one signature."""
        values = typed.values
        texts = {name: _error_text(words, name, code) for name, code in typed.errors.items()}
        labels = {one.name: one.label or words.text("fields", one.name) for one in live.petition.fields}
        return {
            "action": f"/p/{live.petition.slug}",
            "token": values.get("token") or self._new_token(live),
            "locale": live.petition.locale,
            "fields": [
                {
                    "name": asked.name,
                    "type": asked.type,
                    "label": labels[asked.name],
                    "required": asked.required,
                    "autocomplete": asked.autocomplete,
                    "max_length": asked.max_length,
                    "value": values.get(asked.name, ""),
                    "error": texts.get(asked.name),
                }
                for asked in live.petition.fields
            ],
            "countries": [{"code": code, "name": name} for code, name in words.country_names(COUNTRIES)],
            "consent": {
                "label": live.petition.text.consent,
                "checked": is_yes(values.get("consent")),
                "error": texts.get("consent"),
            },
            "opt_ins": [one | {"checked": is_yes(values.get(one["name"]))} for one in opt_ins(live, None)],
            "legal_html": Markup(legal_html(live, None, words)),  # noqa: S704  # cleaned by core/markdown.py
            "problem": typed.problem,
            "error_summary": [
                {"field": name, "text": _named(words, labels.get(name), text)} for name, text in texts.items()
            ],
        }

    def _new_token(self, live: LivePetition) -> str:
        """Not counted against the reader's network: looking at a page is no attempt to sign."""
        return self._issue_challenge(live.petition.slug, "", None, None, str(live.petition.text.id))


def _spoken(live: LivePetition, request: Request, wanted: str) -> LivePetition:
    """In the language that a link or a form names, else in the reader's, as far as the petition speaks these."""
    return live.speaking(wanted, *wanted_in(request.headers.get("accept-language", "")))


def _error_text(words: Catalogue, name: str, code: str) -> str:
    """What to do about a field, in the words that the widget uses too."""
    special = {("consent", "required"): "error_consent", ("email", "invalid"): "error_email"}
    key = special.get((name, code), f"error_{code}")
    most = KNOWN_FIELDS[name].max_length if name in KNOWN_FIELDS else 0
    return words.text("widget", key, count=most) if code == "too_long" else words.text("widget", key)


def _named(words: Catalogue, label: str | None, problem: str) -> str:
    """A problem away from its field, saying which one it is about. The consent's says so by itself."""
    return words.text("widget", "error_item", label=label, problem=problem) if label else problem


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
