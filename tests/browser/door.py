"""The side door through which the tests in the browser see mails and rows, and decide what happens to the service."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.browser.line import Fault, Line
from tests.support.campaign import store_petition, store_translation
from tests.support.server import Server
from tests.support.services import connected
from tests.support.smtp import SmtpServer
from widget_server.actions.account_links import add_organizer
from widget_server.core import clock
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.personal_link import PARAMETER, personal_link, write_token
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings
from widget_server.storage import partners, petitions


@dataclass
class Door:
    """What is behind it."""

    smtp: SmtpServer
    server: Server
    on_localhost: Server
    line: Line
    settings: Settings
    database: Path

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/mails", self.mails),
                Route("/rows", self.rows),
                Route("/texts", self.texts),
                Route("/output", self.output),
                Route("/server", self.start, methods=["POST"]),
                Route("/server", self.kill, methods=["DELETE"]),
                Route("/on-localhost", self.start_on_localhost, methods=["POST"]),
                Route("/carried", self.carried),
                Route("/faults", self.fail, methods=["POST"]),
                Route("/faults", self.mend, methods=["DELETE"]),
                Route("/partners/{key}", self.suspend, methods=["PATCH"]),
                Route("/petitions", self.add, methods=["POST"]),
                Route("/organizers", self.organizer, methods=["POST"]),
                Route("/links", self.link, methods=["POST"]),
                Route("/translations", self.translate, methods=["POST"]),
                Route("/petitions/{slug}", self.set_state, methods=["PATCH"]),
            ]
        )

    async def mails(self, request: Request) -> Response:
        """The mails to an address, oldest first."""
        found = self.smtp.to(request.query_params["to"])
        return JSONResponse([{"subject": one.subject, "text": one.text, "html": one.html} for one in found])

    async def rows(self, request: Request) -> Response:
        """How many signatures are stored that came from this `source`."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute(
                "SELECT count(*) FROM signatures WHERE source = ?", [request.query_params["source"]]
            )
            return JSONResponse(rows.fetchone()[0])

    async def texts(self, request: Request) -> Response:
        """The texts that signatures from this `source` name: locale and statement of each."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute(
                "SELECT t.locale, t.statement FROM signatures s JOIN petition_texts t ON t.id = s.text_id"
                " WHERE s.source = ?",
                [request.query_params["source"]],
            )
            return JSONResponse([{"locale": locale, "statement": said} for locale, said in rows])

    async def output(self, _request: Request) -> Response:
        """All that the service has written to stdout and stderr."""
        return PlainTextResponse(self.server.output)

    async def start(self, _request: Request) -> Response:
        """Starts the service; answers once it is ready."""
        await self.server.start()
        return Response(status_code=204)

    async def kill(self, _request: Request) -> Response:
        """kill -9."""
        self.server.kill()
        return Response(status_code=204)

    async def start_on_localhost(self, _request: Request) -> Response:
        """Starts the service under the name localhost, where browsers have passkeys, unless it runs; its address."""
        if not self.on_localhost.is_running:
            await self.on_localhost.start()
        return PlainTextResponse(self.on_localhost.url.replace("127.0.0.1", "localhost"))

    async def carried(self, _request: Request) -> Response:
        """What has gone over the line since this was last asked."""
        carried, self.line.carried = self.line.carried, []
        return JSONResponse(carried)

    async def fail(self, request: Request) -> Response:
        """Takes a Fault as JSON."""
        self.line.fail(Fault(**await request.json()))
        return Response(status_code=204)

    async def mend(self, _request: Request) -> Response:
        """Takes all faults back."""
        self.line.mend()
        return Response(status_code=204)

    async def suspend(self, request: Request) -> Response:
        """`{"is_suspended": true}`; the service knows it about a second later."""
        async with connected(f"sqlite:///{self.database}") as connection:
            wanted = (await request.json())["is_suspended"]
            await partners.set_suspended(connection, request.path_params["key"], wanted, clock.now())
        return Response(status_code=204)

    async def add(self, request: Request) -> Response:
        """Adds an open petition; takes its front matter. The service knows it about a second later."""
        async with connected(f"sqlite:///{self.database}") as connection:
            await store_petition(connection, self.settings, clock.now, **await request.json())
        return Response(status_code=204)

    async def link(self, request: Request) -> Response:
        """A personal link as `petition links` makes it, without its second of start; takes slug, url, and what is known
        of the person.
        """
        person: dict[str, str] = await request.json()
        slug, url = person.pop("slug"), person.pop("url")
        async with connected(f"sqlite:///{self.database}") as connection:
            found = {
                one.slug: (one, wrapped_key) for one, wrapped_key in await petitions.read_all(connection)
            }
        petition, wrapped_key = found[slug]
        assert wrapped_key
        vault = MasterKey(self.settings.data_key).vault(petition.id, slug, wrapped_key)
        token = write_token(vault, personal_link(person, clock.now()))
        return PlainTextResponse(f"{url}#{PARAMETER}={token}")

    async def organizer(self, request: Request) -> Response:
        """Adds an account, as `petition organizer add` does; takes email and role, and answers the link's path."""
        asked: dict[str, str] = await request.json()
        async with connected(f"sqlite:///{self.database}") as connection:
            link = await add_organizer(
                connection,
                COMMAND_LINE,
                email=asked["email"],
                role=asked.get("role", "owner"),
                partner_key=asked.get("partner"),
                now=clock.now(),
            )
        return PlainTextResponse(link.path)

    async def translate(self, request: Request) -> Response:
        """Adds a translation; takes its front matter. The service knows it about a second later."""
        async with connected(f"sqlite:///{self.database}") as connection:
            await store_translation(connection, clock.now, **await request.json())
        return Response(status_code=204)

    async def set_state(self, request: Request) -> Response:
        """`{"state": "closed"}`; the service knows it about a second later."""
        async with connected(f"sqlite:///{self.database}") as connection:
            state = (await request.json())["state"]
            await petitions.set_state(connection, request.path_params["slug"], state, clock.now())
        return Response(status_code=204)
