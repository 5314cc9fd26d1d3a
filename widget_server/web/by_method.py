"""Handlers of one address, by method, so that an answer to a wrong method can name all that are right."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Handler = Callable[[Request], Awaitable[Response]]


def screen(path: str, *, get: Handler, post: Handler) -> Route:
    """A page that is shown by GET, and that its form is sent to by POST."""

    async def handle(request: Request) -> Response:
        return await (post if request.method == "POST" else get)(request)

    return Route(path, handle, methods=["GET", "POST"])
