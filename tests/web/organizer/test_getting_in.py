"""From the one-time link to a session, and out again."""

from collections.abc import AsyncIterator, Mapping

import pyotp
import pytest
from starlette.applications import Starlette

from tests.support.clocks import AdjustableClock
from tests.support.organizers import PASSWORD, Visitor, sign_in, store_organizer, visitor_of
from tests.web.reading import Page
from widget_server.actions import account_links
from widget_server.actions.account_links import LINK_LIFETIME, add_organizer
from widget_server.actions.factor_setup import OFFER_LASTS
from widget_server.app import Service
from widget_server.core.audit import AuditFilter
from widget_server.core.clock import DAY, HOUR, MINUTE, SECOND
from widget_server.core.organizer import COMMAND_LINE
from widget_server.storage import audit_log, organizers
from widget_server.web.organizer.form import LARGEST_FORM

EMAIL = "ada@organizers.example"


async def new_link(service: Service) -> str:
    async with service.database.held() as connection:
        link = await add_organizer(
            connection, COMMAND_LINE, email=EMAIL, role="owner", partner_key=None, now=service.clock()
        )
    return link.path


def secret_on(page: Page) -> str:
    return "".join(next(one for one in page.all("code")).text.split())


async def test_a_link_sets_password_and_second_factor_and_leads_in(
    service: Service, stranger: Visitor
) -> None:
    link = await new_link(service)
    assert EMAIL in (await stranger.page(link)).text

    first = await stranger.send(link, password=PASSWORD, again=PASSWORD)
    assert first.status_code == 303
    stranger.secret = secret_on(await stranger.page("/organizer/second-factor"))
    done = await stranger.send("/organizer/second-factor", code=stranger.code())

    assert done.status_code == 200
    assert len(Page(done.text).all("li")) == 10  # recovery codes
    assert "Petitions" in (await stranger.page("/organizer/")).text
    assert "leads nowhere" in (await stranger.page(link, status=404)).text


async def logged(service: Service) -> list[tuple[str, str, str]]:
    """What was done, by whom and to what, the oldest first; what the command line did is left out."""
    async with service.database.held() as connection:
        rows = await audit_log.read(connection, AuditFilter())
    return [(row.action, row.who, row.subject) for row in reversed(rows) if row.who != COMMAND_LINE.name]


async def test_setting_an_account_up_is_in_the_log(service: Service, stranger: Visitor) -> None:
    link = await new_link(service)
    await stranger.send(link, password=PASSWORD, again=PASSWORD)
    stranger.secret = secret_on(await stranger.page("/organizer/second-factor"))
    await stranger.send("/organizer/second-factor", code=stranger.code())
    subject = f"organizer:{EMAIL}"
    assert await logged(service) == [
        ("account.password", EMAIL, subject),
        ("account.factor", EMAIL, subject),
        ("session.begin", EMAIL, subject),
    ]


async def test_signing_in_is_in_the_log_and_so_is_each_refusal_but_no_password(
    service: Service, stranger: Visitor, clock: AdjustableClock
) -> None:
    stranger.secret = pyotp.random_base32()
    await store_organizer(service, EMAIL, secret=stranger.secret)
    await stranger.send("/organizer/sign-in", email=EMAIL, password="not the password")  # it is not
    clock.forward(MINUTE)
    await stranger.send("/organizer/sign-in", email=EMAIL, password=PASSWORD)
    assert [row[0] for row in await logged(service)] == ["session.refuse"]
    await stranger.send("/organizer/sign-in/code", code="000000")
    assert [row[0] for row in await logged(service)] == ["session.refuse"] * 2
    clock.forward(MINUTE)
    await stranger.send("/organizer/sign-in/code", code=stranger.code())
    found = await logged(service)
    assert [row[0] for row in found] == ["session.refuse", "session.refuse", "session.begin"]
    assert found[-1][1:] == (EMAIL, f"organizer:{EMAIL}")
    async with service.database.held() as connection:
        told = str([dict(row) for row in await connection.fetch_all("SELECT * FROM audit_log")])
    for secret in ("not the password", PASSWORD, stranger.secret):
        assert secret not in told


async def test_a_link_may_be_opened_again_until_all_is_set(service: Service, stranger: Visitor) -> None:
    link = await new_link(service)
    await stranger.send(link, password=PASSWORD, again=PASSWORD)
    assert (await stranger.client.get(link)).status_code == 200


async def test_a_link_ends_after_two_days(
    service: Service, stranger: Visitor, clock: AdjustableClock
) -> None:
    link = await new_link(service)
    clock.forward(LINK_LIFETIME - MINUTE)
    assert (await stranger.client.get(link)).status_code == 200
    clock.forward(2 * MINUTE)
    assert (await stranger.client.get(link)).status_code == 404


@pytest.mark.parametrize(
    "password, again, problem",
    [
        ("short", "short", "at least 12"),
        ("password12345", "password12345", "first that somebody would try"),
        (EMAIL, EMAIL, "first that somebody would try"),
        (PASSWORD, PASSWORD + "x", "not the same"),
        ("x" * 201, "x" * 201, "at most 200"),
    ],
)
async def test_a_password_that_is_easy_to_guess_is_refused_with_the_reason(
    service: Service, stranger: Visitor, password: str, again: str, problem: str
) -> None:
    answer = await stranger.send(await new_link(service), password=password, again=again)
    assert answer.status_code == 422
    assert problem in answer.text


async def test_the_session_before_the_second_factor_opens_nothing(
    service: Service, stranger: Visitor
) -> None:
    await store_organizer(service, EMAIL, secret=pyotp.random_base32())
    assert (await stranger.send("/organizer/sign-in", email=EMAIL, password=PASSWORD)).status_code == 200
    answer = await stranger.client.get("/organizer/")
    assert answer.headers["location"] == "/organizer/sign-in/code"
    assert (await stranger.send("/organizer/team", email="eve@x.example", role="owner")).status_code == 401


async def test_the_cookie_changes_with_the_second_factor_and_the_one_before_is_dead(
    service: Service, stranger: Visitor
) -> None:
    stranger.secret = pyotp.random_base32()
    await store_organizer(service, EMAIL, secret=stranger.secret)
    await stranger.send("/organizer/sign-in", email=EMAIL, password=PASSWORD)
    half = stranger.client.cookies["petition_session"]
    await stranger.send("/organizer/sign-in/code", code=stranger.code())
    whole = stranger.client.cookies["petition_session"]
    assert whole != half
    stranger.client.cookies.set("petition_session", half)
    stranger.client.cookies.delete("petition_session", domain="petition.test")
    assert (await stranger.client.get("/organizer/")).headers["location"].startswith("/organizer/sign-in?")


async def test_a_cookie_is_dead_once_its_owner_has_signed_out(owner: Visitor) -> None:
    cookie = owner.client.cookies["petition_session"]
    assert (await owner.send("/organizer/sign-out")).status_code == 303
    owner.client.cookies.clear()
    owner.client.cookies.set("petition_session", cookie, domain="petition.test", path="/")
    assert (await owner.client.get("/organizer/")).headers["location"].startswith("/organizer/sign-in?")


async def test_a_code_is_good_once(
    app: tuple[Starlette, Service], owner: Visitor, clock: AdjustableClock
) -> None:
    code = owner.code()
    async with visitor_of(*app) as other:
        await other.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
        assert (await other.send("/organizer/sign-in/code", code=code)).status_code == 422
        clock.forward(30 * SECOND)
        assert (await other.send("/organizer/sign-in/code", code=owner.code())).status_code == 303


async def test_a_recovery_code_lets_in_once(service: Service, owner: Visitor, clock: AdjustableClock) -> None:
    clock.forward(30 * SECOND)
    answer = await owner.send("/organizer/account/recovery-codes", factor_code=owner.code())
    code = Page(answer.text).all("code")[0].text
    for expected in (303, 422):
        await owner.send("/organizer/sign-out")
        await owner.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
        assert (await owner.send("/organizer/sign-in/code", code=code)).status_code == expected


async def test_wrong_passwords_slow_their_network_and_nobody_else(
    app: tuple[Starlette, Service], owner: Visitor, clock: AdjustableClock
) -> None:
    async with visitor_of(*app, address="192.0.2.1") as guesser:
        answers = [
            await guesser.send("/organizer/sign-in", email=owner.email, password=f"guess {number}")
            for number in range(7)
        ]
        assert "Too many tries" in answers[-1].text
        # not even the right one, now
        right = await guesser.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
        assert right.status_code == 422
        clock.forward(MINUTE)
        assert (
            await guesser.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
        ).status_code == 200
    async with visitor_of(*app, address="203.0.113.200") as elsewhere:
        answer = await elsewhere.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
        assert answer.status_code == 200


async def test_a_browser_that_was_in_before_is_not_slowed_by_its_neighbours(
    app: tuple[Starlette, Service], owner: Visitor
) -> None:
    async with visitor_of(*app, address="198.51.100.9") as neighbour:
        for number in range(7):
            await neighbour.send("/organizer/sign-in", email=owner.email, password=f"guess {number}")
    await owner.send("/organizer/sign-out")
    answer = await owner.send("/organizer/sign-in", email=owner.email, password=PASSWORD)
    assert answer.status_code == 200


async def test_the_answer_does_not_tell_whether_there_is_an_account(
    owner: Visitor, stranger: Visitor
) -> None:
    there = await stranger.send("/organizer/sign-in", email=owner.email, password="wrong")
    gone = await stranger.send("/organizer/sign-in", email="x" + owner.email, password="wrong")
    assert there.status_code == gone.status_code == 422
    assert there.text.replace(owner.email, "") == gone.text.replace("x" + owner.email, "")


async def test_a_session_ends_after_twelve_idle_hours_and_after_two_weeks(
    owner: Visitor, clock: AdjustableClock
) -> None:
    for _ in range(27):
        clock.forward(12 * HOUR - MINUTE)
        assert (await owner.client.get("/organizer/")).status_code == 200
    clock.forward(DAY)
    assert (await owner.client.get("/organizer/")).status_code == 303


async def test_what_was_typed_when_a_session_ended_is_sent_after_signing_in(
    owner: Visitor, clock: AdjustableClock
) -> None:
    clock.forward(13 * HOUR)
    lapsed = await owner.send("/organizer/team", email="grace@organizers.example", role="viewer")
    assert lapsed.status_code == 401
    form = Page(lapsed.text).form.values
    second = Page(
        (await owner.send("/organizer/sign-in", {**form, "email": owner.email, "password": PASSWORD})).text
    )
    third = Page(
        (await owner.send("/organizer/sign-in/code", {**second.form.values, "code": owner.code()})).text
    )
    sent = next(form for form in third.forms if form.action == "/organizer/team")
    assert sent.values == {"email": "grace@organizers.example", "role": "viewer"}
    answer = await owner.send(sent.action, {**sent.values}, factor_code=owner.next_code())
    assert "grace@organizers.example" in answer.text


async def test_what_was_kept_goes_nowhere_but_to_organizers_pages(
    service: Service, stranger: Visitor
) -> None:
    stranger.secret = pyotp.random_base32()
    await store_organizer(service, EMAIL, secret=stranger.secret)
    kept = '{"path": "//evil.example/organizer/", "pairs": [["a", "b"]]}'
    await stranger.send("/organizer/sign-in", email=EMAIL, password=PASSWORD, kept=kept)
    answer = await stranger.send(
        "/organizer/sign-in/code", code=stranger.code(), kept=kept, next="//evil.example/"
    )
    assert answer.headers["location"] == "/organizer/"


async def test_a_new_link_takes_the_place_of_what_was_lost(service: Service, owner: Visitor) -> None:
    answer = await owner.send("/organizer/team", email=EMAIL, role="editor", factor_code=owner.next_code())
    link = Page(answer.text).by_id("link").text.removeprefix("http://petition.test")
    other = Visitor(owner.client, EMAIL, "", service.clock)
    other.client.cookies.clear()
    await other.send(link, password=PASSWORD, again=PASSWORD)
    other.secret = secret_on(await other.page("/organizer/second-factor"))
    await other.send("/organizer/second-factor", code=other.code())
    assert "editor" in (await other.page("/organizer/account")).text


async def test_a_long_text_in_any_script_is_there_after_signing_in(
    editor: Visitor, clock: AdjustableClock
) -> None:
    """As a browser sends it, which writes each letter beyond ASCII as six characters or more."""
    body = "المكتبة " * 100_000
    clock.forward(13 * HOUR)
    first = await send_parts(editor, "/organizer/petitions/new", {"title": "Title", "body": body})
    second = await send_parts(
        editor, "/organizer/sign-in", {**first, "email": editor.email, "password": PASSWORD}
    )
    kept = await send_parts(editor, "/organizer/sign-in/code", {**second, "code": editor.code()})
    assert kept == {"title": "Title", "body": body}
    again = await send_parts(editor, "/organizer/petitions/new", kept)
    assert again["body"] == body  # a target is missing, and the text is in the form


async def send_parts(visitor: Visitor, path: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Sends it as multipart/form-data, and answers what stands in the form that comes with it."""
    answer = await visitor.client.post(
        path,
        files={name: (None, value) for name, value in typed.items()},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = Page(answer.text)
    kinds = [one.attributes.get("enctype") for one in page.all("form")]
    found = zip(page.forms, kinds, strict=True)
    form, kind = next(one for one in found if one[0].values.keys() & {"kept", "body"})
    assert kind == "multipart/form-data"
    return form.values


async def test_passwords_are_in_no_page_that_comes_after_a_session_has_ended(
    owner: Visitor, viewer: Visitor, clock: AdjustableClock
) -> None:
    sent = {"current": PASSWORD, "password": "four more other words", "again": "four more other words"}
    mistaken = await viewer.send("/organizer/team", **sent, email="grace@organizers.example")
    assert "grace@organizers.example" in mistaken.text
    clock.forward(13 * HOUR)
    lapsed = await owner.send("/organizer/account/password", **sent)
    assert lapsed.status_code == 401
    assert "Nothing of what you typed is lost" not in lapsed.text
    for answer in (mistaken, lapsed):
        assert not any(secret in answer.text for secret in sent.values())


async def test_a_form_with_more_text_than_anybody_types_is_refused_before_it_has_all_come(
    stranger: Visitor,
) -> None:
    """Forms are read before anybody is asked who they are: eighty megabytes each would fill the memory."""
    came = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal came
        for number in range(40):
            yield f'--b\r\nContent-Disposition: form-data; name="n{number}"\r\n\r\n'.encode()
            for _ in range(30):
                came += 1
                yield b"x" * 65_536
            yield b"\r\n"
        yield b"--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b", "Sec-Fetch-Site": "same-origin"}
    for path in ("/organizer/sign-in", "/organizer/team"):
        came = 0
        answer = await stranger.client.post(path, content=flood(), headers=headers)
        assert answer.status_code == 413
        assert came * 65_536 < LARGEST_FORM + 1_000_000


async def test_a_file_of_somebody_who_is_not_signed_in_is_kept_nowhere(stranger: Visitor) -> None:
    answer = await stranger.client.post(
        "/organizer/petitions/new",
        data={"title": "A title"},
        files={"picture": ("a.png", b"x" * 5_000_000)},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    assert "Only the file has to be chosen again" in answer.text
    assert "A title" in Page(answer.text).form.values["kept"]


async def test_a_new_link_ends_what_somebody_has_begun_with_the_one_before(
    app: tuple[Starlette, Service], service: Service, stranger: Visitor
) -> None:
    """The owner makes another because the first has gone to the wrong person, who was quick to set a password."""
    await stranger.send(await new_link(service), password=PASSWORD, again=PASSWORD)
    stranger.secret = secret_on(await stranger.page("/organizer/second-factor"))
    async with service.database.held() as connection:
        found = await organizers.find_by_email(connection, EMAIL)
        assert found
        link = await account_links.new_link(connection, COMMAND_LINE, found.id, service.clock())
    assert link
    answer = await stranger.send("/organizer/second-factor", code=stranger.code())
    assert answer.headers["location"].startswith("/organizer/sign-in")
    async with visitor_of(*app) as rightful:
        assert (await rightful.client.get(link.path)).status_code == 200


async def test_an_offer_of_another_app_does_not_wait_for_whoever_finds_the_session_open(
    owner: Visitor, clock: AdjustableClock
) -> None:
    """A wrong code shows the same secret again, which the app knows by then."""
    add = "/organizer/account/second-factor/add"
    page = Page((await owner.send("/organizer/account/second-factor", factor_code=owner.next_code())).text)
    secret = next(one for one in page.all("code")).text
    assert secret in (await owner.send(add, code="000000")).text
    clock.forward(OFFER_LASTS)
    late = await owner.send(add, code="000000")
    assert late.status_code == 422
    assert secret not in late.text
    assert not Page(late.text).all("code")


async def test_an_owner_who_has_not_come_all_the_way_in_does_not_take_the_last_ones_place(
    service: Service, owner: Visitor, stranger: Visitor
) -> None:
    await stranger.send(await new_link(service), password=PASSWORD, again=PASSWORD)
    async with service.database.held() as connection:
        found = await organizers.find_by_email(connection, owner.email)
    assert found
    answer = await owner.send("/organizer/team/remove", organizer=found.id)
    assert answer.status_code == 422
    assert "last owner" in answer.text


async def test_signing_in_again_ends_the_session_whose_cookie_it_replaces(
    app: tuple[Starlette, Service], owner: Visitor, clock: AdjustableClock
) -> None:
    stolen = owner.client.cookies["petition_session"]
    clock.forward(30 * SECOND)
    await sign_in(owner)
    async with visitor_of(*app) as thief:
        thief.client.cookies.set("petition_session", stolen, domain="petition.test", path="/")
        assert (await thief.client.get("/organizer/")).headers["location"].startswith("/organizer/sign-in?")
    assert (await owner.client.get("/organizer/")).status_code == 200
