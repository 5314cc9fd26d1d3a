"""Where somebody is signed in: listed, and ended from elsewhere."""

from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, sign_in, visitor_of
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.clock import MINUTE

ACCOUNT = "/organizer/account"
END = f"{ACCOUNT}/sessions/end"


async def test_a_session_is_listed_and_ended_from_another_browser(
    app: tuple[Starlette, Service], clock: AdjustableClock, editor: Visitor
) -> None:
    async with visitor_of(*app, editor.email, editor.secret, "203.0.113.7") as elsewhere:
        clock.forward(MINUTE)  # a code is good once
        await sign_in(elsewhere)
        page = await editor.page(ACCOUNT)
        assert "203.0.113.0/24" in page.text
        (form,) = [form for form in page.forms if form.action == END and form.values["session"] != "others"]
        await editor.send(END, form.values)
        assert (await elsewhere.client.get(ACCOUNT)).status_code == 303
        assert (await editor.client.get(ACCOUNT)).status_code == 200


async def test_a_session_of_somebody_else_can_not_be_ended(
    app: tuple[Starlette, Service], clock: AdjustableClock, editor: Visitor, viewer: Visitor
) -> None:
    async with visitor_of(*app, viewer.email, viewer.secret) as elsewhere:
        clock.forward(MINUTE)
        await sign_in(elsewhere)
        forms = Page((await viewer.client.get(ACCOUNT)).text).forms
        (form,) = [form for form in forms if form.action == END and form.values["session"] != "others"]
        await editor.send(END, form.values)
        assert (await elsewhere.client.get(ACCOUNT)).status_code == 200
