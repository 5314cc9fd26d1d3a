"""Sign: a form becomes a stored signature."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from widget_server.actions.guard import Guard
from widget_server.actions.writer import Writer
from widget_server.core import ids
from widget_server.core.campaign import Campaign, LivePetition, check_origin
from widget_server.core.clock import SECOND, Clock
from widget_server.core.errors import OriginNotAllowed, PartnerSuspended, PetitionClosed, TokenInvalid
from widget_server.core.fields import SignatureForm, read_form
from widget_server.core.sealing import PersonalData
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Submit, Submitted
from widget_server.core.tokens import FormToken, Tokens

Status = Literal["check_email", "signed"]


@dataclass(frozen=True, slots=True)
class Signed:
    """What the supporter is told. The same for new, duplicate and suspect signatures."""

    status: Status
    id: str


class Sign:
    """`min_form_seconds`: a form that comes back sooner than a person can fill it in waits until then."""

    def __init__(
        self,
        campaign: Callable[[], Campaign],
        tokens: Tokens,
        guard: Guard,
        writer: Writer,
        *,
        own_origin: str,
        min_form_seconds: float,
        clock: Clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._campaign = campaign
        self._tokens = tokens
        self._guard = guard
        self._writer = writer
        self._own_origin = own_origin
        self._min_form_ms = min_form_seconds * SECOND
        self._clock = clock
        self._sleep = sleep

    async def __call__(
        self, slug: str, values: Mapping[str, str], origin: str | None, address: str | None, locale: str
    ) -> Signed:
        """Raises PetitionNotFound, PetitionClosed, TokenInvalid, TokenExpired, OriginNotAllowed,
        PartnerSuspended, InvalidFields, TooManyRequests, Overloaded.
        """
        now = self._clock()
        live = self._campaign().signable(slug, now)
        token = self._check_token(live, values.get("token", ""), origin, now)
        form = read_form(live.petition.fields, values)
        self._guard.check("sign", address)
        too_early = min(token.made_at + self._min_form_ms - now, self._min_form_ms)
        if too_early > 0:
            await self._sleep(too_early / SECOND)
        result = await self._writer.submit(Submit(self._signature(live, token, form, locale)))
        if isinstance(result, Submitted) and result.decision == "token_reused":
            raise TokenInvalid("This form was used for another signature already. Ask for a new challenge.")
        status: Status = "check_email" if live.petition.confirmation == "email" else "signed"
        return Signed(status, ids.to_text(token.signature_id))

    def _check_token(self, live: LivePetition, text: str, origin: str | None, now: int) -> FormToken:
        token = self._tokens.read_form_token(text, now)
        if token.petition_id != live.petition.id:
            raise TokenInvalid
        sent_from = origin or self._own_origin
        partner = self._campaign().partner_by_id(token.partner_id)
        # Whoever asked without naming an origin, as scripts do, may still sign from one of the partner's.
        if sent_from != token.origin and not (partner and token.origin == self._own_origin):
            raise OriginNotAllowed("The signature comes from another site than its form was made for.")
        if partner is not None and partner.is_suspended:
            raise PartnerSuspended
        check_origin(live.petition, partner, sent_from, self._own_origin)
        return token

    def _signature(
        self, live: LivePetition, token: FormToken, form: SignatureForm, locale: str
    ) -> NewSignature:
        if live.vault is None:
            raise PetitionClosed
        person = PersonalData(
            form.given_name, form.family_name, form.email.address, form.postcode, form.comment
        )
        shown = live.saying(token.text_id) or live
        offered = dict(shown.petition.text.opt_ins)  # nobody agrees to what the form did not ask
        return NewSignature(
            id=token.signature_id,
            petition_id=token.petition_id,
            partner_id=token.partner_id,
            text_id=token.text_id,
            signer_key=live.vault.signer_key(form.email.canonical),
            sealed=live.vault.seal(person, token.signature_id),
            created_at=self._clock(),
            country=form.country,
            locale=locale,
            source=form.source,
            ref=form.ref,
            updates=form.updates and "updates" in offered,
            partner_updates=form.partner_updates and "partner_updates" in offered and token.partner_id != 0,
            quarantined="honeypot" if form.is_honeypot_filled else None,
            is_sample=token.is_sample,
            needs_confirmation=live.petition.confirmation == "email",
        )
