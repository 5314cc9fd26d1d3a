"""The one place that turns errors into answers: problem documents (RFC 9457) for scripts, pages for people.

An error that is not ours to explain is logged with its traceback and answered without a word about it.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from widget_server.core.errors import InvalidFields, PetitionError
from widget_server.web.headers import wants_json
from widget_server.web.pages import Pages

logger = logging.getLogger(__name__)


def problem_body(error: PetitionError, more: Mapping[str, object] | None = None) -> bytes:
    """The problem document of an error, with `more` members of its own (RFC 9457, 3.2)."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }
    if isinstance(error, InvalidFields):
        document["errors"] = error.errors
    return msgspec.json.encode(document | dict(more or {}))


def retry_header(error: PetitionError) -> dict[str, str]:
    """Retry-After, where waiting helps."""
    return {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}


class ProblemHandlers:
    """Exception handlers of the application."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def petition_error(self, request: Request, error: Exception) -> Response:
        """An error of core/errors.py that a handler let through."""
        assert isinstance(error, PetitionError)  # noqa: S101  # registered for this class alone
        if wants_json(request.scope):
            return _json(error.status, problem_body(error), retry_header(error))
        return self._page(request, error.status, error.code, retry_header(error))

    async def http_error(self, request: Request, error: Exception) -> Response:
        """Routing found nothing, or not with this method."""
        assert isinstance(error, HTTPException)  # noqa: S101  # registered for this class alone
        headers = dict(error.headers or {})
        if wants_json(request.scope):
            return _json(error.status_code, _plain_problem(error.status_code), headers)
        code = "not_found" if error.status_code == HTTPStatus.NOT_FOUND else "other"
        return self._page(request, error.status_code, code, headers)

    async def fault(self, request: Request, error: Exception) -> Response:
        """A fault of ours."""
        logger.error("a request failed", exc_info=error)  # not its path: that may hold a token
        if wants_json(request.scope):
            return _json(500, _plain_problem(500), {})
        return self._page(request, 500, "fault", {})

    def _page(self, request: Request, status: int, code: str, headers: dict[str, str]) -> Response:
        home = "/organizer/" if request.url.path.startswith("/organizer/") else "/"
        language = request.headers.get("accept-language", "")
        return self._pages.problem(status, code, language, headers, home)


def _plain_problem(status: int) -> bytes:
    """Of an error that is not one of core/errors.py: the standard's own words for the status."""
    meaning = HTTPStatus(status)
    return msgspec.json.encode(
        {
            "type": "about:blank",
            "title": meaning.phrase,
            "status": status,
            "detail": f"{meaning.description or meaning.phrase}.",
            "code": meaning.phrase.lower().replace(" ", "_"),
        }
    )


def _json(status: int, body: bytes, headers: dict[str, str]) -> Response:
    common = {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",
    }
    return Response(body, status, common | headers, media_type="application/problem+json")
