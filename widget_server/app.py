"""The one place where everything is put together: settings -> stores -> workers -> actions -> routes."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from widget_server.actions.confirm import ConfirmSignature
from widget_server.actions.count_referrals import CountReferrals
from widget_server.actions.disown import DisownSignature
from widget_server.actions.follow_mail_link import FollowMailLink
from widget_server.actions.for_organizers import ForOrganizers
from widget_server.actions.guard import Guard, NetworkGuard, OpenGuard
from widget_server.actions.issue_challenge import IssueChallenge
from widget_server.actions.own_signature import OwnSignature
from widget_server.actions.recognise import Recognise
from widget_server.actions.sign import Sign
from widget_server.actions.watch_figures import WatchFigures
from widget_server.core import clock as clocks
from widget_server.core.catalogue import Catalogues, load_catalogues
from widget_server.core.clock import Clock
from widget_server.core.errors import PetitionError
from widget_server.core.logs import set_up_logs
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings, has_shared_metrics, merged_environment, read_settings
from widget_server.core.tokens import Tokens
from widget_server.mail.compose import Composer
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.mail.sender import Sender, SmtpSender
from widget_server.storage.database import Database
from widget_server.web.api_calls import ApiCalls
from widget_server.web.dependencies import Dependencies
from widget_server.web.headers import StrictTransport
from widget_server.web.metrics import Metrics
from widget_server.web.organizer_routes import organizer_routes
from widget_server.web.pages import Pages
from widget_server.web.problems import ProblemHandlers
from widget_server.web.routes import api_routes, demo_routes, public_routes
from widget_server.workers.cleanup import CleanupWorker
from widget_server.workers.figures import Figures
from widget_server.workers.forms_begun import FormsBegun
from widget_server.workers.garbage import collect_less_often
from widget_server.workers.invalidations import InvalidationWorker
from widget_server.workers.live_catalogue import LiveCatalogue
from widget_server.workers.live_figures import LiveFigures
from widget_server.workers.live_totals import LiveTotals
from widget_server.workers.outbox import OutboxWorker
from widget_server.workers.parent import die_with_parent
from widget_server.workers.refresher import Refresher
from widget_server.workers.signature_writer import SignatureWriter
from widget_server.workers.supervision import supervised
from widget_server.workers.watched_sessions import WatchedSessions

logger = logging.getLogger(__name__)

SLOTS = 16
"""Rows that a petition's total is spread over on PostgreSQL. Two processes that draw the same one wait for each
other's commits now and then; SQLite has one writer at a time anyway, and so one slot."""


class Service:
    """The parts of a running service, for the application and for commands that work without HTTP."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = clocks.now,
        mailbox: DemoMailbox | None = None,
        demo_code: Callable[[], str] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.mailbox = mailbox
        self.demo_code = demo_code
        self.catalogues: Catalogues = load_catalogues()
        self.tokens = Tokens(settings.secret_key)
        self.database = Database(settings.database_url)
        self.live_catalogue = LiveCatalogue(MasterKey(settings.data_key), self.catalogues, clock)
        self.live_totals = LiveTotals()
        self.metrics = Metrics(is_shared=has_shared_metrics())
        self.writer = SignatureWriter(
            self.database,
            slot=0 if settings.is_sqlite else secrets.randbelow(SLOTS),
            queue_limit=settings.queue_limit,
            clock=clock,
        )
        figures = Figures(
            queue_depth=lambda: self.writer.depth,
            note_queue_depth=self.metrics.queue_depth.set,
            note_mails_waiting=self.metrics.mails_waiting.set,
            clock=clock,
        )
        self.live_figures = LiveFigures(self.database, clock)
        self.watched_sessions = WatchedSessions(clock)
        refreshes = [
            self.live_catalogue.refresh,
            self.live_totals.refresh,
            figures.refresh,
            self.watched_sessions.refresh,  # before what makes their streams go on
            self.live_figures.refresh,
        ]
        self.refresher = Refresher(self.database, refreshes, clock)
        self._actions()

    def _actions(self) -> None:
        settings = self.settings
        self.forms_begun = FormsBegun(self.writer, self.clock)
        guard: Guard = NetworkGuard(self.clock) if settings.rate_limits else OpenGuard()
        self.issue_challenge = IssueChallenge(
            lambda: self.live_catalogue.current,
            self.tokens,
            guard,
            own_origin(settings),
            self.clock,
            self.forms_begun.note,
        )
        self.recognise = Recognise(
            lambda: self.live_catalogue.current, guard, own_origin(settings), self.clock
        )
        self.sign = Sign(
            lambda: self.live_catalogue.current,
            self.tokens,
            guard,
            self.writer,
            own_origin=own_origin(settings),
            min_form_seconds=settings.min_form_seconds,
            clock=self.clock,
        )
        self.follow = FollowMailLink(
            self.database, lambda: self.live_catalogue.current, self.tokens, self.clock
        )
        self.count_referrals = CountReferrals(
            self.database, lambda: self.live_catalogue.current, guard, self.clock
        )
        self.confirm = ConfirmSignature(self.follow, self.writer)
        self.disown = DisownSignature(self.follow, self.writer)
        self.own_signature = OwnSignature(
            self.database,
            self.follow,
            self.writer,
            lambda: self.live_catalogue.current,
            self.tokens,
            self.clock,
        )
        figures = WatchFigures(self.live_figures, self.watched_sessions)
        self.organizers = ForOrganizers(settings, self.database, figures, self.writer, self.clock)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The workers run inside. On leaving, what waits to be written is written and a mail under way is sent."""
        await self.database.connect()
        await self.refresher.refresh_once()
        outbox = self._outbox()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.disconnect)
            cleanup = CleanupWorker(self.database, self.clock)
            stack.push_async_callback(_cancel, _start("the refresher", self.refresher.run))
            stack.push_async_callback(_cancel, _start("cleanup", cleanup.run))
            stack.push_async_callback(_cancel, _start("forms begun", self.forms_begun.run))
            taking_out = InvalidationWorker(self.database, self.writer, self.clock)
            stack.push_async_callback(_cancel, _start("invalidations", taking_out.run))
            writing = _start("the signature writer", self.writer.run)
            sending = _start("the outbox", outbox.run) if outbox else None
            try:
                yield
            finally:
                if outbox and sending:
                    outbox.stop()
                    await sending
                await self.forms_begun.flush()
                self.writer.stop()
                await writing

    def _outbox(self) -> OutboxWorker | None:
        settings = self.settings
        sender: Sender | None = self.mailbox
        if settings.smtp_url:
            sender = SmtpSender(settings.smtp_url, hello=urlsplit(settings.base_url).hostname or "localhost")
        if sender is None:
            logger.warning(
                "PETITION_SMTP_URL is not set: no mail is sent; it waits in the outbox until there is one"
            )
            return None
        return OutboxWorker(
            self.database,
            self.writer,
            sender,
            Composer(settings.mail_from or "petition@localhost.localdomain", settings.base_url),
            tokens=self.tokens,
            catalogues=self.catalogues,
            campaign=lambda: self.live_catalogue.current,
            base_url=settings.base_url,
            clock=self.clock,
        )

    def why_not_ready(self) -> str | None:
        """What keeps people from signing now; None when nothing does."""
        if not self.refresher.is_fresh():
            return "the database does not answer"
        if not self.writer.is_connected:
            return "the signature writer has no connection to the database"
        if self.writer.has_failed_lately:
            return "the database does not take writes"
        return "the signature queue is full" if self.writer.is_full else None


def create_app(service: Service | None = None) -> Starlette:
    """The application. Without `service` (in uvicorn's worker processes) it is built from the environment."""
    if service is None:
        die_with_parent()
        settings = read_settings(merged_environment())
        set_up_logs(settings.log_format)
        app = create_app(Service(settings))
        collect_less_often()
        return app
    running = service.running

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with running():
            yield

    pages = Pages(service.catalogues, service.settings.base_url)
    given = _dependencies(service, pages)
    problems = ProblemHandlers(pages)
    calls = api_routes(given)
    app = Starlette(
        routes=[*calls, *public_routes(given), *organizer_routes(given), *demo_routes(given)],
        lifespan=lifespan,
        exception_handlers={
            PetitionError: problems.petition_error,
            HTTPException: problems.http_error,
            Exception: problems.fault,
        },
    )
    # innermost: behind headers, proxies, and the handling of faults
    app.add_middleware(ApiCalls, routes=calls)
    if service.settings.base_url.startswith("https://"):
        app.add_middleware(StrictTransport)
    if service.settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(service.settings.trusted_proxies))
    return app


def own_origin(settings: Settings) -> str:
    """The origin of the service's own pages."""
    parts = urlsplit(settings.base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _dependencies(service: Service, pages: Pages) -> Dependencies:
    return Dependencies(
        settings=service.settings,
        clock=service.clock,
        catalogues=service.catalogues,
        pages=pages,
        campaign=lambda: service.live_catalogue.current,
        totals=service.live_totals.of,
        is_ready=service.why_not_ready,
        metrics=service.metrics,
        issue_challenge=service.issue_challenge,
        recognise=service.recognise,
        sign=service.sign,
        follow_mail_link=service.follow,
        confirm=service.confirm,
        disown=service.disown,
        count_referrals=service.count_referrals,
        own_signature=service.own_signature,
        organizers=service.organizers,
        mail_goes_out=bool(service.settings.smtp_url or service.mailbox),
        mailbox=service.mailbox,
        demo_code=service.demo_code,
    )


def _start(name: str, run: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    return asyncio.create_task(supervised(name, run), name=name)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
