"""GET and POST /organizer/petitions/{slug}/export: taking signatures out."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from widget_server.actions.export_signatures import Export, ExportSignatures, NothingToOpen
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import Clock
from widget_server.core.export import MEDIA_TYPES, ExportWish, Format, Kind
from widget_server.core.organizer import OWNERS, Organizer
from widget_server.web.headers import download_headers
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.visible import visible_in_path

KINDS: dict[Kind, tuple[str, str]] = {
    "updates": (
        "Supporters who want your news",
        "Name, e-mail, country, postcode and language of those who ticked it.",
    ),
    "delivery": (
        "For the target",
        "Name, country and postcode of all that count, and the comments that may be shown. No e-mail address.",
    ),
    "everything": (
        "Everything",
        "All that is stored of every signature, also of those that don't count. For your own records alone.",
    ),
}


class ExportPage:
    """Owners take out what the petition holds; a partner its own opted-in supporters alone."""

    def __init__(
        self,
        pages: OrganizerPages,
        exports: ExportSignatures,
        campaign: Callable[[], Campaign],
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._exports = exports
        self._campaign = campaign
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """What there is, and how many rows each has."""
        live = self._live(call)
        wishes = self._wishes(call.visitor)
        counts = await self._exports.counts(live.petition.id, wishes)
        choices = [
            {"wish": wish, "title": title, "what": what, "rows": rows}
            for (wish, title, what), rows in zip(map(self._described, wishes), counts, strict=True)
        ]
        context: dict[str, Any] = {
            "petition": live.petition,
            "status": live.petition.status(self._clock()),
            "choices": choices,
            "is_erased": live.vault is None,
        }
        return self._pages.page("organizer/export.html", call, context)

    async def take(self, call: Call) -> Response:
        """The file, as a stream; the gate has asked for the second factor."""
        live = self._live(call)
        wish = self._asked(call)
        try:
            export = await self._exports.begin(call.actor, live, self._campaign(), wish)
        except NothingToOpen as error:
            raise HTTPException(410) from error
        headers = download_headers(export.name) | {"X-Rows": str(export.rows)}
        return StreamingResponse(_texts(export), media_type=MEDIA_TYPES[wish.format], headers=headers)

    def _wishes(self, visitor: Organizer) -> list[ExportWish]:
        if visitor.role == "partner":
            return [ExportWish("partner", partner_id=visitor.partner_id)]
        partners = sorted(self._campaign().partners.values(), key=lambda one: one.name)
        return [
            *(ExportWish(kind) for kind in KINDS),
            *(ExportWish("partner", partner_id=p.id) for p in partners),
        ]

    def _described(self, wish: ExportWish) -> tuple[ExportWish, str, str]:
        if wish.kind != "partner":
            return (wish, *KINDS[wish.kind])
        partner = self._campaign().partner_by_id(wish.partner_id or 0)
        name = partner.name if partner else "a partner"
        return wish, f"Supporters who want news of {name}", "Of those who signed through it and ticked it."

    def _asked(self, call: Call) -> ExportWish:
        """A form that asks for what the role may not have is not of our page."""
        form, visitor = call.form, call.visitor
        offered: tuple[Kind, ...] = (*KINDS, "partner")
        kind = next((one for one in offered if one == form.text("kind")), None)
        format_ = {name: name for name in get_args(Format)}.get(form.text("format") or "csv")
        if kind is None or format_ is None:
            raise HTTPException(400)
        if visitor.role == "partner":
            if kind != "partner":
                raise HTTPException(403)
            return ExportWish("partner", format_, visitor.partner_id)
        if visitor.role not in OWNERS:
            raise HTTPException(403)
        if kind != "partner":
            return ExportWish(kind, format_)
        partner = self._campaign().partners.get(form.text("partner"))
        ids = {str(one.id): one.id for one in self._campaign().partners.values()}
        chosen = partner.id if partner else ids.get(form.text("partner_id"))
        if chosen is None:
            raise HTTPException(400)
        return ExportWish("partner", format_, chosen)

    def _live(self, call: Call) -> LivePetition:
        return visible_in_path(call, self._campaign(), self._clock())


async def _texts(export: Export) -> AsyncIterator[bytes]:
    """A stream that breaks off lacks its end, by which browsers know that the file is not whole."""
    async with aclosing(export.pieces):  # one that breaks off gives its connection back at once
        async for lines, _ in export.pieces:
            yield lines
