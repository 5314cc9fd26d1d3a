"""Whatever people do, in whatever batches: totals equal a model that counts by hand, and rows."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.databases import DatabaseMaker
from tests.support.outbox import count_by_state
from tests.support.services import connected
from tests.support.signatures import NOON, new_signature
from widget_server.actions.recount import recount
from widget_server.core import ids
from widget_server.core.clock import HOUR
from widget_server.core.signature import MOST_MAILS, NewSignature
from widget_server.core.signature_commands import (
    Command,
    Confirm,
    Correct,
    Invalidate,
    Restore,
    Submit,
    Withdraw,
)
from widget_server.core.totals import COUNTERS
from widget_server.storage import invalidations, signature_batch, totals
from widget_server.storage.database import Connection

MAILBOXES = 4
TOKENS = 6
COUNTRIES = ("GB", "FR")
LABELS = ("", "a", "b")
TABLES = (
    "signatures",
    "signature_changes",
    "petition_totals",
    "hourly_totals",
    "period_totals",
    "label_totals",
    "outbox",
    "invalidations",
    "invalidation_items",
)


@dataclass(frozen=True)
class Step:
    """What somebody does: with the form token `token`, as the owner of `mailbox`, perhaps by a personal link."""

    verb: str
    token: int
    mailbox: int
    country: str
    is_suspect: bool
    source: str = ""
    ref: str = ""
    by_link: bool = False
    opts_in: bool = False


steps = st.builds(
    Step,
    verb=st.sampled_from(
        ["submit", "submit", "confirm", "withdraw", "correct", "erase", "invalidate", "undo"]
    ),
    token=st.integers(0, TOKENS - 1),
    mailbox=st.integers(0, MAILBOXES - 1),
    country=st.sampled_from(COUNTRIES),
    is_suspect=st.booleans(),
    source=st.sampled_from(LABELS),
    ref=st.sampled_from(LABELS),
    by_link=st.booleans(),
    opts_in=st.booleans(),
)
batches = st.lists(st.lists(steps, min_size=1, max_size=6), min_size=1, max_size=6)


class Model:
    """The rules, one signature after the other, as a person would keep them on paper."""

    def __init__(self, needs_confirmation: bool) -> None:
        self.needs_confirmation = needs_confirmation
        self.state: dict[int, str] = {}  # by token
        self.owner: dict[int, int] = {}  # the mailbox of each token
        self.current: dict[int, int] = {}  # the token that each mailbox holds
        self.erased: set[int] = set()  # tokens whose mailbox has signed again in their place
        self.taken_back: set[int] = set()  # mailboxes that have signed again after withdrawing
        self.asked: dict[int, int] = {}  # the token that last made us write again, by the one that is held
        self.mails: Counter[int] = Counter()
        self.sent_before: Counter[int] = Counter()  # mails to mailboxes that were forgotten since
        self.gone: set[int] = set()  # tokens whose mailbox was forgotten
        self.was: dict[int, str] = {}  # what invalidated tokens were before
        self.done: list[tuple[int, str, int]] = []  # token, counter, by how much
        self.counts: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
        self.labels: dict[int, list[tuple[str, str]]] = {}  # (kind, name) of each token that has any
        self.by_label: Counter[tuple[str, str, str]] = Counter()  # by kind, name and counter

    def submit(self, step: Step) -> None:
        if step.token in self.state:
            return
        held = self.current.get(step.mailbox)
        if held is not None and self.asked.get(held) == step.token:
            return
        if held is not None and self.state[held] == "invalidated":
            return  # nothing is written to whom an organizer has taken out
        waits = self._waits(held, step)
        if held is not None and self._gives_way(held, step, waits):
            self.erased.add(held)
            if self.state[held] == "withdrawn":
                self.taken_back.add(step.mailbox)
        elif held is not None:
            asks_for_mail = waits if self.state[held] == "pending" else not self._is_by_link(step)
            if asks_for_mail and not step.is_suspect and self.mails[step.mailbox] < MOST_MAILS:
                self._mail(step.mailbox)
                self.asked[held] = step.token
            return
        self.current[step.mailbox] = step.token
        self.owner[step.token] = step.mailbox
        named = (("country", step.country), ("source", step.source), ("ref", step.ref), ("locale", "en"))
        wanted = [("opt_in", name) for name in ("updates", "partner_updates") if step.opts_in]
        self.labels[step.token] = [(kind, name) for kind, name in named if name] + wanted
        self._count(step.token, "submitted")
        self.state[step.token] = "pending"
        if not step.is_suspect:
            self._mail(step.mailbox)  # to confirm, or thanks
            if not waits:
                self._set_confirmed(step.token)

    def _is_by_link(self, step: Step) -> bool:
        return step.by_link and self.needs_confirmation

    def _waits(self, held: int | None, step: Step) -> bool:
        """Whether it is to be confirmed by mail. A link confirms, but for a mailbox that has ever withdrawn."""
        has_withdrawn = step.mailbox in self.taken_back or (
            held is not None and self.state[held] == "withdrawn"
        )
        return self.needs_confirmation and (has_withdrawn or not step.by_link)

    def _gives_way(self, held: int, step: Step, waits: bool) -> bool:
        """Whether a mailbox may sign again in place of what it holds."""
        is_unproven = self.state[held] == "pending" and not waits
        return self.state[held] == "withdrawn" or (is_unproven and not step.is_suspect)

    def confirm(self, step: Step) -> None:
        if self.state.get(step.token) == "pending" and step.token not in self.erased:
            self._set_confirmed(step.token)
            self._mail(self.owner[step.token])  # thanks

    def _set_confirmed(self, token: int) -> None:
        self.state[token] = "confirmed"
        self._count(token, "confirmed")

    def withdraw(self, step: Step) -> None:
        state = self.state.get(step.token)
        if state == "invalidated":
            self._restore(step.token)  # its owner's word is the last
            state = self.state[step.token]
        if state in ("pending", "confirmed"):
            self.state[step.token] = "withdrawn"
            self.labels[step.token].append(("reason", "not_me"))
            self._count(step.token, "withdrawn")
            if state == "confirmed":
                self._count(step.token, "unconfirmed")

    def invalidate(self, step: Step) -> None:
        """An organizer takes it out, because of its network."""
        state = self.state.get(step.token)
        if state in ("pending", "confirmed"):
            self.was[step.token] = state
            self.state[step.token] = "invalidated"
            self.labels[step.token].append(("reason", "network"))
            self._count(step.token, "invalidated")
            if state == "confirmed":
                self._count(step.token, "unconfirmed")
            self.labels[step.token].remove(("reason", "network"))

    def undo(self, step: Step) -> None:
        if self.state.get(step.token) == "invalidated":
            self._restore(step.token)

    def _restore(self, token: int) -> None:
        self.state[token] = self.was.pop(token)
        self.labels[token].append(("reason", "network"))
        self._count(token, "invalidated", -1)
        if self.state[token] == "confirmed":
            self._count(token, "confirmed")
        self.labels[token].remove(("reason", "network"))

    def erase(self, step: Step) -> None:
        """An organizer withdraws it and forgets the mailbox, which may sign again as if it never had."""
        if step.token not in self.state:
            return
        self.withdraw(step)
        self.gone.add(step.token)
        mailbox = self.owner[step.token]
        if self.current.get(mailbox) == step.token:
            del self.current[mailbox]
            self.taken_back.discard(mailbox)
            self.sent_before[mailbox] += self.mails.pop(mailbox, 0)

    def correct(self, step: Step) -> None:
        """Another country, other opt-ins: all that was ever counted of it moves."""
        state = self.state.get(step.token)
        is_open = state in ("pending", "confirmed", "invalidated") and step.token not in self.gone
        if not is_open or step.token in self.erased:
            return
        done = [(counter, by) for token, counter, by in self.done if token == step.token]
        before = [one for one in self.labels[step.token] if one[0] != "reason"]
        after = [one for one in before if one[0] not in ("country", "opt_in")]
        after += [("country", step.country)]
        after += [("opt_in", name) for name in ("updates", "partner_updates") if step.opts_in]
        for counter, by in done:
            for kind, name in before:
                self.by_label[kind, name, counter] -= by
            for kind, name in after:
                self.by_label[kind, name, counter] += by
        self.labels[step.token] = after

    def _count(self, token: int, counter: str, by: int = 1) -> None:
        self.done.append((token, counter, by))
        self.counts[counter] += by
        for kind, name in self.labels[token]:
            self.by_label[kind, name, counter] += by

    def batch(self, batch: list[Step]) -> None:
        """Within a transaction all are stored first, then confirmed, then withdrawn, and so on."""
        for verb in ("submit", "confirm", "withdraw", "erase", "correct", "invalidate", "undo"):
            for step in batch:
                if step.verb == verb:
                    getattr(self, verb)(step)

    def _mail(self, mailbox: int) -> None:
        self.mails[mailbox] = min(self.mails[mailbox] + 1, MOST_MAILS)


class Commands:
    """The same steps as commands for the database."""

    def __init__(self, needs_confirmation: bool) -> None:
        self._needs_confirmation = needs_confirmation
        self._ids = [ids.new_id(NOON) for _ in range(TOKENS)]

    def id_of(self, step: Step) -> bytes:
        return self._ids[step.token]

    def of(self, step: Step, now: int) -> Command:
        id_ = self.id_of(step)
        if step.verb == "confirm":
            return Confirm(1, id_)
        if step.verb == "withdraw":
            return Withdraw(1, id_, "not_me")
        if step.verb == "erase":
            return Withdraw(1, id_, "not_me", is_erased=True)
        if step.verb == "correct":
            return Correct(1, id_, b"sealed anew", step.country, step.opts_in, step.opts_in, False)
        return Submit(self._signature(step, id_, now))

    def _signature(self, step: Step, id_: bytes, now: int) -> NewSignature:
        signature = new_signature(
            f"{step.mailbox}@example.org",
            id=id_,
            at=now,
            country=step.country,
            source=step.source,
            ref=step.ref,
        )
        return replace(
            signature,
            quarantined="honeypot" if step.is_suspect else None,
            needs_confirmation=self._needs_confirmation and not step.by_link,
            by_link=self._needs_confirmation and step.by_link,
            updates=step.opts_in,
            partner_updates=step.opts_in,
        )


async def play(connection: Connection, story: list[list[Step]], needs_confirmation: bool) -> None:
    """Does it all, and after each batch compares."""
    model, commands = Model(needs_confirmation), Commands(needs_confirmation)
    for number, batch in enumerate(story):
        now = NOON + number * HOUR // 2
        model.batch(batch)
        done = [commands.of(step, now) for step in batch if step.verb not in ("invalidate", "undo")]
        await signature_batch.apply(connection, done, number % 3, now)
        await apply_and_undo(connection, batch, commands, now)
        kept = await totals.kept_for_petition(connection, 1)
        note(f"after batch {number}: {kept}")
        assert dict(zip(COUNTERS, kept, strict=True)) == model.counts
        assert await kept_by_label(connection) == +model.by_label
        assert (await recount(connection, 1, lambda: NOON)).is_none
    assert (await count_by_state(connection))["waiting"] == (model.mails.total() + model.sent_before.total())


async def apply_and_undo(connection: Connection, batch: list[Step], commands: Commands, now: int) -> None:
    """Those of a batch that invalidate, in one invalidation; and what the others undo, each in whichever took it."""
    taken = tuple({commands.id_of(step): None for step in batch if step.verb == "invalidate"})
    one = await invalidations.add(connection, 1, "network", "", taken, 0, now)
    await set_state(connection, one, "applying")
    await signature_batch.apply(connection, [Invalidate(1, one, taken)], 1, now)
    await set_state(connection, one, "applied")
    for step in batch:
        if step.verb == "undo":
            for each in await invalidations.read_all(connection, 1):
                await set_state(connection, each.id, "undoing")
                await signature_batch.apply(
                    connection, [Restore(1, each.id, (commands.id_of(step),))], 2, now
                )
                await set_state(connection, each.id, "applied")


async def set_state(connection: Connection, invalidation_id: int, state: str) -> None:
    await connection.execute(
        "UPDATE invalidations SET state = :state WHERE id = :id", {"state": state, "id": invalidation_id}
    )


async def kept_by_label(connection: Connection) -> Counter[tuple[str, str, str]]:
    kept: Counter[tuple[str, str, str]] = Counter()
    for row in await connection.fetch_all("SELECT * FROM label_totals"):
        kept.update({(row["kind"], row["name"], counter): row[counter] for counter in COUNTERS})
    return +kept


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """An event loop for each example; hypothesis knows none."""
    with asyncio.Runner() as runner:
        runner.run(coroutine)


async def play_on_fresh_tables(url: str, story: list[list[Step]], needs_confirmation: bool) -> None:
    async with connected(url) as connection:
        for table in TABLES:
            await connection.execute(f"DELETE FROM {table}")
        await play(connection, story, needs_confirmation)


@pytest.fixture(scope="module")
def shared_sqlite_url(database_maker: DatabaseMaker) -> Any:
    directory = Path(tempfile.mkdtemp(prefix="petition-"))
    with database_maker.migrated("sqlite", directory) as url:
        yield url
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def shared_postgresql_url(database_maker: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with database_maker.migrated("postgresql", tmp_path_factory.mktemp("unused")) as url:
        yield url


# A token that meets a mailbox's first signature, and then comes with a mailbox of its own, which signs again.
TOKEN_FOR_ANOTHER_MAILBOX = [
    [Step("submit", token, mailbox, "GB", False) for token, mailbox in ((0, 0), (1, 0), (1, 1), (2, 1))]
]

# A mailbox signs, then by its link, withdraws, and tries its link twice more.
LINK_AFTER_WITHDRAWING = [
    [
        Step("submit", 0, 0, "GB", False, source="b", ref="a"),
        Step("submit", 1, 0, "FR", False, source="a", ref="b", by_link=True),
    ],
    [Step("confirm", 0, 0, "GB", False), Step("withdraw", 1, 0, "FR", False)],
    [
        Step("submit", 2, 0, "GB", False, ref="b", by_link=True),
        Step("submit", 3, 0, "GB", False, by_link=True),
    ],
    [Step("confirm", 2, 0, "GB", False)],
]


SIGNED_AGAIN_AFTER_INVALIDATION = [
    [Step("submit", 0, 0, "GB", False)],
    [Step("invalidate", 0, 0, "GB", False)],
    [Step("submit", 1, 0, "GB", False)],
]

# Taken out, withdrawn by its owner, and then given back: it stays withdrawn. Another one is given back.
WITHDRAWN_AFTER_INVALIDATION = [
    [Step("submit", token, token, "GB", False, by_link=True, opts_in=True) for token in (0, 1)],
    [Step("invalidate", token, token, "GB", False) for token in (0, 1)],
    [Step("correct", 1, 1, "FR", False), Step("withdraw", 0, 0, "GB", False)],
    [Step("undo", token, token, "GB", False) for token in (0, 1)],
]


@example(story=SIGNED_AGAIN_AFTER_INVALIDATION, needs_confirmation=False)
@example(story=WITHDRAWN_AFTER_INVALIDATION, needs_confirmation=True)
@example(story=LINK_AFTER_WITHDRAWING, needs_confirmation=True)
@example(story=TOKEN_FOR_ANOTHER_MAILBOX, needs_confirmation=True)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=batches, needs_confirmation=st.booleans())
def test_totals_equal_what_was_done_on_sqlite(
    shared_sqlite_url: str, story: list[list[Step]], needs_confirmation: bool
) -> None:
    run(play_on_fresh_tables(shared_sqlite_url, story, needs_confirmation))


@example(story=SIGNED_AGAIN_AFTER_INVALIDATION, needs_confirmation=False)
@example(story=WITHDRAWN_AFTER_INVALIDATION, needs_confirmation=True)
@example(story=LINK_AFTER_WITHDRAWING, needs_confirmation=True)
@example(story=TOKEN_FOR_ANOTHER_MAILBOX, needs_confirmation=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=batches, needs_confirmation=st.booleans())
def test_totals_equal_what_was_done_on_postgresql(
    shared_postgresql_url: str, story: list[list[Step]], needs_confirmation: bool
) -> None:
    run(play_on_fresh_tables(shared_postgresql_url, story, needs_confirmation))
