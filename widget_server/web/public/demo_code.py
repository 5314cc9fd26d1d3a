"""GET /demo/code: what the authenticator app of the demo's organizer would show. There only in the demo."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from widget_server.web.pages import Pages


def make_demo_code(pages: Pages, code: Callable[[], str]) -> Callable[[Request], object]:
    """The handler. A code lasts half a minute; the page reloads by itself."""

    async def demo_code(_request: Request) -> Response:
        return pages.page("demo/code.html", {"code": code()}, headers={"Refresh": "10"})

    return demo_code
