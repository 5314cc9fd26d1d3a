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
from widget_server.core.personal_link import filled_in, is_for, left_empty, read_token
from widget_server.core.sealing import PersonalData
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Submit, Submitted
from widget_server.core.suspicion import trace_of
from widget_server.core.tokens import FormToken, Tokens

Status = Literal["check_email", "signed"]


@dataclass(frozen=True, slots=True)
class Signed:
    """What the supporter is told. The same for new, duplicate and suspect signatures.

    `ref` is the code for links that the supporter passes on; made of the token's id, it tells nothing either.
    """

    status: Status
    id: str
    ref: str


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
        PartnerSuspended, LinkInvalid, LinkExpired, InvalidFields, TooManyRequests, Overloaded.

        With a personal link in `me`, what was left empty comes from it, and nothing is left to confirm. Under another
        address than the link's it is as if there were none: whoever was handed the link could otherwise have what it
        knows mailed to them.
        """
        now = self._clock()
        live = self._campaign().signable(slug, now)
        token = self._check_token(live, values.get("token", ""), origin, now)
        linked = self._linked(live, values, now)
        form = read_form(live.petition.fields, linked or values, left_empty(values) if linked else ())
        self._guard.check("sign", address)
        too_early = min(token.made_at + self._min_form_ms - now, self._min_form_ms)
        if too_early > 0:
            await self._sleep(too_early / SECOND)
        result = await self._writer.submit(
            Submit(self._signature(live, token, form, locale, address, is_linked=linked is not None))
        )
        if isinstance(result, Submitted) and result.decision == "token_reused":
            raise TokenInvalid("This form was used for another signature already. Ask for a new challenge.")
        # By what was sent alone, never by what is stored: nobody is to find out who has signed.
        is_to_confirm = live.petition.confirmation == "email" and linked is None
        status: Status = "check_email" if is_to_confirm else "signed"
        ref = live.vault.referral_code(token.signature_id) if live.vault else ""
        return Signed(status, ids.to_text(token.signature_id), ref)

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

    def _linked(self, live: LivePetition, values: Mapping[str, str], now: int) -> dict[str, str] | None:
        """The form with what its signer's personal link knows; None without a link, or under another address."""
        text = values.get("me", "")
        if not text or live.vault is None:
            return None
        link = read_token(live.vault, text, now)
        return filled_in(link, values) if is_for(link, values.get("email", "")) else None

    def _signature(
        self,
        live: LivePetition,
        token: FormToken,
        form: SignatureForm,
        locale: str,
        address: str | None,
        *,
        is_linked: bool,
    ) -> NewSignature:
        if live.vault is None:
            raise PetitionClosed
        person = PersonalData(
            form.given_name, form.family_name, form.email.address, form.postcode, form.comment, form.extra
        )
        asks_by_mail = live.petition.confirmation == "email"
        shown = live.saying(token.text_id) or live
        offered = dict(shown.petition.text.opt_ins)  # nobody agrees to what the form did not ask
        now = self._clock()
        return NewSignature(
            id=token.signature_id,
            petition_id=token.petition_id,
            partner_id=token.partner_id,
            text_id=token.text_id,
            signer_key=live.vault.signer_key(form.email.canonical),
            sealed=live.vault.seal(person, token.signature_id),
            created_at=now,
            country=form.country,
            locale=locale,
            source=form.source,
            ref=form.ref,
            updates=form.updates and "updates" in offered,
            partner_updates=form.partner_updates and "partner_updates" in offered and token.partner_id != 0,
            show_name=form.show_name,
            quarantined="honeypot" if form.is_honeypot_filled else None,
            is_sample=token.is_sample,
            needs_confirmation=asks_by_mail and not is_linked,
            by_link=asks_by_mail and is_linked,
            # For a link's owner it is the only word of what somebody else may have signed with it.
            is_thanked=live.petition.thanks_mail or is_linked,
            trace=trace_of(live.vault, address, form.email.canonical, now),
        )
