"""POST /api/v1/petitions/{slug}/signatures: signing, for the widget and for scripts."""

from collections.abc import Callable

import msgspec
from starlette.types import Receive, Scope, Send

from widget_server.actions.sign import Sign
from widget_server.core.campaign import Campaign
from widget_server.core.catalogue import Catalogues
from widget_server.core.errors import PetitionError
from widget_server.web.asgi import client_address, header, read_form_body, respond
from widget_server.web.forms import parse_form
from widget_server.web.metrics import Metrics
from widget_server.web.public.cors import private_headers, refuse


class Signatures:
    """The handler."""

    def __init__(
        self, sign: Sign, campaign: Callable[[], Campaign], catalogues: Catalogues, metrics: Metrics
    ) -> None:
        self._sign = sign
        self._campaign = campaign
        self._catalogues = catalogues
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """202 once the signature is on the disk; the same for new, duplicate and suspect ones."""
        slug = scope["path_params"]["slug"]
        origin = header(scope, b"origin")
        try:
            values = parse_form(await read_form_body(scope, receive))
            locale = self._catalogues.best(values.get("locale", "")).tag
            signed = await self._sign(slug, values, origin, client_address(scope), locale)
        except PetitionError as error:
            self._metrics.signatures.labels(error.code).inc()
            await refuse(send, self._campaign(), slug, origin, error)
            return
        self._metrics.accepted.inc()
        body = msgspec.json.encode({"status": signed.status, "id": signed.id, "ref": signed.ref})
        await respond(send, 202, private_headers(self._campaign(), slug, origin), body)
