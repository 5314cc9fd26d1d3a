"""/organizer/petitions/{slug}/translations: the languages of a petition; each is written, and taken away."""

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from widget_server.actions.write_translation import TranslationChanged, WriteTranslation
from widget_server.core.catalogue import Catalogues
from widget_server.core.form_problems import FormProblems
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.translation_form import as_file, at_fields, shown, typed
from widget_server.web.organizer.translation_view import (
    LONGEST_TAG,
    TranslationView,
    list_url,
    makes_new_text,
    tag_of,
)


class TranslationPage:
    """What the petition says in other languages than its own."""

    def __init__(
        self,
        pages: OrganizerPages,
        view: TranslationView,
        translate: WriteTranslation,
        catalogues: Catalogues,
    ) -> None:
        self._pages = pages
        self._view = view
        self._translate = translate
        self._catalogues = catalogues

    async def show(self, call: Call) -> Response:
        """All languages; with `?add=` on to the form of that one."""
        languages = await self._view.languages(call)
        wanted = call.query("other").strip() or call.query("add")
        if not wanted:
            return self._view.list_page(call, languages, {})
        tag = tag_of(wanted)
        if tag is None:
            words = (
                f"{wanted[:LONGEST_TAG]!r} is no tag of a language. Tags are such as de, pt-BR or zh-Hant."
            )
            return self._view.list_page(call, languages, {"other": words}, 422)
        if tag == languages.petition.locale:
            return self._view.list_page(
                call, languages, {"add": "The petition speaks this language itself."}, 422
            )
        return RedirectResponse(f"{list_url(call)}/{tag}", 303, {"Cache-Control": "no-store"})

    async def edit(self, call: Call) -> Response:
        """The form, with what is stored, or for a language that is not there yet."""
        languages, tag = await self._view.at(call)
        stored = languages.of(tag)
        return self._view.form_page(
            call, languages, tag, shown(languages.petition, stored[0] if stored else None)
        )

    async def save(self, call: Call) -> Response:
        """Nothing of another editor's is overwritten; a change of what people sign is explained first."""
        languages, tag = await self._view.at(call)
        values = typed(call.form, self._view.pieces(languages))
        opened_at = call.form.moment("opened_at")
        stored = languages.of(tag)
        if opened_at not in (None, stored[1] if stored else 0):
            return self._view.form_page(call, languages, tag, values, {}, 409, other=stored, is_changed=True)
        if makes_new_text(languages, tag, values) and not call.form.has("is_understood"):
            return self._view.form_page(call, languages, tag, values, new_text=True)
        slug = languages.petition.slug
        try:
            await self._translate.save(
                call.actor, slug, as_file(values, languages.petition, tag), opened_at=opened_at
            )
        except FormProblems as error:
            return self._view.form_page(call, languages, tag, values, at_fields(error.problems), 422)
        except TranslationChanged as error:
            return self._view.form_page(
                call, languages, tag, values, {}, 409, other=error.stored, is_changed=True
            )
        said = "Saved. Whoever reads this language sees it within a minute."
        if languages.petition.state == "draft":
            said = "Saved. It shows once the petition is open."
        return self._pages.back(f"{list_url(call)}/{tag}", said)

    async def remove(self, call: Call) -> Response:
        """Takes it away, unless another editor has changed it meanwhile. What was signed in it stays."""
        languages, tag = await self._view.at(call)
        slug, opened_at = languages.petition.slug, call.form.moment("opened_at")
        try:
            was_there = await self._translate.remove(call.actor, slug, tag, opened_at=opened_at)
        except TranslationChanged as error:
            now = shown(languages.petition, error.stored[0] if error.stored else None)
            return self._view.form_page(
                call, languages, tag, now, {}, 409, other=error.stored, is_changed=True, is_kept=True
            )
        if not was_there:
            raise HTTPException(404)
        name = self._catalogues.name_of(tag)
        return self._pages.back(list_url(call), f"{name} is taken away. Texts that were signed in it stay.")
