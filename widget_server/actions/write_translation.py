"""Write a petition's translations: add, change, take away; each change is in the log with what it was before."""

from dataclasses import dataclass
from typing import Any

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.file_problems import file_problems
from widget_server.actions.publish_translation import publish_translation
from widget_server.actions.write_petition import LONGEST_FACT
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.front_matter import PetitionFileError
from widget_server.core.organizer import Actor
from widget_server.core.petition import Petition
from widget_server.core.translation import Translation, TranslationRefused, complete
from widget_server.core.translation_file import TranslationFile, parse_translation_file
from widget_server.core.translation_writer import translation_values
from widget_server.storage import audit_log, petition_texts, petitions, translations
from widget_server.storage.database import Connection, Database

Stored = tuple[Translation, int]
"""A translation, and when it was last written: another time tells that somebody has changed it."""


class TranslationChanged(Exception):
    """Somebody else has written or removed it meanwhile; `stored` is how it is now. Nothing was overwritten."""

    def __init__(self, stored: Stored | None) -> None:
        super().__init__("changed meanwhile")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Languages:
    """A petition, since when it says what it says in its own language, and its translations."""

    petition: Petition
    text_since: int
    translations: list[Stored]

    def of(self, locale: str) -> Stored | None:
        """The one into this language."""
        return next((one for one in self.translations if one[0].text.locale.lower() == locale.lower()), None)


async def save_translation(
    connection: Connection, actor: Actor, file: TranslationFile, clock: Clock, opened_at: int | None = None
) -> bool:
    """Adds or changes one; answers whether the language is new. `opened_at` is when it was last written as its editor
    had opened it, 0 where there was none.

    Raises NoSuchPetition, TranslationRefused, TranslationChanged.
    """
    async with connection.transaction():
        before = await _read(connection, file.translation_of)
        stored = before.of(file.locale)
        if opened_at is not None and opened_at != (stored[1] if stored else 0):
            raise TranslationChanged(stored)
        at = max(clock(), stored[1] + 1) if stored else clock()
        is_new = await publish_translation(connection, file, lambda: at)
        after = await _read(connection, file.translation_of)
        await _record(connection, actor, file.locale, before, after, clock())
    return is_new


async def remove_translation(
    connection: Connection, actor: Actor, slug: str, locale: str, clock: Clock, opened_at: int | None = None
) -> bool:
    """Takes one away; texts that were signed stay. False where there is none. `opened_at` as in save_translation.

    Raises NoSuchPetition, TranslationChanged.
    """
    async with connection.transaction():
        before = await _read(connection, slug)
        stored = before.of(locale)
        if opened_at is not None and stored and stored[1] != opened_at:
            raise TranslationChanged(stored)
        if not await translations.remove(connection, slug, locale):
            return False
        await _record(connection, actor, locale, before, await _read(connection, slug), clock())
    return True


async def _read(connection: Connection, slug: str) -> Languages:
    petition = await petitions.find(connection, slug)
    if petition is None:
        raise NoSuchPetition(slug)
    since = await petition_texts.created_at(connection, petition.text.id)
    return Languages(petition, since, await translations.read_of(connection, petition.id))


async def _record(
    connection: Connection, actor: Actor, locale: str, before: Languages, after: Languages, at: int
) -> None:
    was, now = _facts(before, locale), _facts(after, locale)
    changed = [name for name in was | now if was.get(name) != now.get(name)]
    verb = "change" if was and now else "add" if now else "remove"
    await audit_log.record(
        connection,
        actor,
        f"translation.{verb}",
        f"petition:{before.petition.slug}:{locale}",
        at=at,
        before={name: was[name] for name in changed if name in was},
        after={name: now[name] for name in changed if name in now},
    )


def _facts(languages: Languages, locale: str) -> dict[str, Any]:
    stored = languages.of(locale)
    if stored is None:
        return {}
    values = translation_values(languages.petition, stored[0]) | {"body": stored[0].body}
    return {name: value[:LONGEST_FACT] if isinstance(value, str) else value for name, value in values.items()}


class WriteTranslation:
    """For the organizers' pages. The form makes a file, too, so that both are judged by the same rules."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self, slug: str) -> Languages:
        """Raises NoSuchPetition."""
        async with self._database.reading() as connection:
            return await _read(connection, slug)

    async def save(self, actor: Actor, slug: str, text: str, opened_at: int | None = None) -> str:
        """Of the petition `slug`; answers the tag of the language. Raises FormProblems, TranslationChanged."""
        file = _parsed(text, slug)
        try:
            async with self._database.held() as connection:
                await save_translation(connection, actor, file, self._clock, opened_at)
        except TranslationRefused as error:
            raise FormProblems(file_problems(error)) from error
        return file.locale

    async def remove(self, actor: Actor, slug: str, locale: str, opened_at: int | None = None) -> bool:
        """False where there is none. Raises NoSuchPetition, TranslationChanged."""
        async with self._database.held() as connection:
            return await remove_translation(connection, actor, slug, locale, self._clock, opened_at)


def read_translation(text: str, original: Petition) -> Translation:
    """What a file says of `original` in another language, completed as it would be stored. Raises FormProblems."""
    file = _parsed(text, original.slug)
    try:
        return complete(file, original)
    except TranslationRefused as error:
        raise FormProblems(file_problems(error)) from error


def _parsed(text: str, slug: str) -> TranslationFile:
    try:
        file = parse_translation_file(text)
    except PetitionFileError as error:
        raise FormProblems(file_problems(error)) from error
    if file.translation_of != slug:
        raise FormProblems({"translation_of": f"This translates {file.translation_of}, not {slug}."})
    return file
