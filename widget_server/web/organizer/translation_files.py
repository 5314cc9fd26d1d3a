"""GET /organizer/petitions/{slug}/translations/{locale}/file and POST /organizer/petitions/{slug}/translations/file: a
translation out and in as the Markdown file that `petition add` reads.
"""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.write_translation import (
    Languages,
    TranslationChanged,
    WriteTranslation,
    read_translation,
)
from widget_server.core.form_problems import FormProblems
from widget_server.core.translation_writer import translation_file
from widget_server.web.headers import download_headers
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.translation_form import shown
from widget_server.web.organizer.translation_view import TranslationView, list_url, makes_new_text
from widget_server.web.organizer.uploaded_text import uploaded_text


class TranslationFiles:
    """A file is judged as the form is: whatever has to be asked or told first, it stands in the form meanwhile."""

    def __init__(self, pages: OrganizerPages, view: TranslationView, translate: WriteTranslation) -> None:
        self._pages = pages
        self._view = view
        self._translate = translate

    async def take_in(self, call: Call) -> Response:
        """A new language, or one that is here, brought up to date."""
        languages = await self._view.languages(call)
        text, problem = uploaded_text(call.form, "keep-the-river.de.md")
        if problem:
            return self._view.list_page(call, languages, {"file": problem}, 422)
        try:
            return await self._taken_in(call, languages, text)
        except FormProblems as error:
            words = "; ".join(f"{name}: {what}" if name else what for name, what in error.problems.items())
            return self._view.list_page(call, languages, {"file": words}, 422)

    async def _taken_in(self, call: Call, languages: Languages, text: str) -> Response:
        """Raises FormProblems."""
        petition = languages.petition
        read = read_translation(text, petition)
        tag, values = read.text.locale, shown(petition, read)
        opened_at = call.form.moment(f"opened_{tag}")
        if opened_at is None and call.form.has("tells_opened"):
            opened_at = 0  # the list had no such language when it was opened
        stored = languages.of(tag)
        try:
            if opened_at not in (None, stored[1] if stored else 0):
                raise TranslationChanged(stored)
            if makes_new_text(languages, tag, values):
                return self._view.form_page(call, languages, tag, values, new_text=True, opened_at=opened_at)
            await self._translate.save(call.actor, petition.slug, text, opened_at=opened_at)
        except TranslationChanged as error:
            return self._view.form_page(
                call, languages, tag, values, {}, 409, other=error.stored, is_changed=True
            )
        return self._pages.back(f"{list_url(call)}/{tag}", "The file is taken in.")

    async def take_out(self, call: Call) -> Response:
        """The translation as its file."""
        languages, tag = await self._view.at(call)
        stored = languages.of(tag)
        if stored is None:
            raise HTTPException(404)
        headers = download_headers(f"{languages.petition.slug}.{tag}.md")
        text = translation_file(languages.petition, stored[0])
        return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)
