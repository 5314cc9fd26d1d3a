"""The widget's five calls, answered without routing.

Routing tries one regular expression after the other, and wraps what it finds in exception handling that these
endpoints don't use: together a tenth of the time of a signature. Methods that a call does not take go on to the
routes, which know the answer.
"""

from collections.abc import Sequence

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PETITIONS = "/api/v1/petitions/"


class ApiCalls:
    """Middleware that answers `routes`, all of the form PETITIONS + "{slug}" or PETITIONS + "{slug}/name"."""

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        self._app = app
        self._endpoints: dict[tuple[str, str], ASGIApp] = {
            (route.path.removeprefix(PETITIONS).partition("/")[2], method): route.app
            for route in routes
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sets `path_params` as routing would."""
        path: str = scope["path"] if scope["type"] == "http" else ""
        if path.startswith(PETITIONS):
            slug, slash, name = path[len(PETITIONS) :].partition("/")
            endpoint = self._endpoints.get((name, scope["method"]))
            if endpoint is not None and slug and bool(slash) == bool(name):
                scope["path_params"] = {"slug": slug}
                await endpoint(scope, receive, send)
                return
        await self._app(scope, receive, send)
