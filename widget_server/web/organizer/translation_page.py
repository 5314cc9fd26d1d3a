"""/organizer/petitions/{slug}/translations: the languages of a petition; each is written, taken out and in as a file,
and taken away.
"""

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.write_translation import Languages, Stored, TranslationChanged, WriteTranslation
from widget_server.core.catalogue import Catalogues, text_direction
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.petition_keys import READERS
from widget_server.core.translation_writer import translation_file
from widget_server.web.headers import download_headers
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.translation_form import (
    Piece,
    Values,
    as_file,
    pieces_of,
    shown,
    typed,
)
from widget_server.web.organizer.uploaded_text import uploaded_text

SIGNED = ("title", "target", "statement", "consent", "has_", "opt_in_")
"""How the names of what people sign begin: another one of these makes a new text."""

LONGEST_TAG = 35


class TranslationPage:
    """What the petition says in other languages than its own."""

    def __init__(
        self, pages: OrganizerPages, translate: WriteTranslation, catalogues: Catalogues, clock: Clock
    ) -> None:
        self._pages = pages
        self._translate = translate
        self._catalogues = catalogues
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """All languages; with `?add=` on to the form of that one."""
        languages = await self._languages(call)
        wanted = call.query("other").strip() or call.query("add")
        if not wanted:
            return self._list(call, languages, {})
        tag = _tag(wanted)
        if tag is None:
            words = (
                f"{wanted[:LONGEST_TAG]!r} is no tag of a language. Tags are such as de, pt-BR or zh-Hant."
            )
            return self._list(call, languages, {"other": words}, 422)
        if tag == languages.petition.locale:
            return self._list(call, languages, {"add": "The petition speaks this language itself."}, 422)
        return RedirectResponse(f"{_url(call)}/{tag}", 303, {"Cache-Control": "no-store"})

    async def edit(self, call: Call) -> Response:
        """The form, with what is stored, or for a language that is not there yet."""
        languages, tag = await self._at(call)
        stored = languages.of(tag)
        return self._form(call, languages, tag, shown(languages.petition, stored[0] if stored else None))

    async def save(self, call: Call) -> Response:
        """Nothing of another editor's is overwritten; a change of what people sign is explained first."""
        languages, tag = await self._at(call)
        values = typed(call.form, self._pieces(languages))
        opened = call.form.text("opened_at")
        opened_at = int(opened) if opened.isascii() and opened.isdigit() and len(opened) < 18 else None
        stored = languages.of(tag)
        if opened_at not in (None, stored[1] if stored else 0):
            return self._form(call, languages, tag, values, {}, 409, other=stored, is_changed=True)
        if _makes_new_text(languages, tag, values) and not call.form.has("is_understood"):
            return self._form(call, languages, tag, values, new_text=True)
        slug = languages.petition.slug
        try:
            await self._translate.save(
                call.actor, slug, as_file(values, languages.petition, tag), opened_at=opened_at
            )
        except FormProblems as error:
            return self._form(call, languages, tag, values, _at_fields(error.problems), 422)
        except TranslationChanged as error:
            return self._form(call, languages, tag, values, {}, 409, other=error.stored, is_changed=True)
        said = "Saved. Whoever reads this language sees it within a minute."
        if languages.petition.state == "draft":
            said = "Saved. It shows once the petition is open."
        return self._pages.back(f"{_url(call)}/{tag}", said)

    async def take_in(self, call: Call) -> Response:
        """A file as `petition add` reads it: a new language, or one that is here, brought up to date."""
        languages = await self._languages(call)
        text, problem = uploaded_text(call.form, "keep-the-river.de.md")
        if problem:
            return self._list(call, languages, {"file": problem}, 422)
        try:
            tag = await self._translate.save(call.actor, languages.petition.slug, text)
        except FormProblems as error:
            words = "; ".join(f"{name}: {what}" if name else what for name, what in error.problems.items())
            return self._list(call, languages, {"file": words}, 422)
        return self._pages.back(f"{_url(call)}/{tag}", "The file is taken in.")

    async def take_out(self, call: Call) -> Response:
        """The translation as its file."""
        languages, tag = await self._at(call)
        stored = languages.of(tag)
        if stored is None:
            raise HTTPException(404)
        headers = download_headers(f"{languages.petition.slug}.{tag}.md")
        text = translation_file(languages.petition, stored[0])
        return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)

    async def remove(self, call: Call) -> Response:
        """Takes it away. What was signed in it stays."""
        languages, tag = await self._at(call)
        if not await self._translate.remove(call.actor, languages.petition.slug, tag):
            raise HTTPException(404)
        name = self._catalogues.name_of(tag)
        return self._pages.back(_url(call), f"{name} is taken away. Texts that were signed in it stay.")

    async def _languages(self, call: Call) -> Languages:
        try:
            return await self._translate.read(call.path("slug"))
        except NoSuchPetition as error:
            raise HTTPException(404) from error

    async def _at(self, call: Call) -> tuple[Languages, str]:
        """The petition and the language of the address, which is the petition's own nowhere here."""
        languages, tag = await self._languages(call), _tag(call.path("locale"))
        if tag is None or tag != call.path("locale") or tag == languages.petition.locale:
            raise HTTPException(404)
        return languages, tag

    def _pieces(self, languages: Languages) -> list[Piece]:
        return pieces_of(languages.petition, self._catalogues.best(languages.petition.locale))

    def _list(
        self, call: Call, languages: Languages, problems: dict[str, str], status: int = 200
    ) -> Response:
        there = {one.text.locale for one, _ in languages.translations} | {languages.petition.locale}
        context = self._shared(languages) | {
            "translations": languages.translations,
            "text_since": languages.text_since,
            "others": sorted((one.tag, one.language) for one in self._catalogues if one.tag not in there),
            "typed": {name: call.query(name) for name in ("add", "other")},
            "problems": problems,
        }
        return self._pages.page("organizer/translations.html", call, context, status=status)

    def _form(
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
    ) -> Response:
        stored = other if is_changed else languages.of(tag)
        opened_at = "" if is_changed else call.form.text("opened_at")
        context = self._shared(languages) | {
            "tag": tag,
            "language": self._catalogues.name_of(tag),
            "direction": text_direction(tag),
            "is_ours": any(one.tag.lower() == tag.lower() for one in self._catalogues),
            "is_there": stored is not None,
            "is_behind": stored is not None and languages.text_since > stored[1],
            "opened_at": opened_at or (stored[1] if stored else 0),
            "pieces": self._pieces(languages),
            "values": values,
            "problems": problems or {},
            "new_text": new_text,
            "is_changed": is_changed,
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


def _url(call: Call) -> str:
    return f"/organizer/petitions/{call.path('slug')}/translations"


def _tag(text: str) -> str | None:
    """As petitions' files have it: 'pt-br' -> 'pt-BR'; None for what is no language."""
    try:
        return str(READERS["locale"]("locale", text[:LONGEST_TAG])["locale"])
    except ValueError:
        return None


def _makes_new_text(languages: Languages, tag: str, values: Values) -> bool:
    """Whether people would sign something else from now on, where some may have signed already."""
    stored = languages.of(tag)
    if stored is None or languages.petition.state == "draft":
        return False
    before = shown(languages.petition, stored[0])
    signed = [name for name in values if name.startswith(SIGNED)]
    return any(values[name].strip() != before.get(name, "").strip() for name in signed)


def _at_fields(problems: dict[str, str]) -> dict[str, str]:
    """An opt-in's words are said by its own field."""
    found = dict(problems)
    words = found.get("opt_ins", "")
    for name in ("partner_updates", "updates"):
        if f"`{name}`" in words:
            found[f"opt_in_{name}"] = words
            del found["opt_ins"]
            break
    return found
