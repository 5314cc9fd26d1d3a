"""The pages on which a petition's languages are written: all of them, and the form of one."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.write_translation import Languages, Stored, WriteTranslation
from widget_server.core.catalogue import Catalogues, text_direction
from widget_server.core.clock import Clock
from widget_server.core.petition_keys import READERS
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.translation_form import Piece, Values, pieces_of, shown

SIGNED = ("title", "target", "statement", "consent", "has_", "opt_in_")
"""How the names of what people sign begin: another one of these makes a new text."""

LONGEST_TAG = 35


class TranslationView:
    """Shows them, whether a form was sent or a file."""

    def __init__(
        self, pages: OrganizerPages, translate: WriteTranslation, catalogues: Catalogues, clock: Clock
    ) -> None:
        self._pages = pages
        self._translate = translate
        self._catalogues = catalogues
        self._clock = clock

    async def languages(self, call: Call) -> Languages:
        """Of the petition of the address."""
        try:
            return await self._translate.read(call.path("slug"))
        except NoSuchPetition as error:
            raise HTTPException(404) from error

    async def at(self, call: Call) -> tuple[Languages, str]:
        """The petition and the language of the address, which is the petition's own nowhere here."""
        languages, tag = await self.languages(call), tag_of(call.path("locale"))
        if tag is None or tag != call.path("locale") or tag == languages.petition.locale:
            raise HTTPException(404)
        return languages, tag

    def pieces(self, languages: Languages) -> list[Piece]:
        """All that its translations may say."""
        return pieces_of(languages.petition, self._catalogues.best(languages.petition.locale))

    def list_page(
        self, call: Call, languages: Languages, problems: dict[str, str], status: int = 200
    ) -> Response:
        """All languages, and how another comes to be."""
        there = {one.text.locale for one, _ in languages.translations} | {languages.petition.locale}
        context = self._shared(languages) | {
            "translations": languages.translations,
            "text_since": languages.text_since,
            "others": sorted((one.tag, one.language) for one in self._catalogues if one.tag not in there),
            "typed": {name: call.query(name) for name in ("add", "other")},
            "problems": problems,
        }
        return self._pages.page("organizer/translations.html", call, context, status=status)

    def form_page(
        self,
        call: Call,
        languages: Languages,
        tag: str,
        values: Values,
        problems: dict[str, str] | None = None,
        status: int = 200,
        *,
        new_text: bool = False,
        other: Stored | None = None,
        is_changed: bool = False,
        is_kept: bool = False,
        opened_at: int | None = None,
    ) -> Response:
        """`values` stand in the form. `is_changed`: another editor has saved `other` meanwhile, or taken it away;
        `is_kept`: it was to be taken away, and was not for that. `opened_at` is what the form was opened with.
        """
        stored = other if is_changed else languages.of(tag)
        if opened_at is None and not is_changed:
            opened_at = call.form.moment("opened_at")
        context = self._shared(languages) | {
            "tag": tag,
            "language": self._catalogues.name_of(tag),
            "direction": text_direction(tag),
            "is_ours": any(one.tag.lower() == tag.lower() for one in self._catalogues),
            "is_there": stored is not None,
            "is_behind": stored is not None and languages.text_since > stored[1],
            "opened_at": (stored[1] if stored else 0) if opened_at is None else opened_at,
            "pieces": self.pieces(languages),
            "values": values,
            "problems": problems or {},
            "new_text": new_text,
            "is_changed": is_changed,
            "is_kept": is_kept,
            "is_file": call.form.file("file") is not None,
            "other": shown(languages.petition, other[0]) if other else {},
        }
        return self._pages.page("organizer/translation.html", call, context, status=status)

    def _shared(self, languages: Languages) -> dict[str, object]:
        petition = languages.petition
        return {
            "petition": petition,
            "status": petition.status(self._clock()),
            "name_of": self._catalogues.name_of,
        }


def list_url(call: Call) -> str:
    """Of all languages of the petition."""
    return f"/organizer/petitions/{call.path('slug')}/translations"


def tag_of(text: str) -> str | None:
    """As petitions' files have it: 'pt-br' -> 'pt-BR'; None for what is no language."""
    try:
        return str(READERS["locale"]("locale", text[:LONGEST_TAG])["locale"])
    except ValueError:
        return None


def makes_new_text(languages: Languages, tag: str, values: Values) -> bool:
    """Whether people would sign something else from now on, where some may have signed already."""
    stored = languages.of(tag)
    if stored is None or languages.petition.state == "draft":
        return False
    before = shown(languages.petition, stored[0])
    signed = [name for name in values if name.startswith(SIGNED)]
    return any(values[name].strip() != before.get(name, "").strip() for name in signed)
