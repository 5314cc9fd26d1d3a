"""GET /organizer/petitions/{slug}/texts: every text that the petition has had, and how many have signed each."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.read_texts import ReadTexts
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.text_history import parts_of
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages

PARTS = {
    "title": "Title",
    "target": "To whom",
    "statement": "Statement",
    "consent": "Consent",
    "updates": "Asks who wants your news",
    "partner_updates": "Asks who wants the partner's news",
    "legal": "On the use of data",
}


class TextsPage:
    """Texts never change; another wording is another text."""

    def __init__(
        self, pages: OrganizerPages, read_texts: ReadTexts, catalogues: Catalogues, clock: Clock
    ) -> None:
        self._pages = pages
        self._read_texts = read_texts
        self._catalogues = catalogues
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """The newest ones; `?before=` goes on where a page has ended."""
        before = call.query("before")
        is_id = before.isascii() and before.isdecimal() and len(before) < 18
        found = await self._read_texts(call.path("slug"), int(before) if is_id else None)
        if found is None:
            raise HTTPException(404)
        context = {
            "petition": found.petition,
            "status": found.petition.status(self._clock()),
            "texts": [(one, parts_of(one.text)) for one in found.texts],
            "how": found.how,
            "older": found.older,
            "parts": PARTS,
            "name_of": self._catalogues.name_of,
        }
        return self._pages.page("organizer/texts.html", call, context)
