"""GET /openapi.json: the public interface, for programs."""

import json
from collections.abc import Callable
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=600",
    "X-Content-Type-Options": "nosniff",
}


def make_openapi(base_url: str) -> Callable[[Request], object]:
    """The handler. The document lies beside this file; only the server's address is filled in."""
    document = json.loads((files("widget_server.web.public") / "openapi.json").read_text("utf-8"))
    document["servers"] = [{"url": base_url}]
    body = json.dumps(document, ensure_ascii=False).encode()

    async def openapi(_request: Request) -> Response:
        return Response(body, media_type="application/json", headers=HEADERS)

    return openapi
