"""Answer a person's request about their signature: find it by e-mail, mail again, correct, withdraw, erase.

Found through the keyed hash of the mailbox, so that nothing has to be opened but the one that is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from widget_server.actions.writer import Writer
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import Clock
from widget_server.core.correction import changed_names, corrected
from widget_server.core.email_address import parse_email
from widget_server.core.errors import InvalidFields
from widget_server.core.fields import SignatureForm
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Actor
from widget_server.core.sealing import PersonalData, SealBroken
from widget_server.core.signature import MOST_MAILS, SignatureFacts
from widget_server.core.signature_commands import Changed, Correct, Corrected, Resend, Submitted, Withdraw
from widget_server.storage import audit_log, signatures
from widget_server.storage.database import Database

NOT_FOUND = (
    "Nobody has signed this petition with this address, or the signature is erased. "
    "Did they use another address? Dots and +tags don't matter where the provider ignores them."
)


class NobodyFound(FormProblems):
    """The address is a good one, and has not signed."""


FASTER = {"": "Somebody else, most likely the signer, has changed this meanwhile."}


class CorrectedMeanwhile(FormProblems):
    """Somebody else has corrected the signature, most likely its signer. Nothing was overwritten."""


@dataclass(frozen=True)
class Found:
    """A signature and what it says about its person; `person` is empty once erased."""

    facts: SignatureFacts
    person: PersonalData

    @property
    def is_open(self) -> bool:
        """Whether there is something left to correct or to take back."""
        return self.facts.sealed is not None

    @property
    def version(self) -> str:
        """Another one once anything that can be corrected is other than before."""
        facts = self.facts
        stored = (facts.sealed, facts.country, facts.updates, facts.partner_updates, facts.show_name)
        return sha256(repr(stored).encode()).hexdigest()[:32]

    @property
    def mails_left(self) -> int:
        """How many more mails may go to the address."""
        return max(0, MOST_MAILS - self.facts.mails)


class CareForSignature:
    """Each step finds the signature anew by its address, which stands in forms alone, never in an address or a log."""

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def find(self, live: LivePetition, email: str) -> Found:
        """Raises FormProblems."""
        try:
            canonical = parse_email(email.strip()).canonical
        except ValueError as error:
            raise FormProblems({"email": "This is no e-mail address. Is a letter missing?"}) from error
        if live.vault is None:
            raise FormProblems({"email": "The personal data of this petition is erased, with all addresses."})
        async with self._database.reading() as connection:
            facts = await signatures.read_facts(
                connection, live.petition.id, live.vault.signer_key(canonical)
            )
        if facts is None:
            raise NobodyFound({"email": NOT_FOUND})
        try:
            person = live.vault.open(facts.sealed, facts.id) if facts.sealed else PersonalData()
        except SealBroken as error:
            raise FormProblems(
                {"email": "The data of this signature does not open with this key."}
            ) from error
        return Found(facts, person)

    async def look(self, live: LivePetition, email: str, actor: Actor) -> Found:
        """The same, and that somebody has looked is written down, also where nobody has signed: that is an answer,
        too. Raises FormProblems.
        """
        try:
            found = await self.find(live, email)
        except NobodyFound:
            await self._note_look(live, actor, "none")
            raise
        await self._note_look(live, actor, found.facts.id.hex())
        return found

    async def _note_look(self, live: LivePetition, actor: Actor, which: str) -> None:
        subject = f"signature:{live.petition.id}:{which}"
        async with self._database.held() as connection:
            await audit_log.record(connection, actor, "signature.look", subject, at=self._clock())

    async def resend(self, live: LivePetition, email: str, actor: Actor) -> bool:
        """Mails again; False where five mails have gone, or there is nothing to say. Raises FormProblems."""
        found = await self.find(live, email)
        result = await self._writer.submit(Resend(live.petition.id, found.facts.id, actor))
        return isinstance(result, Submitted) and result.decision != "nothing"

    async def withdraw(self, live: LivePetition, email: str, actor: Actor, *, is_erased: bool) -> bool:
        """Takes it back and drops its data; erased, the address may sign again as if it never had.

        Answers whether it counted or waited before. Raises FormProblems.
        """
        found = await self.find(live, email)
        result = await self._writer.submit(
            Withdraw(live.petition.id, found.facts.id, "asked_organizer", actor, is_erased=is_erased)
        )
        return isinstance(result, Changed) and result.has_changed

    async def correct(
        self, live: LivePetition, email: str, typed: Mapping[str, str], actor: Actor | None, version: str
    ) -> bool:
        """Puts right what was typed wrong; all but the address. `version` is that of what the organizer has
        seen, '' where that is not known.

        Raises FormProblems, CorrectedMeanwhile among them.
        """
        found = await self.find(live, email)
        if not found.is_open or live.vault is None:
            raise FormProblems({"": "Nothing is left of this signature to correct."})
        if version and version != found.version:
            raise CorrectedMeanwhile(FASTER)
        person, form = _corrected(live, found, typed)
        asked = {field.name for field in live.petition.fields}
        command = Correct(
            live.petition.id,
            found.facts.id,
            live.vault.seal(person, found.facts.id),
            form.country if "country" in asked else found.facts.country,
            updates=form.updates,
            partner_updates=form.partner_updates,
            show_name=form.show_name if "show_name" in asked else found.facts.show_name,
            actor=actor,
            sealed_names=changed_names(found.person, person),
            seen=found.facts.sealed,
        )
        result = await self._writer.submit(command)
        if not isinstance(result, Corrected) or not result.has_changed:
            raise CorrectedMeanwhile(FASTER)
        return True


def _corrected(
    live: LivePetition, found: Found, typed: Mapping[str, str]
) -> tuple[PersonalData, SignatureForm]:
    try:
        return corrected(live.petition.fields, found.person, typed)
    except InvalidFields as error:
        raise FormProblems(
            {name: WORDS.get(code, "This can't be taken as it is.") for name, code in error.errors.items()}
        ) from error


WORDS = {
    "required": "This is asked for.",
    "too_long": "This is too long.",
    "invalid": "This can't be taken as it is. Is it a link, or a postcode of another country?",
    "invalid_characters": "There is a character in it that can't be printed.",
}
