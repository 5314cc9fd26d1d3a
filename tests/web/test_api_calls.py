"""The widget's calls skip routing, and must be answered as routing would answer."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from widget_server.web.api_calls import PETITIONS, ApiCalls


def says(word: str) -> type:
    class Endpoint:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            answer = PlainTextResponse(f"{word} {scope['path_params']['slug']}")
            await answer(scope, receive, send)

    return Endpoint


ROUTES = [
    Route(f"{PETITIONS}{{slug}}/totals", says("totals")(), methods=["GET"]),
    Route(f"{PETITIONS}{{slug}}/signatures", says("sign")(), methods=["POST"]),
    Route(f"{PETITIONS}{{slug}}", says("config")(), methods=["GET"]),
]
ROUTING = Starlette(routes=ROUTES)
SKIPPING = ApiCalls(ROUTING, ROUTES)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    ["rivers", "rivers/totals", "rivers/signatures", "fl%C3%BCsse", "", "rivers/", "/totals", "rivers/totals/",
     "rivers/other", "a%2Ftotals", "a%2F", "rivers/totals%0A", "../rivers"],
)  # fmt: skip
async def test_it_answers_as_routing_does(method: str, path: str) -> None:
    answers = []
    for app in (ROUTING, SKIPPING):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://petition.test"
        ) as client:
            answer = await client.request(method, PETITIONS + path)
            answers.append((answer.status_code, answer.text, answer.headers.get("allow")))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("path, name", [("rivers", "config rivers"), ("rivers/totals", "totals rivers")])
async def test_it_does_skip_routing(path: str, name: str) -> None:
    async def no_routing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("was routed")

    app = ApiCalls(no_routing, ROUTES)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://petition.test"
    ) as client:
        assert (await client.get(PETITIONS + path)).text == name


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
async def test_what_is_no_request_goes_on(kind: str) -> None:
    seen: list[Scope] = []

    async def behind(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def nothing(*_arguments: Any) -> Any:
        raise AssertionError("nobody talks here")

    scope = {"type": kind, "path": f"{PETITIONS}rivers"}
    await ApiCalls(behind, ROUTES)(scope, nothing, nothing)
    assert seen == [scope]
