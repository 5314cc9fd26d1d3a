"""GET /openapi.json: the public interface, for programs."""

import json
from importlib.resources import files

from starlette.types import Receive, Scope, Send

from widget_server.web.cached import make_ready
from widget_server.web.headers import PUBLIC_JSON, SHORT_CACHE


class OpenApi:
    """The handler. The document lies beside this file; only the server's address is filled in."""

    def __init__(self, base_url: str) -> None:
        document = json.loads((files("widget_server.web.public") / "openapi.json").read_text("utf-8"))
        document["servers"] = [{"url": base_url}]
        body = json.dumps(document, ensure_ascii=False).encode()
        self._ready = make_ready(body, (*PUBLIC_JSON, SHORT_CACHE))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The document."""
        await self._ready.send(scope, send)
