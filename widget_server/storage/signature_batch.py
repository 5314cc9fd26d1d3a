"""One transaction for all that waits: signatures, their changes, totals, and outgoing mail."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from widget_server.core import ids
from widget_server.core.clock import hour_of
from widget_server.core.organizer import Actor
from widget_server.core.outgoing_mail import OutgoingMail
from widget_server.core.signature import (
    MOST_MAILS,
    MailKind,
    NewSignature,
    State,
    StoredSignature,
    decide,
    labels_of,
    taking_place,
)
from widget_server.core.signature_commands import (
    Changed,
    Command,
    Confirm,
    Correct,
    Corrected,
    CountBegun,
    Invalidate,
    Leased,
    LeaseMails,
    Noted,
    NoteSent,
    Resend,
    Restore,
    Result,
    Submit,
    Submitted,
    Withdraw,
)
from widget_server.core.totals import Cell, NameOf, Tally, has_reason, steps_of
from widget_server.storage import (
    forms_begun,
    invalidations,
    label_totals,
    outbox,
    period_totals,
    signature_notes,
    signature_states,
    signatures,
    totals,
    traces,
)
from widget_server.storage.database import Connection, StorageContended
from widget_server.storage.signature_notes import Verb


async def apply(connection: Connection, commands: Sequence[Command], slot: int, now: int) -> list[Result]:
    """Does all commands or none, and answers each in its order.

    Raises StorageUnavailable, StorageRefused, StorageContended; nothing is kept then.
    """
    batch = _Batch(connection, now)
    async with connection.transaction():
        submitted = await batch.submit([c.signature for c in commands if isinstance(c, Submit)])
        confirmed = await batch.confirm([c for c in commands if isinstance(c, Confirm)])
        withdrawn = await batch.withdraw([c for c in commands if isinstance(c, Withdraw)])
        resent = await batch.resend([c for c in commands if isinstance(c, Resend)])
        corrected = await batch.correct([c for c in commands if isinstance(c, Correct)])
        invalidated = await batch.invalidate([c for c in commands if isinstance(c, Invalidate)])
        restored = await batch.restore([c for c in commands if isinstance(c, Restore)])
        noted = await batch.note_sent([c for c in commands if isinstance(c, NoteSent)])
        leased = await batch.lease([c for c in commands if isinstance(c, LeaseMails)])
        begun = await batch.count_begun([c for c in commands if isinstance(c, CountBegun)], slot)
        await batch.write(slot)
    answers = {
        Submit: iter(submitted),
        Confirm: iter(confirmed),
        Withdraw: iter(withdrawn),
        Resend: iter(resent),
        Correct: iter(corrected),
        Invalidate: iter(invalidated),
        Restore: iter(restored),
        NoteSent: iter(noted),
        LeaseMails: iter(leased),
        CountBegun: iter(begun),
    }
    return [next(answers[type(command)]) for command in commands]


class _Batch:
    """Collects the mails, changes and counts that the commands lead to, and writes each kind once."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now
        self._tally = Tally()
        self._mails: list[OutgoingMail] = []
        self._changes: list[signatures.Change] = []
        self._stored: list[NewSignature] = []
        self._sent = 0

    async def submit(self, new: Sequence[NewSignature]) -> list[Result]:
        results: list[Result] = []
        for piece in _without_replays(new):
            results += await self._submit(piece)
        return results

    async def _submit(self, new: Sequence[NewSignature]) -> list[Result]:
        # In the order of their mailboxes, so that two writers on one PostgreSQL never wait for each other.
        in_order = sorted(new, key=lambda one: one.signer_key)
        stored = await signatures.insert_new(self._connection, in_order)
        met = {one.id: await self._meet(one) for one in in_order if one.id not in stored}
        results: list[Result] = []
        for signature in new:
            if signature.id in stored:
                self._count(signature, 1)
            results.append(met.get(signature.id) or Submitted("insert"))
        return results

    async def _meet(self, new: NewSignature) -> Submitted:
        """A signature that met one with its id or its mailbox."""
        same_id = await signatures.find(self._connection, new.petition_id, new.id)
        same_signer = await signatures.find_signer(self._connection, new.petition_id, new.signer_key)
        decision = decide(new, same_id, same_signer)
        if decision == "insert":
            await self._insert(new, mails=None)  # what it met is gone since
            self._count(new, 1)
        elif decision == "replace" and same_signer:
            await self._replace(same_signer, taking_place(new, same_signer))
        elif decision == "mail_confirm" and same_signer:
            await self._mail_again(same_signer, "confirm", new.id)
        elif decision == "mail_already_signed" and same_signer:
            await self._mail_again(same_signer, "already_signed", new.id)
        return Submitted(decision)

    async def _replace(self, old: StoredSignature, new: NewSignature) -> None:
        """Signing again after withdrawing, or by a link: a new signature; the old one lets go of the mailbox.

        Links in mails about one that was pending lead to the new one from then on: they are its owner's, too.
        """
        replaced_by = new.id if old.state == "pending" else None
        await signatures.release_signer(self._connection, old.petition_id, old.id, replaced_by)
        await self._insert(new, mails=old.mails)
        self._count(new, None)
        if new.first_mail:
            number = await signatures.count_mail(self._connection, new.petition_id, new.id, new.id)
            if number:
                self._mails.append(OutgoingMail(new.petition_id, new.id, number, new.first_mail))

    async def _insert(self, new: NewSignature, mails: int | None) -> None:
        """Raises StorageContended when another process was faster; the next try meets what it has written."""
        if not await signatures.insert_new(self._connection, [new], mails=mails):
            raise StorageContended("another process has just written for the same mailbox")

    async def _mail_again(self, stored: StoredSignature, kind: MailKind, asked_by: bytes) -> None:
        number = await signatures.count_mail(self._connection, stored.petition_id, stored.id, asked_by)
        if number:
            self._mails.append(OutgoingMail(stored.petition_id, stored.id, number, kind))

    def _count(self, new: NewSignature, mail_number: int | None) -> None:
        cell = Cell(new.petition_id, hour_of(new.created_at), new.partner_id, new.country)
        self._stored.append(new)
        counters = ("submitted", "confirmed") if new.first_state == "confirmed" else ("submitted",)
        self._tally.add(cell, *counters, labels=labels_of(new))
        if new.first_state == "confirmed":
            reason = "by_link" if new.by_link else "at_once"
            self._changes.append((new.petition_id, new.id, new.created_at, "pending", "confirmed", reason))
        if new.first_mail and mail_number:
            self._mails.append(OutgoingMail(new.petition_id, new.id, mail_number, new.first_mail))

    async def confirm(self, commands: Sequence[Confirm]) -> list[Result]:
        keys = sorted({(c.petition_id, c.signature_id) for c in commands})
        changed = await signature_states.confirm(self._connection, keys, self._now)
        for one in changed:
            self._change(one, "pending", "by_mail")
        thanked = {(c.petition_id, c.signature_id) for c in commands if c.is_thanked}
        keys = [(one.petition_id, one.id) for one in changed if (one.petition_id, one.id) in thanked]
        for one in await signature_states.count_thanks(self._connection, keys):
            self._mails.append(OutgoingMail(one.petition_id, one.id, one.mails, "thanks"))
        return await self._answers(commands, {one.id for one in changed}, "confirmed")

    async def withdraw(self, commands: Sequence[Withdraw]) -> list[Result]:
        reasons = {(c.petition_id, c.signature_id): c.reason for c in commands}
        changed = await self._withdraw(reasons)
        await traces.forget(self._connection, sorted(reasons))
        for command in commands:
            if command.is_erased:
                await signatures.erase(self._connection, command.petition_id, [command.signature_id])
            if command.actor:
                verb: Verb = "erase" if command.is_erased else "withdraw"
                await self._note(command.actor, verb, command.petition_id, command.signature_id)
        return await self._answers(commands, changed, "withdrawn")

    async def _withdraw(self, reasons: Mapping[tuple[int, bytes], str]) -> set[bytes]:
        """Ids of those that changed. An invalidation may be applied or undone by another process in this moment: each
        look waits for what the one before has met, so after three none has slipped through.
        """
        left = set(reasons)
        for is_invalidated in (False, True, False):
            if not left:
                break
            keys = sorted(left)
            if is_invalidated:
                found = await signature_states.withdraw_invalidated(self._connection, keys)
            else:
                found = await signature_states.withdraw(self._connection, keys, self._now)
            for one, was_confirmed in found:
                before: State = "confirmed" if was_confirmed else "pending"
                if is_invalidated:
                    await self._take_back(replace(one, state=before))
                self._change(one, before, reasons[(one.petition_id, one.id)])
                left.discard((one.petition_id, one.id))
        return {signature_id for _, signature_id in reasons.keys() - left}

    async def _take_back(self, one: StoredSignature) -> None:
        """An invalidation's part in the totals, when its signature is not invalidated any more."""
        why = await signature_states.reason_of_invalidation(self._connection, one.petition_id, one.id)
        self._change(one, "invalidated", why)

    async def invalidate(self, commands: Sequence[Invalidate]) -> list[Result]:
        for command in commands:
            applied = await invalidations.hold(self._connection, command, "applying")
            if applied is None:
                continue
            keys = sorted((command.petition_id, one) for one in command.signature_ids)
            taken = await signature_states.invalidate(self._connection, keys)
            for one, was_confirmed in taken:
                self._change(one, "confirmed" if was_confirmed else "pending", applied)
            await invalidations.note_outcome(self._connection, command, [one.id for one, _ in taken], "taken")
        return [Noted() for _ in commands]

    async def restore(self, commands: Sequence[Restore]) -> list[Result]:
        for command in commands:
            if await invalidations.hold(self._connection, command, "undoing") is None:
                continue
            keys = sorted((command.petition_id, one) for one in command.signature_ids)
            restored = await signature_states.restore(self._connection, keys)
            for one in restored:
                await self._take_back(one)
            await invalidations.note_outcome(
                self._connection, command, [one.id for one in restored], "given_back"
            )
        return [Noted() for _ in commands]

    def _change(self, one: StoredSignature, before: State, reason: str) -> None:
        """Counts and records that a signature, in its new state, was in the state `before`."""
        labels = labels_of(one)
        if has_reason(before, one.state):
            labels.append(("reason", reason))
        self._tally.move(self._cell(one), steps_of(before, one.state), labels)
        self._changes.append((one.petition_id, one.id, self._now, before, one.state, reason))

    async def resend(self, commands: Sequence[Resend]) -> list[Result]:
        return [await self._resend(command) for command in commands]

    async def _resend(self, command: Resend) -> Submitted:
        stored = await signatures.find(self._connection, command.petition_id, command.signature_id)
        if stored is None or stored.state not in ("pending", "confirmed") or stored.mails >= MOST_MAILS:
            return Submitted("nothing")
        kind: MailKind = "confirm" if stored.state == "pending" else "already_signed"
        await self._mail_again(stored, kind, ids.new_id(self._now))
        await self._note(command.actor, "resend", stored.petition_id, stored.id)
        return Submitted("mail_confirm" if kind == "confirm" else "mail_already_signed")

    async def correct(self, commands: Sequence[Correct]) -> list[Result]:
        return [await self._correct(command) for command in commands]

    async def _correct(self, command: Correct) -> Corrected:
        """Moves all that was ever counted of it from where it was filed to where it is."""
        before = await signatures.correct(self._connection, command)
        if before is None:
            return Corrected(False)
        after = replace(
            before,
            country=command.country,
            updates=command.updates,
            partner_updates=command.partner_updates,
            show_name=command.show_name,
        )
        # What this very batch did to it is not written yet.
        mine = [one[2:] for one in self._changes if one[:2] == (before.petition_id, before.id)]
        for at, steps, reason in await signatures.history(self._connection, before, mine):
            named: list[NameOf] = [("reason", reason)] if reason else []
            for one, sign in ((before, -1), (after, 1)):
                cell = Cell(one.petition_id, hour_of(at), one.partner_id, one.country)
                moved = [(counter, sign * by) for counter, by in steps]
                self._tally.move(cell, moved, [*labels_of(one), *named])
        await signature_notes.note_correction(self._connection, command, before, after, self._now)
        return Corrected(True)

    async def _note(self, actor: Actor, verb: Verb, petition_id: int, signature_id: bytes) -> None:
        await signature_notes.note(self._connection, actor, verb, (petition_id, signature_id), self._now)

    async def _answers(
        self, commands: Sequence[Confirm | Withdraw], changed: set[bytes], to: State
    ) -> list[Result]:
        """Each command's answer. Of several for one signature, the first has changed it."""
        results: list[Result] = []
        for command in commands:
            if command.signature_id in changed:
                changed.discard(command.signature_id)
                results.append(Changed(to, True))
            else:
                stored = await signatures.find(self._connection, command.petition_id, command.signature_id)
                results.append(Changed(stored.state if stored else None, False))
        return results

    async def note_sent(self, commands: Sequence[NoteSent]) -> list[Result]:
        await outbox.mark_sent(self._connection, [(c.mail, c.owner) for c in commands], self._now)
        self._sent += len(commands)
        return [Noted() for _ in commands]

    async def lease(self, commands: Sequence[LeaseMails]) -> list[Result]:
        return [
            Leased(tuple(await outbox.lease(self._connection, c.owner, self._now, c.until, c.most)))
            for c in commands
        ]

    async def count_begun(self, commands: Sequence[CountBegun], slot: int) -> list[Result]:
        for command in commands:
            await forms_begun.add(self._connection, command, slot)
        return [Noted() for _ in commands]

    def _cell(self, one: StoredSignature) -> Cell:
        return Cell(one.petition_id, hour_of(self._now), one.partner_id, one.country)

    async def write(self, slot: int) -> None:
        await traces.add(self._connection, self._stored)
        await signatures.record_changes(self._connection, self._changes)
        await outbox.add(self._connection, self._mails, self._now)
        await totals.add(self._connection, self._tally, slot, self._now)
        await period_totals.add(self._connection, self._tally, slot)
        await label_totals.add(self._connection, self._tally, slot)
        await outbox.count_sent(self._connection, self._sent, slot, self._now)


def _without_replays(new: Sequence[NewSignature]) -> list[list[NewSignature]]:
    """Cut into pieces, mostly one, in which no id comes twice: what a token has come to is known before it is
    used again, as if one had been stored after the other.
    """
    pieces: list[list[NewSignature]] = [[]]
    ids: set[bytes] = set()
    for signature in new:
        if signature.id in ids:
            pieces.append([])
            ids.clear()
        ids.add(signature.id)
        pieces[-1].append(signature)
    return pieces
