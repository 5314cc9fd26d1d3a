"""/organizer/petitions/{slug}/suspicious and /invalidations: what looks suspect; preview, apply, undo."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.take_out import TakeOut
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue
from widget_server.core.clock import Clock, from_datetime
from widget_server.core.form_problems import FormProblems
from widget_server.core.invalidation import REASONS, Criteria, Reason
from widget_server.core.signature import TRACES_KEPT_DAYS
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.form import Form
from widget_server.web.organizer.pages import OrganizerPages

WINDOWS = (1, 7, TRACES_KEPT_DAYS)
"""Days to look at."""

OWN_PAGE = "the petition's own page"
MOST_DIGITS = 18
"""Of numbers that a database takes."""

END_OF_TIME = 2**48 - 1
"""Milliseconds: the last that an id can be of."""

NO_TIME = "Give a day and an hour, such as 2027-01-15T12:00. Times are UTC."


class SuspiciousPage:
    """Hashes of networks stay inside: a form names one signature, and asks for those like it."""

    def __init__(
        self,
        pages: OrganizerPages,
        take_out: TakeOut,
        campaign: Callable[[], Campaign],
        words: Catalogue,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._take_out = take_out
        self._campaign = campaign
        self._words = words
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """Clusters of the last days, a form for one's own, and what was taken out before."""
        return await self._page(call, {})

    async def preview(self, call: Call) -> Response:
        """Lists what would be taken out, and shows it."""
        live = self._live(call)
        try:
            criteria = self._criteria(call.form)
            note = " ".join(call.form.text("note").split())[:500]
            number = await self._take_out.preview(call.actor, live, criteria, note)
        except FormProblems as error:
            return await self._page(call, error.problems)
        return self._pages.back(_url(live, number))

    async def look(self, call: Call) -> Response:
        """One invalidation: how many, a sample, what totals become; while it is under way, how far it is."""
        live = self._live(call)
        listed = await self._take_out.look(live, _number(call))
        if listed is None:
            raise HTTPException(404)
        one = listed.invalidation
        context = {
            "one": one,
            "reason": REASONS[one.reason],
            "samples": [(sample, self._country(sample.country)) for sample in listed.samples],
            "counting": listed.counting,
            "here": _url(live, one.id),
            "is_under_way": one.state in ("applying", "undoing"),
        }
        return self._pages.page("organizer/invalidation.html", call, self._frame(live) | context)

    async def apply(self, call: Call) -> Response:
        """A worker does it, in slices between signatures."""
        return await self._begin(call, self._take_out.apply, "They are being taken out.")

    async def undo(self, call: Call) -> Response:
        """All that is still out because of it comes back."""
        return await self._begin(call, self._take_out.undo, "They are being put back.")

    async def _begin(self, call: Call, act: Callable[..., Any], words: str) -> Response:
        live, number = self._live(call), _number(call)
        has_begun = await act(call.actor, live, number)
        if has_begun is None:
            raise HTTPException(404)
        notice = words if has_begun else "Somebody else was faster. This is how it stands."
        return self._pages.back(_url(live, number), notice)

    async def _page(self, call: Call, problems: dict[str, str]) -> Response:
        live = self._live(call)
        days = next((one for one in WINDOWS if str(one) == call.query("days")), 7)
        names = {one.id: one.name for one in self._campaign().partners.values()} | {0: OWN_PAGE}
        context = {
            "clusters": await self._take_out.clusters(live, names, days),
            "reasons": REASONS,
            "before": await self._take_out.all(live),
            "days": days,
            "windows": WINDOWS,
            "partners": [("", "Any"), *((str(number), name) for number, name in sorted(names.items()))],
            "typed": {name: call.form.text(name) for name in ("partner", "since", "until", "note")},
            "only_waiting": call.form.has("only_waiting"),
            "problems": problems,
        }
        return self._pages.page(
            "organizer/suspicious.html", call, self._frame(live) | context, status=422 if problems else 200
        )

    def _criteria(self, form: Form) -> Criteria:
        """Raises FormProblems; HTTPException for what no form of ours says."""
        reason: Reason | None = next((one for one in get_args(Reason) if one == form.text("reason")), None)
        try:
            like = bytes.fromhex(form.text("like"))
            partner = int(form.text("partner")[:MOST_DIGITS]) if form.text("partner") else None
        except ValueError as error:
            raise HTTPException(400) from error
        if reason is None or (reason in ("network", "mail_domain")) != (len(like) == 16):
            raise HTTPException(400)
        times, problems = {}, {}
        for name in ("since", "until"):
            try:
                times[name] = _moment(form.text(name))
            except ValueError:
                problems[name] = NO_TIME
        if problems:
            raise FormProblems(problems)
        return Criteria(
            reason=reason,
            since=times["since"],
            until=times["until"],
            like=like,
            partner_id=partner,
            only_waiting=form.has("only_waiting"),
        )

    def _frame(self, live: LivePetition) -> dict[str, Any]:
        return {"petition": live.petition, "status": live.petition.status(self._clock())}

    def _country(self, code: str) -> str:
        return self._words.country_name(code) if code else ""

    def _live(self, call: Call) -> LivePetition:
        live = self._campaign().petitions.get(call.path("slug"))
        if live is None:
            raise HTTPException(404)
        return live


def _moment(text: str) -> int:
    """Milliseconds, as our own hidden fields have them, or what a field for date and time sends. Raises ValueError."""
    if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS:
        return min(int(text), END_OF_TIME)
    found = datetime.fromisoformat(text)
    return from_datetime(found if found.tzinfo else found.replace(tzinfo=UTC))


def _number(call: Call) -> int:
    text = call.path("id")
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise HTTPException(404)
    return int(text)


def _url(live: LivePetition, number: int) -> str:
    return f"/organizer/petitions/{live.petition.slug}/invalidations/{number}"
