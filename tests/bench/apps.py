"""What the product is measured against: a bare application and a naive one, as `python -m tests.bench.apps`.

Both get the product's traffic, under uvicorn with the options that `petition serve` gives it.
"""

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import databases
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tests.bench.servers import HOST
from widget_server.cli.serve import uvicorn_options
from widget_server.workers.garbage import collect_less_often

API = "/api/v1/petitions/{slug}"


def bare(answers: dict[str, str]) -> Starlette:
    """Answers with constants: bytes that the product once answered, by the endpoint's name."""

    def constant(name: str, status: int = 200) -> Any:
        body = answers[name].encode("latin-1")

        async def endpoint(_request: Request) -> Response:
            return Response(body, status, media_type="application/json")

        return endpoint

    return Starlette(
        routes=[
            Route("/", constant("totals")),
            Route(f"{API}/totals", constant("totals")),
            Route(f"{API}/signatures", constant("signatures", 202), methods=["POST"]),
            Route(f"{API}/challenge", constant("challenge")),
            Route(API, constant("config")),
        ]
    )


def naive(answers: dict[str, str], file: str) -> Starlette:
    """A query a request through `databases`, as its manual shows it: no seal, no token, no mail, no totals kept."""
    database = databases.Database(f"sqlite+aiosqlite:///{file}")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await database.connect()
        await database.execute(
            "CREATE TABLE signatures (id INTEGER PRIMARY KEY, given_name TEXT, family_name TEXT, email TEXT UNIQUE,"
            " country TEXT, comment TEXT)"
        )
        yield
        await database.disconnect()

    async def challenge(_request: Request) -> Response:
        return Response(answers["challenge"].encode("latin-1"), media_type="application/json")

    async def sign(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        await database.execute(
            "INSERT INTO signatures (given_name, family_name, email, country, comment)"
            " VALUES (:given_name, :family_name, :email, :country, :comment)",
            {name: form[name] for name in ("given_name", "family_name", "email", "country", "comment")},
        )
        count = await database.fetch_val("SELECT COUNT(*) FROM signatures")
        return JSONResponse({"status": "signed", "count": count}, 202)

    routes: list[BaseRoute] = [
        Route("/", challenge),
        Route(f"{API}/signatures", sign, methods=["POST"]),
        Route(f"{API}/challenge", challenge),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def main(kind: str, port: str) -> None:
    """`kind` is bare or naive."""
    answers = json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text("utf-8"))
    app = bare(answers) if kind == "bare" else naive(answers, os.environ["BENCH_DATABASE"])
    collect_less_often()  # as the product does; it is no merit of ours
    options: dict[str, Any] = uvicorn_options("text")
    uvicorn.run(app, host=HOST, port=int(port), **options)


if __name__ == "__main__":
    main(*sys.argv[1:])
