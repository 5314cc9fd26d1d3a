"""/openapi.json: the public interface, whole and true."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.routing import Route

from tests.support.campaign import SLUG, store_petition
from tests.support.databases import DatabaseMaker
from tests.support.server import Petition, Server
from tests.support.services import SettingsMaker, connected, running_service
from tests.support.settings import make_settings
from widget_server.app import Service, create_app
from widget_server.core import clock, errors
from widget_server.core.settings import Settings


async def test_it_names_every_public_route_and_nothing_else(settings: SettingsMaker) -> None:
    async with running_service(settings()) as (service, client):
        document = (await client.get("/openapi.json")).json()
        routes = [route for route in create_app(service).routes if isinstance(route, Route)]
        served = {(route.path, method) for route in routes for method in (route.methods or set()) - {"HEAD"}}
        # The organizers' pages are theirs alone.
        public = {(path, method) for path, method in served if not path.startswith("/organizer")}
    methods = ("get", "post", "put", "patch", "delete")
    named = {
        (path, method.upper())
        for path, operations in document["paths"].items()
        for method in operations
        if method in methods
    }
    assert named == public


async def test_it_names_the_server_that_it_comes_from(client: httpx.AsyncClient, service: Service) -> None:
    document = (await client.get("/openapi.json")).json()
    assert [server["url"] for server in document["servers"]] == [service.settings.base_url]


async def test_every_code_of_an_error_is_described(client: httpx.AsyncClient) -> None:
    text = (await client.get("/openapi.json")).text
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, errors.PetitionError)} - {"error"}
    assert {code for code in codes if f"`{code}`" not in text} == set()


@pytest.fixture(scope="module")
def server(database_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server with one open petition."""
    folder = tmp_path_factory.mktemp("openapi")
    with database_maker.migrated("sqlite", folder) as url:
        settings = make_settings(url)
        asyncio.run(store_open_petition(settings))
        server = Server(Petition(folder, settings))
        asyncio.run(server.start())
        yield server
        server.close()


async def store_open_petition(settings: Settings) -> None:
    async with connected(settings.database_url) as connection:
        await store_petition(connection, settings, clock.now, embedding="anyone")


DOCUMENT = json.loads(Path("widget_server/web/public/openapi.json").read_text("utf-8"))
interface = schemathesis.openapi.from_dict(DOCUMENT)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


def test_it_is_valid() -> None:
    interface.validate()


@interface.parametrize()
@hypothesis_settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=[*HealthCheck])
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(case: Any, server: Server) -> None:
    case.call_and_validate(base_url=server.url, checks=CHECKS)
    if "slug" in (case.path_parameters or {}):
        case.path_parameters["slug"] = SLUG
        if isinstance(case.body, dict):
            challenge = httpx.get(f"{server.url}/api/v1/petitions/{SLUG}/challenge").json()
            case.body["token"] = challenge["token"]
        case.call_and_validate(base_url=server.url, checks=CHECKS)
