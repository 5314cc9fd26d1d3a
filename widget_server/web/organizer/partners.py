"""GET and POST /organizer/partners and /organizer/partners/{key}: who may embed, and the snippet for them."""

from collections.abc import Callable, Mapping
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from widget_server.actions.manage_partners import ManagePartners, PartnerChanged, PartnerForm
from widget_server.actions.team import Team
from widget_server.core.campaign import Campaign
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import EDITORS
from widget_server.core.origins_pasted import Pasted
from widget_server.core.partner import Partner
from widget_server.core.snippet import PRESETS, Mode, Shape, Snippet
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.form import Form
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.visible import visible

PARTNERS = "/organizer/partners"


class PartnersPage:
    """The list, and a page for each."""

    def __init__(
        self,
        pages: OrganizerPages,
        partners: ManagePartners,
        team: Team,
        campaign: Callable[[], Campaign],
        catalogues: Catalogues,
        base_url: str,
        clock: Clock,
    ) -> None:
        self._pages = pages
        self._partners = partners
        self._team = team
        self._campaign = campaign
        self._catalogues = catalogues
        self._base_url = base_url
        self._clock = clock

    async def list(self, call: Call) -> Response:
        """All partners, and the form for one more."""
        return await self._list(call, {})

    async def add(self, call: Call) -> Response:
        """On to the new partner's page."""
        key = call.form.text("key").strip()
        try:
            pasted = await self._partners.save(call.actor, key, _form(call.form), is_new=True)
        except FormProblems as error:
            return await self._list(call, error.problems, status=422)
        return self._pages.back(
            f"{PARTNERS}/{key}", f"{call.form.text('name').strip()} is added.{_mended(pasted)}"
        )

    async def show(self, call: Call) -> Response:
        """Snippet, sites, and where the snippet was seen. The role partner sees its own alone."""
        return await self._page(call, {})

    async def change(self, call: Call) -> Response:
        """Nothing of another editor's is overwritten."""
        key = call.path("key")
        try:
            pasted = await self._partners.save(call.actor, key, _form(call.form), is_new=False)
        except FormProblems as error:
            return await self._page(call, error.problems, status=422)
        except PartnerChanged as error:
            return await self._page(call, {}, status=409, other=error.stored)
        return self._pages.back(f"{PARTNERS}/{key}", f"Saved.{_mended(pasted)}")

    async def suspend(self, call: Call) -> Response:
        """Or resume."""
        key, is_suspended = call.path("key"), call.form.text("to") != "active"
        if not await self._partners.set_suspended(call.actor, key, is_suspended):
            raise HTTPException(404)
        words = "suspended: nobody signs through it now" if is_suspended else "active again"
        return self._pages.back(f"{PARTNERS}/{key}", f"The partner is {words}.")

    async def invite(self, call: Call) -> Response:
        """An account that sees this partner's figures and nothing else; its link is shown this once."""
        key = call.path("key")
        try:
            link = await self._team.add(
                call.actor, email=call.form.text("email"), role="partner", partner_key=key
            )
        except FormProblems as error:
            return await self._page(call, {"email": next(iter(error.problems.values()))}, status=422)
        context = {"link": link, "url": self._base_url + link.path, "onward": f"{PARTNERS}/{key}"}
        return self._pages.page("organizer/account_link.html", call, context)

    async def _list(self, call: Call, problems: dict[str, str], status: int = 200) -> Response:
        context = {
            "partners": await self._partners.read(),
            "is_editor": call.visitor.role in EDITORS,
            "typed": _typed(call.form),
            "problems": problems,
        }
        return self._pages.page("organizer/partners.html", call, context, status=status)

    async def _page(
        self, call: Call, problems: dict[str, str], status: int = 200, other: Partner | None = None
    ) -> Response:
        found = await self._partners.find(call.path("key"))
        if found is None or (call.visitor.role == "partner" and found[0].id != call.visitor.partner_id):
            raise HTTPException(404)
        partner, seen = found
        campaign = self._campaign()
        petitions = self._petitions(call)
        snippet = self._snippet(call, partner, petitions)
        was_typed = call.form.has("origins")
        context: dict[str, Any] = {
            "partner": partner,
            "typed": _typed(call.form) if was_typed else _stored(partner),
            "opened_at": other.updated_at if other else call.form.text("opened_at") or partner.updated_at,
            "other": other,
            "problems": problems,
            "email": call.form.text("email"),
            "snippet": snippet,
            "code": snippet.html(self._base_url) if snippet else "",
            "try_url": f"/organizer/try?{_query(snippet)}" if snippet else "",
            "is_draft": snippet is not None and petitions[snippet.petition][1],
            "petitions": [
                (slug, f"{title} (draft)" if is_draft else title)
                for slug, (title, is_draft) in petitions.items()
            ],
            "languages": [
                ("", "The page's own"),
                *sorted((one.tag, one.language) for one in self._catalogues),
            ],
            "presets": [(name, name.capitalize() or "The form's own") for name in PRESETS],
            "seen": [
                {
                    "facts": one,
                    "petition": live.petition.text.title if (live := campaign.by_id(one.petition_id)) else "",
                }
                for one in seen
                if one.origin != self._base_url
            ],
        }
        return self._pages.page("organizer/partner.html", call, context, status=status)

    def _petitions(self, call: Call) -> dict[str, tuple[str, bool]]:
        """Title by slug, and whether it is a draft; open ones first, drafts last."""
        now, order = self._clock(), ("open", "closed", "draft")
        found = [
            (order.index(live.petition.status(now)), slug, live.petition.text.title)
            for slug, live in visible(call, self._campaign(), now).items()
        ]
        found.sort(key=lambda one: one[0])
        return {slug: (title, order[at] == "draft") for at, slug, title in found}

    def _snippet(self, call: Call, partner: Partner, petitions: Mapping[str, object]) -> Snippet | None:
        if not petitions:
            return None
        wanted = call.query("petition")
        slug = wanted if wanted in petitions else next(iter(petitions))
        return snippet_of(call, slug, partner.key)


def snippet_of(call: Call, slug: str, partner: str) -> Snippet:
    """What the builder's form asks for; what it does not know is left at its default."""
    modes: dict[str, Mode] = {name: name for name in get_args(Mode)}
    shapes: dict[str, Shape] = {name: name for name in get_args(Shape)}
    return Snippet(
        slug,
        partner,
        locale=call.query("locale")[:20],
        mode=modes.get(call.query("mode"), "full"),
        shape=shapes.get(call.query("shape"), "element"),
        preset=call.query("preset") if call.query("preset") in PRESETS else "",
        accent=call.query("accent") if call.query("own_accent") else "",
    )


def _query(snippet: Snippet) -> str:
    accent = {"accent": snippet.accent, "own_accent": "yes"} if snippet.accent else {}
    given = {
        "petition": snippet.petition,
        "partner": snippet.partner,
        "locale": snippet.locale,
        "mode": snippet.mode,
        "shape": snippet.shape,
        "preset": snippet.preset,
    }
    return urlencode(given | accent)


def _form(form: Form) -> PartnerForm:
    opened = form.text("opened_at")
    return PartnerForm(
        form.text("name"),
        form.text("origins"),
        form.text("privacy_url"),
        form.has("is_public"),
        int(opened) if opened.isascii() and opened.isdigit() and len(opened) < 18 else None,
    )


def _typed(form: Form) -> dict[str, Any]:
    names = ("key", "name", "origins", "privacy_url")
    return {name: form.text(name) for name in names} | {"is_public": form.has("is_public")}


def _stored(partner: Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "origins": "\n".join(sorted(partner.origins)),
        "privacy_url": partner.privacy_url or "",
        "is_public": partner.is_public,
    }


def _mended(pasted: Pasted) -> str:
    if not pasted.mended:
        return ""
    shown = "; ".join(f"{what} was taken for {origin}" for what, origin in pasted.mended[:3])
    more = f"; and {len(pasted.mended) - 3} more alike" if len(pasted.mended) > 3 else ""
    return f" {shown}{more}."
