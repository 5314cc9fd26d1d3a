"""The page of accounts: what owners change at once."""

import httpx
from starlette.applications import Starlette

from tests.support.campaign import PARTNER
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, signed_in
from tests.web.reading import Form, Page
from widget_server.app import Service
from widget_server.core.clock import SECOND
from widget_server.core.partner import Partner

URL = "/organizer/team"


def change_of(page: Page, email: str) -> Form:
    """The form that changes the role of this account, of those in the order of the list."""
    emails = [one.text for one in page.all("h2") if "@" in one.text]
    own = next(one.text for one in page.all("li") if "you" in one.text.split())
    others = [one for one in emails if one not in own]
    forms = [form for form in page.forms if form.action == f"{URL}/role"]
    return forms[others.index(email)]


async def test_of_two_owners_who_change_a_role_the_second_is_told(
    app: tuple[Starlette, Service],
    clock: AdjustableClock,
    partner: Partner,
    owner: Visitor,
    viewer: Visitor,
) -> None:
    async def send(visitor: Visitor, form: Form, **fields: str) -> httpx.Response:
        clock.forward(30 * SECOND)  # a code is good once
        return await visitor.send(form.action, form.values, factor_code=visitor.code(), **fields)

    async with signed_in(*app, "owner", email="second@organizers.example") as second:
        form = change_of(await owner.page(URL), viewer.email)
        late = change_of(await second.page(URL), viewer.email)
        assert (await send(owner, form, role="partner", partner=PARTNER)).status_code == 303
        answer = await send(second, late, role="editor", partner="")
        assert answer.status_code == 422
        assert "it is partner now" in answer.text
        again = change_of(Page(answer.text), viewer.email)
        assert again.values["was"] == "partner"
        assert (await send(second, again, role="editor", partner="")).status_code == 303
