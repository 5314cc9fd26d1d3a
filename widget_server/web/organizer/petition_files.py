"""GET /organizer/petitions/{slug}/file and POST /organizer/petitions/file: a petition out and in as the Markdown file
that `petition add` reads.
"""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.write_petition import (
    PetitionChanged,
    TranslationGiven,
    WritePetition,
    read_written,
)
from widget_server.core.form_problems import FormProblems
from widget_server.core.petition import Petition
from widget_server.core.petition_writer import petition_file
from widget_server.web.headers import download_headers
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.petition_form import EMPTY, from_file, shown
from widget_server.web.organizer.uploaded_text import uploaded_text
from widget_server.web.organizer.write_page import text_url
from widget_server.web.organizer.write_view import WriteView, makes_new_text


class PetitionFiles:
    """A file is judged as the form is: whatever has to be asked or told first, it stands in the form meanwhile."""

    def __init__(self, pages: OrganizerPages, view: WriteView, write: WritePetition) -> None:
        self._pages = pages
        self._view = view
        self._write = write

    async def take_out(self, call: Call) -> Response:
        """The petition as its file."""
        stored = await self._stored(call.path("slug"))
        headers = download_headers(f"{stored.slug}.md")
        return Response(petition_file(stored), media_type="text/markdown; charset=utf-8", headers=headers)

    async def take_in(self, call: Call) -> Response:
        """A new petition, or the one named by `into`, brought up to date."""
        into = call.form.text("into")
        stored = await self._stored(into) if into else None
        text, problem = uploaded_text(call.form, "my-petition.md")
        if problem:
            return self._refused(call, stored, problem)
        try:
            return await self._taken_in(call, stored, text)
        except TranslationGiven as error:
            return await self._lead_to_languages(call, stored, error)
        except FormProblems as error:
            told = [(name.partition(".")[0], what) for name, what in error.problems.items()]
            words = "; ".join(f"{name}: {what}" if name else what for name, what in told)
            return self._refused(call, stored, words)

    async def _taken_in(self, call: Call, stored: Petition | None, text: str) -> Response:
        """Raises FormProblems."""
        values = from_file(read_written(text))
        if stored and stored.slug == values["slug"] and makes_new_text(stored, values):
            return self._view.page(call, values, stored, {}, new_text=True)
        slug, opened_at = (stored.slug if stored else None), call.form.moment("opened_at")
        try:
            made = await self._write.save(call.actor, text, slug=slug, opened_at=opened_at)
        except PetitionChanged as error:
            return self._view.changed(call, values, error.stored)
        return self._pages.back(text_url(made.slug), "The file is taken in.")

    def _refused(self, call: Call, stored: Petition | None, problem: str, file_url: str = "") -> Response:
        values = shown(stored) if stored else EMPTY
        return self._view.page(call, values, stored, {"file": problem}, 422, file_url=file_url)

    async def _lead_to_languages(
        self, call: Call, stored: Petition | None, given: TranslationGiven
    ) -> Response:
        """Translations have a page of their own, where it shows what there is already."""
        if await self._write.find(given.translation_of) is None:
            words = f"This translates {given.translation_of}, which is not here. Take its own file in first."
            return self._refused(call, stored, words)
        url = f"/organizer/petitions/{given.translation_of}/translations#take-in"
        words = f"This is a translation of {given.translation_of}. Take it in under Languages."
        return self._refused(call, stored, words, url)

    async def _stored(self, slug: str) -> Petition:
        found = await self._write.find(slug)
        if found is None:
            raise HTTPException(404)
        return found
