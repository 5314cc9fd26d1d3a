"""GET /organizer/team, and what its forms send: accounts, roles, links. Owners alone."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.account_links import AccountLink
from widget_server.actions.team import Team
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import ROLES
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages

TEAM = "/organizer/team"


class TeamPage:
    """Everybody who has an account."""

    def __init__(self, pages: OrganizerPages, team: Team, base_url: str) -> None:
        self._pages = pages
        self._team = team
        self._base_url = base_url

    async def show(self, call: Call) -> Response:
        """The list, and the form to add somebody."""
        return await self._page(call, {})

    async def add(self, call: Call) -> Response:
        """Shows the new account's link, this once."""
        form = call.form
        try:
            link = await self._team.add(
                call.actor,
                email=form.text("email"),
                role=form.text("role"),
                partner_key=form.text("partner"),
            )
        except FormProblems as error:
            return await self._page(call, error.problems, status=422)
        return self._link(call, link)

    async def new_link(self, call: Call) -> Response:
        """For somebody who has lost password or phone; shown this once."""
        link = await self._team.new_link(call.actor, _id(call.form.text("organizer")))
        if link is None:
            raise HTTPException(404)
        return self._link(call, link)

    async def change_role(self, call: Call) -> Response:
        """From the next request on."""
        form = call.form
        try:
            found = await self._team.change_role(
                call.actor,
                _id(form.text("organizer")),
                role=form.text("role"),
                partner_key=form.text("partner"),
                was=form.text("was"),
            )
        except FormProblems as error:
            return await self._page(call, {"": next(iter(error.problems.values()))}, status=422)
        if found is None:
            raise HTTPException(404)
        return self._pages.back(TEAM, f"{found.email} is {_article(form.text('role'))} now.")

    async def remove(self, call: Call) -> Response:
        """With all sessions."""
        try:
            found = await self._team.remove(call.actor, _id(call.form.text("organizer")))
        except FormProblems as error:
            return await self._page(call, error.problems, status=422)
        if found is None:
            raise HTTPException(404)
        return self._pages.back(TEAM, f"The account of {found.email} is removed, and signed out everywhere.")

    def _link(self, call: Call, link: AccountLink) -> Response:
        context = {"link": link, "url": self._base_url + link.path, "onward": TEAM}
        return self._pages.page("organizer/account_link.html", call, context)

    async def _page(self, call: Call, problems: dict[str, str], status: int = 200) -> Response:
        people, partners = await self._team.read()
        names = {one.id: one.name for one in partners}
        context: dict[str, Any] = {
            "people": [{"facts": one, "partner": names.get(one.partner_id or 0, "")} for one in people],
            "partners": partners,
            "roles": ROLES,
            "typed": {name: call.form.text(name) for name in ("email", "role", "partner")},
            "problems": problems,
        }
        return self._pages.page("organizer/team.html", call, context, status=status)


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise HTTPException(400)
    return int(text)


def _article(role: str) -> str:
    return f"an {role}" if role[:1] in "aeio" else f"a {role}"
