"""Issue a challenge: the signed form token that lets one page make one signature."""

from collections.abc import Callable

from widget_server.actions.guard import Guard
from widget_server.core import ids
from widget_server.core.campaign import Campaign, check_origin
from widget_server.core.clock import Clock
from widget_server.core.tokens import FormToken, Tokens


class IssueChallenge:
    """Called when somebody begins to fill in a form."""

    def __init__(
        self,
        campaign: Callable[[], Campaign],
        tokens: Tokens,
        guard: Guard,
        own_origin: str,
        clock: Clock,
        note_begun: Callable[[FormToken], None] = lambda _token: None,
    ) -> None:
        self._campaign = campaign
        self._tokens = tokens
        self._guard = guard
        self._own_origin = own_origin
        self._clock = clock
        self._note_begun = note_begun

    def __call__(
        self,
        slug: str,
        partner_key: str,
        origin: str | None,
        address: str | None,
        text: str = "",
        *,
        is_begun: bool = True,
    ) -> str:
        """The token. `text` is the id of the text that the page shows; without it, the current one counts. Pages that
        have a token before anybody has begun say so by `is_begun`.

        Browsers send no Origin with a GET of the same site, so none counts as our own; a signature that then
        comes from another one is refused.
        Raises PetitionNotFound, PetitionClosed, OriginNotAllowed, PartnerSuspended, TooManyRequests.
        """
        now = self._clock()
        campaign = self._campaign()
        live = campaign.signable(slug, now)
        partner = campaign.partner(partner_key)
        origin = origin or self._own_origin
        check_origin(live.petition, partner, origin, self._own_origin)
        self._guard.check("challenge", address)
        shown = int(text) if text.isdecimal() and len(text) < 19 else 0
        token = FormToken(
            signature_id=ids.new_id(now),
            petition_id=live.petition.id,
            text_id=shown if shown in live.text_ids else live.petition.text.id,
            partner_id=partner.id if partner else 0,
            origin=origin,
        )
        if is_begun:
            self._note_begun(token)
        return self._tokens.form_token(token)
