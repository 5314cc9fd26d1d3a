"""The partner site: pages on an origin of their own that embed the widget."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from demo_site.pages import Page, all_pages
from demo_site.petition_files import MORATORIUM, STOP_REKOGNITION
from demo_site.snippets import reserve_css

_HERE = Path(__file__).parent

Handler = Callable[[Request], Awaitable[Response]]


def create_site(service_url: str) -> Starlette:
    """Build the partner site around the petition service at `service_url`.

    Only the origin of `service_url` counts. Raises ValueError if it has none.
    """
    service = _origin(service_url)
    templates = _templates(service)
    return Starlette(
        routes=[
            *(Route(p.path, _handler(p, templates)) for p in all_pages(service)),
            Route("/healthz", _healthz),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ]
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(f"not the URL of a petition service: {url!r}")
    return f"{parts.scheme}://{parts.netloc}"


def _templates(service: str) -> Jinja2Templates:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        service=service,
        reserve_css=reserve_css(),
        petition_url=f"{service}/p/{STOP_REKOGNITION}",
        second_petition_url=f"{service}/p/{MORATORIUM}",
        mailbox_url=f"{service}/demo/mailbox",
    )
    return Jinja2Templates(env=env)


def _handler(page: Page, templates: Jinja2Templates) -> Handler:
    async def show(request: Request) -> Response:
        context = {"page": page, "today": datetime.now(UTC).date()}
        return templates.TemplateResponse(request, page.template, context, headers=page.headers)

    return show


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")
