"""POST /api/v1/petitions/{slug}/recognition: who comes by a personal link, as far as the page may know.

By POST, though it changes nothing, so that tokens stay out of the logs of servers and proxies.
"""

from collections.abc import Callable

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.actions.recognise import Recognise
from widget_server.core.campaign import Campaign
from widget_server.core.catalogue import Catalogues
from widget_server.core.errors import PetitionError
from widget_server.web.asgi import client_address, header, read_form_body, respond
from widget_server.web.forms import parse_form
from widget_server.web.public.cors import private_headers, refuse
from widget_server.web.public.widget_messages import welcome_messages


class Recognition:
    """The handler."""

    def __init__(
        self, recognise: Recognise, campaign: Callable[[], Campaign], catalogues: Catalogues
    ) -> None:
        self._recognise = recognise
        self._campaign = campaign
        self._catalogues = catalogues

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with a name to greet by, the names of the fields that need not be asked, and the words for it."""
        slug = scope["path_params"]["slug"]
        origin = header(scope, b"origin")
        try:
            values = parse_form(await read_form_body(scope, receive))
            recognised = self._recognise(slug, values.get("me", ""), origin, client_address(scope))
        except PetitionError as error:
            await refuse(send, self._campaign(), slug, origin, error)
            return
        campaign = self._campaign()
        wanted = values.get("locale", "")
        words = self._catalogues.best(wanted, campaign.petitions[slug].speaking(wanted).petition.locale)
        answer = {
            "given_name": recognised.given_name,
            "known": recognised.known,
            "messages": welcome_messages(words),
        }
        await respond(send, 200, private_headers(campaign, slug, origin), msgspec.json.encode(answer))
