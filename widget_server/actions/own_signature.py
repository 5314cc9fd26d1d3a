"""A supporter's own signature, behind a link that only their mailbox has: see it, correct it, take it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from widget_server.actions.follow_mail_link import Followed, FollowMailLink
from widget_server.actions.writer import Writer
from widget_server.core.campaign import Campaign
from widget_server.core.clock import Clock
from widget_server.core.correction import corrected
from widget_server.core.errors import Overloaded, SignatureGone
from widget_server.core.partner import Partner
from widget_server.core.sealing import PersonalData, PetitionVault
from widget_server.core.signature import SignatureFacts
from widget_server.core.signature_commands import Correct, Withdraw
from widget_server.core.tokens import MailToken, Tokens
from widget_server.storage import signatures
from widget_server.storage.database import Database, StorageUnavailable

History = list[tuple[int, str, str]]
"""Milliseconds, what became of it, and why."""


@dataclass(frozen=True, slots=True)
class Own:
    """All that is stored of one signature. `person` is empty once it is withdrawn; `partner` is the site it came by,
    None for the service's own pages; `ref` is the link that it came by.
    """

    followed: Followed
    vault: PetitionVault
    facts: SignatureFacts
    person: PersonalData
    partner: Partner | None
    ref: str
    history: History

    @property
    def is_open(self) -> bool:
        """Whether there is something left to see and to correct."""
        return self.facts.sealed is not None


class OwnSignature:
    """What its owner may do with a signature. Whoever has the link is its owner."""

    def __init__(
        self,
        database: Database,
        follow: FollowMailLink,
        writer: Writer,
        campaign: Callable[[], Campaign],
        tokens: Tokens,
        clock: Clock,
    ) -> None:
        self._database = database
        self._follow = follow
        self._writer = writer
        self._campaign = campaign
        self._tokens = tokens
        self._clock = clock

    def path(self, followed: Followed) -> str:
        """The page's path with a fresh token, which works for a year."""
        named = followed.token
        token = MailToken(named.signature_id, named.petition_id, self._clock())
        return f"/mine/{self._tokens.mail_token('mine', token)}"

    async def see(self, token: str) -> Own:
        """Changes nothing. Raises TokenInvalid (SignatureGone once it is erased), TokenExpired, Overloaded."""
        followed = await self._follow("mine", token)
        vault, named = followed.live.vault, followed.token
        try:
            async with self._database.reading() as connection:
                stored = await signatures.find(connection, named.petition_id, named.signature_id)
                facts = await signatures.read_facts_of(connection, named.petition_id, named.signature_id)
                changes = await signatures.changes_of(connection, named.petition_id, named.signature_id)
        except StorageUnavailable as error:
            raise Overloaded(retry_after=5) from error
        if stored is None or facts is None or vault is None or stored.signer_key is None:
            raise SignatureGone
        history = [(facts.created_at, "submitted", ""), *((at, to, why) for at, _, to, why in changes)]
        person = vault.open(facts.sealed, facts.id) if facts.sealed else PersonalData()
        partner = self._campaign().partner_by_id(facts.partner_id)
        return Own(followed, vault, facts, person, partner, stored.ref, history)

    async def correct(self, own: Own, typed: Mapping[str, str]) -> None:
        """Puts right all but the address; what the form does not ask stays. A field that is missing is one left empty.

        Raises InvalidFields, Overloaded.
        """
        live = own.followed.live
        asked = {field.name for field in live.petition.fields}
        person, form = corrected(live.petition.fields, own.person, typed)
        offered = {name for name, _ in live.petition.text.opt_ins}
        has_partner = "partner_updates" in offered and own.partner is not None
        await self._writer.submit(
            Correct(
                live.petition.id,
                own.facts.id,
                own.vault.seal(person, own.facts.id),
                form.country if "country" in asked else own.facts.country,
                updates=form.updates if "updates" in offered else own.facts.updates,
                partner_updates=form.partner_updates if has_partner else own.facts.partner_updates,
                show_name=form.show_name if "show_name" in asked else own.facts.show_name,
            )
        )

    async def take_back(self, own: Own, *, is_erased: bool) -> None:
        """It counts no more, and what it says about a person goes; erased, also that this address has ever signed.

        Raises Overloaded.
        """
        petition_id = own.followed.live.petition.id
        await self._writer.submit(Withdraw(petition_id, own.facts.id, "by_signer", is_erased=is_erased))
