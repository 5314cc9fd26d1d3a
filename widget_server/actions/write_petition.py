"""Write a petition: create, edit, open and close; each change is in the log with what it was before."""

from typing import Any

from widget_server.actions.change_petition_state import NoSuchPetition, RetentionEnded, change_petition_state
from widget_server.actions.file_problems import file_problems
from widget_server.actions.publish_petition import TranslationInTheWay, publish_petition
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.front_matter import PetitionFileError
from widget_server.core.organizer import Actor
from widget_server.core.petition import Petition, Stored
from widget_server.core.petition_file import PetitionFile
from widget_server.core.petition_writer import petition_values
from widget_server.core.sealing import MasterKey
from widget_server.core.translation_file import MARK, TranslationFile, parse_file
from widget_server.storage import audit_log, petitions
from widget_server.storage.database import Connection, Database

LONGEST_FACT = 2_000
"""Characters of a text that the log keeps of each side of a change."""


class PetitionChanged(Exception):
    """Somebody else has changed it meanwhile; `stored` is how it is now. Nothing was overwritten."""

    def __init__(self, stored: Petition) -> None:
        super().__init__(stored.slug)
        self.stored = stored


class TranslationGiven(FormProblems):
    """The file says what the petition `translation_of` says in another language: it is not a petition of its own."""

    def __init__(self, translation_of: str) -> None:
        super().__init__({MARK: f"This is a translation of {translation_of}."})
        self.translation_of = translation_of


class WritePetition:
    """Takes petitions as files: the page's form makes one, too, so that both are judged by the same rules."""

    def __init__(self, database: Database, master_key: MasterKey, clock: Clock) -> None:
        self._database = database
        self._master_key = master_key
        self._clock = clock

    async def find(self, slug: str) -> Petition | None:
        """As stored, drafts too."""
        async with self._database.reading() as connection:
            return await petitions.find(connection, slug)

    async def save(
        self, actor: Actor, text: str, *, slug: str | None = None, opened_at: int | None = None
    ) -> Petition:
        """Adds a petition, or changes the one of `slug`. `opened_at` is its `updated_at` as its editor had opened it.

        Raises FormProblems, PetitionChanged.
        """
        file = read_written(text)
        if slug is not None and file.slug != slug:
            raise FormProblems({"slug": f"This is another petition's file: {file.slug}, not {slug}."})
        async with self._database.held() as connection, connection.transaction():
            await petitions.hold(connection, file.slug)
            stored = await petitions.find(connection, file.slug)
            if slug is None and stored is not None:
                raise FormProblems({"slug": "There is a petition with this name already. Take another one."})
            if stored is not None and opened_at is not None and stored.updated_at != opened_at:
                raise PetitionChanged(stored)
            try:
                await publish_petition(connection, file, self._master_key, _after(stored, self._clock))
            except TranslationInTheWay as error:
                raise FormProblems(
                    {"locale": "There is a translation into this language already. Remove that first."}
                ) from error
            return await note_written(connection, actor, file.slug, stored, self._clock())

    async def set_state(self, actor: Actor, slug: str, state: Stored) -> Petition:
        """Opens or closes. Raises NoSuchPetition, FormProblems."""
        async with self._database.held() as connection:
            try:
                return await change_state(connection, actor, slug, state, self._clock)
            except RetentionEnded as error:
                raise FormProblems(
                    {
                        "": "Its retention has ended and its data is erased: it can't be opened again. Duplicate it."
                    }
                ) from error


async def change_state(
    connection: Connection, actor: Actor, slug: str, state: Stored, clock: Clock
) -> Petition:
    """Opens or closes, by page or by command. Raises NoSuchPetition, RetentionEnded."""
    async with connection.transaction():
        stored = await petitions.find(connection, slug)
        if stored is None:
            raise NoSuchPetition(slug)
        found = await change_petition_state(connection, slug, state, _after(stored, clock))
        await _note_state(connection, actor, stored, state, clock())
    return found


def _after(stored: Petition | None, clock: Clock) -> Clock:
    """`updated_at` tells versions apart, also where two changes meet in one millisecond."""
    now = clock()
    at = max(now, stored.updated_at + 1) if stored else now
    return lambda: at


async def note_written(
    connection: Connection, actor: Actor, slug: str, stored: Petition | None, at: int
) -> Petition:
    """Writes down what has changed since the petition was as `stored`, None: it is new; in the transaction of the
    change. Answers how it is now.
    """
    found = await petitions.find(connection, slug)
    assert found is not None  # noqa: S101  # written by this transaction
    before = _facts(stored) if stored else {}
    after = _facts(found)
    changed = [name for name in after.keys() | before.keys() if before.get(name) != after.get(name)]
    await audit_log.record(
        connection,
        actor,
        "petition.change" if stored else "petition.add",
        f"petition:{slug}",
        at=at,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed if name in after},
    )
    return found


async def _note_state(connection: Connection, actor: Actor, stored: Petition, state: Stored, at: int) -> None:
    """Writes down that a petition was opened or closed, in the transaction of the change."""
    await audit_log.record(
        connection,
        actor,
        f"petition.{'open' if state == 'open' else 'close'}",
        f"petition:{stored.slug}",
        at=at,
        before={"state": stored.state},
        after={"state": state},
    )


def read_written(text: str) -> PetitionFile:
    """A petition's file, as a form or an upload brings it. Raises FormProblems, TranslationGiven among them."""
    try:
        found = parse_file(text)
    except PetitionFileError as error:
        raise FormProblems(file_problems(error)) from error
    if isinstance(found, TranslationFile):
        raise TranslationGiven(found.translation_of)
    return found


def _facts(petition: Petition) -> dict[str, Any]:
    values = petition_values(petition) | {"body": petition.body}
    return {name: value[:LONGEST_FACT] if isinstance(value, str) else value for name, value in values.items()}
