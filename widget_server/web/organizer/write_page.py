"""GET and POST /organizer/petitions/new and /organizer/petitions/{slug}/text: writing a petition, opening and closing
it, and taking it out and in as a Markdown file.
"""

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.keep_image import KeepImage
from widget_server.actions.write_petition import PetitionChanged, WritePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.fields import KNOWN_FIELDS
from widget_server.core.form_problems import FormProblems
from widget_server.core.goals import ladder
from widget_server.core.petition import Petition
from widget_server.core.petition_fields import MOST_EXTRA
from widget_server.core.petition_writer import petition_file
from widget_server.core.picture import PictureRefused, too_large
from widget_server.core.totals import Totals
from widget_server.web.headers import download_headers
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.petition_form import EMPTY, as_file, shown, typed
from widget_server.web.organizer.question_problems import at_row, gaps_in, names_of
from widget_server.web.organizer.question_rows import DO, KINDS, after, empty_row, in_words, next_key
from widget_server.web.organizer.uploaded_text import uploaded_text

PETITIONS = "/organizer/petitions"
SIGNED = ("title", "target", "statement", "consent", "opt_ins")
"""What people sign: another one of these makes a new text."""


class WritePage:
    """The text of a petition, in a form or as a file; both are judged by the same rules."""

    def __init__(
        self,
        pages: OrganizerPages,
        write: WritePetition,
        images: KeepImage,
        catalogues: Catalogues,
        totals: Callable[[int], Totals],
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._write = write
        self._images = images
        self._catalogues = catalogues
        self._words: Catalogue = catalogues.best("en")
        self._totals = totals
        self._clock = clock

    async def new(self, call: Call) -> Response:
        """An empty form; or a copy of the petition that `?copy=` names, to be given another name."""
        copied = await self._write.find(call.query("copy")) if call.query("copy") else None
        values = shown(copied) | {"slug": "", "opens": "", "closes": ""} if copied else EMPTY
        return self._page(call, values, None, {})

    async def create(self, call: Call) -> Response:
        """A draft."""
        values = typed(call.form)
        unfinished = await self._unfinished(call, values, None)
        if unfinished:
            return unfinished
        try:
            made = await self._write.save(call.actor, as_file(values))
        except FormProblems as error:
            return self._page(call, values, None, error.problems, 422)
        return self._pages.back(_text_url(made.slug), "Saved as a draft. Open it when it is ready.")

    async def take_in(self, call: Call) -> Response:
        """A file as `petition add` reads it: a new petition, or one that is here, brought up to date."""
        text, problem = uploaded_text(call.form, "my-petition.md")
        if problem:
            return self._page(call, EMPTY, None, {"file": problem}, 422)
        try:
            made = await self._write.save(call.actor, text, slug=call.form.text("into") or None)
        except FormProblems as error:
            told = [(name.partition(".")[0], what) for name, what in error.problems.items()]
            words = "; ".join(f"{name}: {what}" if name else what for name, what in told)
            return self._page(call, EMPTY, None, {"file": words}, 422)
        return self._pages.back(_text_url(made.slug), "The file is taken in.")

    async def edit(self, call: Call) -> Response:
        """The form with what is stored."""
        stored = await self._stored(call)
        return self._page(call, shown(stored), stored, {})

    async def save(self, call: Call) -> Response:
        """Nothing of another editor's is overwritten; a change of what people sign is explained first."""
        stored = await self._stored(call)
        values = typed(call.form, stored) | {"slug": stored.slug}
        opened = call.form.text("opened_at")
        opened_at = int(opened) if opened.isascii() and opened.isdigit() and len(opened) < 18 else None
        unfinished = await self._unfinished(call, values, stored)
        if unfinished:
            return unfinished
        if self._makes_new_text(stored, values) and not call.form.has("is_understood"):
            return self._page(call, values, stored, {}, new_text=True)
        try:
            await self._write.save(call.actor, as_file(values), slug=stored.slug, opened_at=opened_at)
        except FormProblems as error:
            return self._page(call, values, stored, error.problems, 422)
        except PetitionChanged as error:
            return self._page(call, values, error.stored, {}, 409, other=shown(error.stored))
        return self._pages.back(_text_url(stored.slug), "Saved. Partners' pages show it within a minute.")

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
            return self._page(call, shown(stored), stored, error.problems, 422)
        return self._pages.back(_text_url(slug), _said(found, state, self._clock()))

    async def take_out(self, call: Call) -> Response:
        """The petition as its file."""
        stored = await self._stored(call)
        headers = download_headers(f"{stored.slug}.md")
        return Response(petition_file(stored), media_type="text/markdown; charset=utf-8", headers=headers)

    async def _unfinished(
        self, call: Call, values: dict[str, Any], stored: Petition | None
    ) -> Response | None:
        """The form again, where there is something to mend, or where a button has changed its rows alone."""
        refused = await self._take_picture(call, values)
        if not call.form.has(DO):
            refused |= gaps_in(values["rows"])
            return self._page(call, values, stored, refused, 422) if refused else None
        values["rows"], done = after(values["rows"], call.form.text(DO))
        return self._page(call, values, stored, refused, 422 if refused else 200, done=done)

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

    def _makes_new_text(self, stored: Petition, values: dict[str, Any]) -> bool:
        """Whether people would sign something else from now on, where some may have signed already."""
        if stored.state == "draft":
            return False
        before = shown(stored)
        return any(_plain(values[name]) != _plain(before[name]) for name in SIGNED)

    async def _stored(self, call: Call) -> Petition:
        found = await self._write.find(call.path("slug"))
        if found is None:
            raise HTTPException(404)
        return found

    def _page(
        self,
        call: Call,
        values: dict[str, Any],
        stored: Petition | None,
        problems: dict[str, str],
        status: int = 200,
        *,
        new_text: bool = False,
        other: dict[str, Any] | None = None,
        done: str = "",
    ) -> Response:
        labels = {name: self._words.text("fields", name) for name in KNOWN_FIELDS}
        rows = values["rows"]
        context: dict[str, Any] = {
            "petition": stored,
            "status": stored.status(self._clock()) if stored else "",
            "values": values,
            "opened_at": (stored.updated_at if other else call.form.text("opened_at") or stored.updated_at)
            if stored
            else "",
            "labels": labels,
            "kinds": KINDS,
            "new_row": next_key(rows),
            "empty_rows": [empty_row(kind) for kind in KINDS],
            "row_names": names_of(rows),
            "may_add": sum(row.is_own for row in rows) < MOST_EXTRA,
            "goals": self._goals(stored),
            "languages": sorted((one.tag, one.language) for one in self._catalogues),
            "problems": at_row(problems, rows),
            "new_text": new_text,
            "other": other and other | {"fields": in_words(other["rows"], labels)},
            "asked_now": in_words(rows, labels),
        }
        return self._pages.page("organizer/write.html", call, context, status=status, notice=done)

    def _goals(self, stored: Petition | None) -> tuple[int, list[int]]:
        """What counts by now, and the goals that follow while the petition's own are left to the ladder."""
        confirmed = self._totals(stored.id).confirmed if stored else 0
        return confirmed, ladder(confirmed)


def _text_url(slug: str) -> str:
    return f"{PETITIONS}/{slug}/text"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


def _said(petition: Petition, state: str, now: int) -> str:
    if state == "closed":
        return "It is closed and takes no more signatures. Those sent in before can still be confirmed."
    if petition.status(now) == "closed":
        return "It is open, but its closing time has passed: it takes no signatures. Change that time first."
    if petition.status(now) == "draft":
        return "It is open, and takes signatures from its opening time on."
    return "It is open: partners' pages take signatures within a second or two."
