"""The partners' site: the demo's pages, and pages of the tests' own that make life hard for the widget.

A page of the tests' own is a file in pages/, or comes from the test itself, in its address. Either may hold
{{places}}: filled from the address, or with DEFAULTS. A page that begins with a comment of headers is sent
with these.
"""

import re
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from demo_site.app import create_site

PAGES = Path(__file__).parent / "pages"
DEFAULTS = {"petition": "stop-rekognition", "partner": "civic-news", "source": "test", "more": ""}
PLACE = re.compile(r"\{\{(\w+)\}\}")
HEADERS = re.compile(r"\A<!--\n((?:[\w-]+:.*\n)+)-->\n")


def create_partner_site(service: str, line: str) -> Starlette:
    """`?via=line` has the page's widget come through the line."""

    async def file_page(request: Request) -> Response:
        name = request.path_params["name"]
        return _page((PAGES / f"{name}.html").read_text("utf-8"), request, service, line)

    async def written_page(request: Request) -> Response:
        return _page(request.query_params["html"], request, service, line)

    return Starlette(
        routes=[
            Route("/pages/{name}", file_page),
            Route("/written", written_page),
            Mount("/", create_site(service)),
        ]
    )


def _page(html: str, request: Request, service: str, line: str) -> Response:
    values = DEFAULTS | dict(request.query_params)
    values["service"] = line if values.get("via") == "line" else service
    filled = PLACE.sub(lambda place: escape(values[place[1]]), html)
    headers = HEADERS.match(filled)
    if headers is None:
        return HTMLResponse(filled)
    pairs = [one.split(":", 1) for one in headers[1].splitlines()]
    return HTMLResponse(filled[headers.end() :], headers={name: value.strip() for name, value in pairs})
