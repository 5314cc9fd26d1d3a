"""GET /api/v1/petitions/{slug}/challenge: the form token, asked for when somebody begins to fill in a form."""

from collections.abc import Callable

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.actions.issue_challenge import IssueChallenge
from widget_server.core.campaign import Campaign
from widget_server.core.clock import SECOND
from widget_server.core.errors import PetitionError
from widget_server.core.tokens import FORM_LIFETIME
from widget_server.web.asgi import client_address, header, respond
from widget_server.web.metrics import Metrics
from widget_server.web.public.cors import private_headers, refuse
from widget_server.web.query import query_parameters


class Challenge:
    """The handler."""

    def __init__(
        self,
        issue: IssueChallenge,
        campaign: Callable[[], Campaign],
        metrics: Metrics,
        min_form_seconds: float,
    ) -> None:
        self._issue = issue
        self._campaign = campaign
        self._metrics = metrics
        self._wait = min_form_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with token, lifetime, seconds to wait before sending, and a puzzle (none unless under attack)."""
        slug = scope["path_params"]["slug"]
        origin = header(scope, b"origin")
        query = query_parameters(scope)
        try:
            token = self._issue(
                slug, query.get("partner", ""), origin, client_address(scope), query.get("text", "")
            )
        except PetitionError as error:
            await refuse(send, self._campaign(), slug, origin, error)
            return
        self._metrics.challenges.inc()
        body = msgspec.json.encode(
            {"token": token, "expires_in": FORM_LIFETIME // SECOND, "wait": self._wait, "puzzle": None}
        )
        await respond(send, 200, private_headers(self._campaign(), slug, origin), body)
