"""The widget's calls skip routing, and must be answered as routing would answer."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from widget_server.web.api_calls import PETITIONS, ApiCalls


def says(word: str) -> type:
    class Endpoint:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            answer = PlainTextResponse(f"{word} {scope.get('path_params', {}).get('slug')}")
            await answer(scope, receive, send)

    return Endpoint


CALLS = ApiCalls(
    says("routed")(),
    [
        Route(f"{PETITIONS}{{slug}}/signatures", says("sign")(), methods=["POST"]),
        Route(f"{PETITIONS}{{slug}}/totals", says("totals")(), methods=["GET"]),
        Route(f"{PETITIONS}{{slug}}", says("config")(), methods=["GET"]),
    ],
)


async def answer_to(method: str, path: str, kind: str = "http") -> str:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nobody reads a body here")

    await CALLS({"type": kind, "method": method, "path": path, "headers": []}, receive, send)
    return bytes(sent[1]["body"]).decode()


@pytest.mark.parametrize(
    "method, path, answer",
    [
        ("GET", "rivers", "config rivers"),
        ("HEAD", "rivers", "config rivers"),
        ("GET", "rivers/totals", "totals rivers"),
        ("POST", "rivers/signatures", "sign rivers"),
        ("GET", "flüsse", "config flüsse"),
        ("GET", "rivers/signatures", "routed None"),  # 405
        ("POST", "rivers", "routed None"),
        ("GET", "", "routed None"),  # 404
        ("GET", "rivers/", "routed None"),
        ("GET", "/totals", "routed None"),
        ("GET", "rivers/totals/", "routed None"),
        ("GET", "rivers/other", "routed None"),
    ],
)
async def test_calls_and_what_is_left_to_routing(method: str, path: str, answer: str) -> None:
    assert await answer_to(method, PETITIONS + path) == answer


async def test_other_addresses_are_routed() -> None:
    assert await answer_to("GET", "/p/rivers") == "routed None"
