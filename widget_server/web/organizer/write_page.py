"""GET and POST /organizer/petitions/new and /organizer/petitions/{slug}/text: writing a petition, opening and closing
it.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.keep_image import KeepImage
from widget_server.actions.write_petition import PetitionChanged, WritePetition
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.petition import Petition
from widget_server.core.picture import PictureRefused, too_large
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.petition_form import EMPTY, as_file, shown, typed
from widget_server.web.organizer.question_problems import gaps_in
from widget_server.web.organizer.question_rows import DO, after
from widget_server.web.organizer.write_view import WriteView, makes_new_text

PETITIONS = "/organizer/petitions"


class WritePage:
    """The text of a petition, in a form; it makes a file, so that both are judged by the same rules."""

    def __init__(
        self,
        pages: OrganizerPages,
        view: WriteView,
        write: WritePetition,
        images: KeepImage,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._view = view
        self._write = write
        self._images = images
        self._clock = clock

    async def new(self, call: Call) -> Response:
        """An empty form; or a copy of the petition that `?copy=` names, to be given another name."""
        copied = await self._write.find(call.query("copy")) if call.query("copy") else None
        values = shown(copied) | {"slug": "", "opens": "", "closes": ""} if copied else EMPTY
        return self._view.page(call, values, None, {})

    async def create(self, call: Call) -> Response:
        """A draft."""
        values = typed(call.form)
        unfinished = await self._unfinished(call, values, None)
        if unfinished:
            return unfinished
        try:
            made = await self._write.save(call.actor, as_file(values))
        except FormProblems as error:
            return self._view.page(call, values, None, error.problems, 422)
        return self._pages.back(text_url(made.slug), "Saved as a draft. Open it when it is ready.")

    async def edit(self, call: Call) -> Response:
        """The form with what is stored."""
        stored = await self._stored(call)
        return self._view.page(call, shown(stored), stored, {})

    async def save(self, call: Call) -> Response:
        """Nothing of another editor's is overwritten; a change of what people sign is explained first."""
        stored = await self._stored(call)
        values = typed(call.form, stored) | {"slug": stored.slug}
        opened_at = call.form.moment("opened_at")
        unfinished = await self._unfinished(call, values, stored)
        if unfinished:
            return unfinished
        if makes_new_text(stored, values) and not call.form.has("is_understood"):
            return self._view.page(call, values, stored, {}, new_text=True)
        try:
            await self._write.save(call.actor, as_file(values), slug=stored.slug, opened_at=opened_at)
        except FormProblems as error:
            return self._view.page(call, values, stored, error.problems, 422)
        except PetitionChanged as error:
            return self._view.changed(call, values, error.stored)
        return self._pages.back(text_url(stored.slug), "Saved. Partners' pages show it within a minute.")

    async def set_state(self, call: Call) -> Response:
        """Open or close."""
        state = "open" if call.form.text("to") == "open" else "closed"
        slug = call.path("slug")
        try:
            found = await self._write.set_state(call.actor, slug, state)  # type: ignore[arg-type]
        except NoSuchPetition as error:
            raise HTTPException(404) from error
        except FormProblems as error:
            stored = await self._stored(call)
            return self._view.page(call, shown(stored), stored, error.problems, 422)
        return self._pages.back(text_url(slug), _said(found, state, self._clock()))

    async def _unfinished(
        self, call: Call, values: dict[str, Any], stored: Petition | None
    ) -> Response | None:
        """The form again, where there is something to mend, or where a button has changed its rows alone."""
        refused = await self._take_picture(call, values)
        if not call.form.has(DO):
            refused |= gaps_in(values["rows"])
            return self._view.page(call, values, stored, refused, 422) if refused else None
        values["rows"], done = after(values["rows"], call.form.text(DO))
        return self._view.page(call, values, stored, refused, 422 if refused else 200, done=done)

    async def _take_picture(self, call: Call, values: dict[str, Any]) -> dict[str, str]:
        """Puts the address of an uploaded picture into the form, where it stays while the rest is mended. Answers
        what is wrong with it, by field.
        """
        upload = call.form.file("picture")
        if upload is None:
            return {}
        if upload.content is None:
            return {"picture": too_large()}
        try:
            values["image"] = await self._images.add(call.actor, upload.content)
        except PictureRefused as error:
            return {"picture": str(error)}
        return {}

    async def _stored(self, call: Call) -> Petition:
        found = await self._write.find(call.path("slug"))
        if found is None:
            raise HTTPException(404)
        return found


def text_url(slug: str) -> str:
    """Where it is written."""
    return f"{PETITIONS}/{slug}/text"


def _said(petition: Petition, state: str, now: int) -> str:
    if state == "closed":
        return "It is closed and takes no more signatures. Those sent in before can still be confirmed."
    if petition.status(now) == "closed":
        return "It is open, but its closing time has passed: it takes no signatures. Change that time first."
    if petition.status(now) == "draft":
        return "It is open, and takes signatures from its opening time on."
    return "It is open: partners' pages take signatures within a second or two."
