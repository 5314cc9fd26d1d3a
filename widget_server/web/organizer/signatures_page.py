"""GET and POST /organizer/petitions/{slug}/signatures: answering a person's request about their signature."""

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.care_for_signature import CareForSignature, CorrectedMeanwhile, Found
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogue
from widget_server.core.clock import Clock
from widget_server.core.countries import COUNTRIES
from widget_server.core.errors import Overloaded
from widget_server.core.form_problems import FormProblems
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages

BUSY = {"": "The service could not write just now. Nothing was changed: send it again."}


class SignaturesPage:
    """The address is typed into a form each time, so that it stands in no log and no history."""

    def __init__(
        self,
        pages: OrganizerPages,
        care: CareForSignature,
        campaign: Callable[[], Campaign],
        words: Catalogue,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._care = care
        self._campaign = campaign
        self._words = words
        self._clock = clock

    async def show(self, call: Call) -> Response:
        """The form that asks for an address."""
        return self._page(call, {}, None)

    async def find(self, call: Call) -> Response:
        """What is stored of it; that somebody looked is in the log."""
        try:
            found = await self._care.look(self._live(call), call.form.text("email"), call.actor)
        except FormProblems as error:
            return self._page(call, error.problems, None)
        return self._page(call, {}, found)

    async def resend(self, call: Call) -> Response:
        """One more mail, as long as there have been fewer than five."""
        sent = await self._done(
            call, lambda live: self._care.resend(live, call.form.text("email"), call.actor)
        )
        if isinstance(sent, Response):
            return sent
        notice = (
            "The mail is on its way."
            if sent
            else "No mail was sent: five have gone to this address, or there is nothing left to say."
        )
        return await self._found(call, {}, notice, is_noted=sent)

    async def withdraw(self, call: Call) -> Response:
        """Takes it back, as its owner could; the hash of the mailbox stays, to count its mails."""
        done = await self._done(call, lambda live: self._withdraw(live, call, is_erased=False))
        if isinstance(done, Response):
            return done
        words = "The signature is withdrawn, and what it said about the person erased."
        return await self._found(call, {}, words, is_noted=True)

    async def erase(self, call: Call) -> Response:
        """Even that this address has signed is forgotten."""
        done = await self._done(call, lambda live: self._withdraw(live, call, is_erased=True))
        if isinstance(done, Response):
            return done
        url = f"/organizer/petitions/{call.path('slug')}/signatures"
        return self._pages.back(
            url, "The signature is withdrawn and erased. Nothing here knows the address any more."
        )

    async def correct(self, call: Call) -> Response:
        """By the rules of the form itself."""
        typed = {name: call.form.text(name) for name in call.form.values}
        done = await self._done(
            call,
            lambda live: self._care.correct(
                live, call.form.text("email"), typed, call.actor, call.form.text("version")
            ),
        )
        if isinstance(done, Response):
            return done
        return await self._found(call, {}, "Corrected.", is_noted=done)

    async def _withdraw(self, live: LivePetition, call: Call, *, is_erased: bool) -> bool:
        return await self._care.withdraw(live, call.form.text("email"), call.actor, is_erased=is_erased)

    async def _done(self, call: Call, act: Callable[[LivePetition], Any]) -> bool | Response:
        """Whether it changed anything; or the page that says why not, with what was typed."""
        try:
            return bool(await act(self._live(call)))
        except FormProblems as error:
            is_changed = isinstance(error, CorrectedMeanwhile)
            return await self._found(call, error.problems, is_changed=is_changed)
        except Overloaded:
            return await self._found(call, BUSY)

    async def _found(
        self,
        call: Call,
        problems: dict[str, str],
        notice: str = "",
        *,
        is_noted: bool = False,
        is_changed: bool = False,
    ) -> Response:
        """The signature as it is now. That somebody sees it is written down, where nothing else of this is."""
        live, email = self._live(call), call.form.text("email")
        try:
            found = await (
                self._care.find(live, email) if is_noted else self._care.look(live, email, call.actor)
            )
        except FormProblems as error:
            return self._page(call, error.problems | problems, None, notice)
        return self._page(call, problems, found, notice, is_changed=is_changed)

    def _page(
        self,
        call: Call,
        problems: dict[str, str],
        found: Found | None,
        notice: str = "",
        *,
        is_changed: bool = False,
    ) -> Response:
        """`is_changed`: what was typed stands beside what somebody else has stored meanwhile."""
        live = self._live(call)
        is_typed = bool(problems) and (call.form.has("version") or call.form.has("given_name"))
        partner = self._campaign().partner_by_id(found.facts.partner_id) if found else None
        context: dict[str, Any] = {
            "petition": live.petition,
            "status": live.petition.status(self._clock()),
            "email": call.form.text("email"),
            "found": found,
            "fields": self._fields(call, live, found, is_typed=is_typed),
            "boxes": _boxes(call, found, is_typed=is_typed),
            "is_changed": is_changed,
            "partner": partner.name if partner else "the petition's own page",
            "country": self._words.country_name(found.facts.country) if found and found.facts.country else "",
            "countries": [("", "Not told"), *self._words.country_names(COUNTRIES)],
            "problems": problems,
        }
        return self._pages.page(
            "organizer/signatures.html",
            call,
            context,
            status=409 if is_changed else 422 if problems else 200,
            notice=notice,
        )

    def _fields(
        self, call: Call, live: LivePetition, found: Found | None, *, is_typed: bool
    ) -> list[dict[str, Any]]:
        """The petition's own, but for the address, with what is stored, or what was typed."""
        if found is None or not found.is_open:
            return []
        rows = []
        for field in live.petition.fields:
            if field.type == "email":
                continue
            stored = _stored(found, field.name)
            rows.append(
                {
                    "field": field,
                    "label": field.label or self._words.text("fields", field.name),
                    "value": call.form.text(field.name) if is_typed else stored,
                    "stored": stored,
                }
            )
        return rows

    def _live(self, call: Call) -> LivePetition:
        live = self._campaign().petitions.get(call.path("slug"))
        if live is None:
            raise HTTPException(404)
        return live


OPT_INS = {"updates": "Wants your news", "partner_updates": "Wants the partner\u2019s news"}


def _boxes(call: Call, found: Found | None, *, is_typed: bool) -> list[dict[str, Any]]:
    """What somebody wants: ticked as it is stored, or as it was sent."""
    if found is None:
        return []
    stored = {"updates": found.facts.updates, "partner_updates": found.facts.partner_updates}
    return [
        {
            "name": name,
            "label": label,
            "is_ticked": call.form.text(name) == "yes" if is_typed else stored[name],
            "stored": stored[name],
        }
        for name, label in OPT_INS.items()
    ]


def _stored(found: Found, name: str) -> str:
    if name == "country":
        return found.facts.country
    if name == "show_name":
        return "yes" if found.facts.show_name else ""
    if name.startswith("extra_"):
        return found.person.extra.get(name.removeprefix("extra_"), "")
    return str(getattr(found.person, name, ""))
