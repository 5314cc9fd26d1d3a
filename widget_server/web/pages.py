"""Pages for people: templates, filled in the reader's language, with the headers that pages need."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.languages import wanted_in
from widget_server.web.headers import page_headers

_TEMPLATES = Environment(
    loader=PackageLoader("widget_server.web"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""One for the process: a template is compiled when it is first asked for, which takes longer than many renderings."""


class Pages:
    """Renders the templates of web/templates."""

    def __init__(self, catalogues: Catalogues, base_url: str) -> None:
        self._catalogues = catalogues
        self._base_url = base_url

    def page(
        self,
        template: str,
        context: Mapping[str, Any],
        *,
        catalogue: Catalogue | None = None,
        status: int = 200,
        referrer: str = "strict-origin-when-cross-origin",
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """A page. Without `catalogue` it is in English."""
        words = catalogue or self._catalogues.best("en")
        shared = {
            "t": lambda key, **parameters: words.text("page", key, **parameters),
            "locale": words.tag,
            "dir": words.direction,
            "number": words.number,
            "date": words.date,
            "base_url": self._base_url,
        }
        html = _TEMPLATES.get_template(template).render(shared | dict(context))
        all_headers = page_headers(referrer) | dict(headers or {})
        return HTMLResponse(html, status, all_headers)

    def catalogue_for(self, accept_language: str) -> Catalogue:
        """The language for a reader of whom the request's Accept-Language is all that is known."""
        return self._catalogues.best(*wanted_in(accept_language))

    def problem(
        self, status: int, code: str, language: str, headers: Mapping[str, str], home_url: str = "/"
    ) -> HTMLResponse:
        """An error as a page, in words for people: those of the error itself are for programmers.

        `language` is the request's Accept-Language, `home_url` is where there are petitions for this reader.
        """
        words = self.catalogue_for(language)
        known = code if words.has("page", f"problem_{code}_title") else "other"
        context = {
            "status": status,
            "title": words.text("page", f"problem_{known}_title"),
            "detail": words.text("page", f"problem_{known}_text"),
            "home_url": home_url,
        }
        return self.page(
            "problem.html", context, catalogue=words, status=status, headers=headers, referrer="no-referrer"
        )
