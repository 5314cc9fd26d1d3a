"""Server-sent events, read past the tests' client, which would wait for the stream's end."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from tests.support.campaign import SLUG
from tests.support.organizers import Visitor


@asynccontextmanager
async def stream(app: Starlette, visitor: Visitor) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What the stream says, asked for past the test's client, which would wait for the stream's end."""
    path = "/organizer/petitions/{slug}/live"
    route = next(one for one in app.routes if isinstance(one, Route) and one.path == path)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"cookie", cookies.encode())],
        "path_params": {"slug": SLUG},
    }
    answer = await route.endpoint(Request(scope))
    async with aclosing(answer.body_iterator) as sent:
        yield (json.loads(one.removeprefix(b"data: ")) async for one in sent if one.startswith(b"data: "))
