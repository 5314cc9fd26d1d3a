"""Whatever stands in an address or a form of the organizers, typed by hand or by a program: an answer, never a crash.

On PostgreSQL, which refuses more than SQLite does. The second factor is always sent, so that no form stops at it.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.support.campaign import PARTNER, SLUG
from tests.support.organizers import Visitor
from tests.web.organizer.test_roles import MATRIX
from tests.web.reading import Form, Page
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner
from widget_server.web.organizer.call import Call

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])

ODD = {
    "nothing": b"",
    "NUL": b"\x00",
    "half of a surrogate pair": b"\xed\xa0\x80",
    "a number of many digits": b"9" * 400,
    "a number beyond 64 bits": b"9223372036854775808",
    "a digit that is none": "²".encode(),
    "markup, read from right to left": "\u202e<b>'\"{{7*7}}%s".encode(),
}
ODDEST = ("NUL", "half of a surrogate pair", "a number of many digits", "a number beyond 64 bits")
"""For the forms' many fields."""
PLACES = {"slug": SLUG, "key": PARTNER, "locale": "de", "id": "1"}
OPEN = (
    "/organizer/sign-in",
    "/organizer/sign-in/code",
    "/organizer/second-factor",
    "/organizer/welcome/{token}",
)
SCREENS = [*OPEN, *(url.split()[1] for url in MATRIX if url.startswith("GET") and not url.endswith("/live"))]
ENDS_THE_VISIT = ("/organizer/sign-out", "/organizer/account/password", "/organizer/account/sessions/end")


def address(path: str, **values: str) -> str:
    """With something in place of each {name}."""
    for name, value in (PLACES | values).items():
        path = path.replace("{" + name + "}", value)
    return path


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names that pages have looked for behind the '?'."""
    found: set[str] = set()
    query = Call.query

    def noting(call: Call, name: str, default: str = "") -> str:
        found.add(name)
        return query(call, name, default)

    monkeypatch.setattr(Call, "query", noting)
    return found


def odd_addresses(path: str, names: set[str]) -> Iterator[str]:
    for odd in map(quote, ODD.values()):
        yield from (f"{address(path)}?{name}={odd}" for name in sorted(names | {"next", "done"}))
        yield from (
            address(path, **{name: odd or "%20"}) for name in (*PLACES, "token") if f"{{{name}}}" in path
        )


async def test_odd_addresses_are_answered(
    owner: Visitor, petition: LivePetition, partner: Partner, asked_for: set[str]
) -> None:
    tried, wrong = 0, []
    for path in SCREENS:
        asked_for.clear()
        await owner.client.get(address(path))
        for url in odd_addresses(path, asked_for):
            tried += 1
            status = (await owner.client.get(url)).status_code
            if status >= 500:
                wrong.append(f"{status} {url}")
    assert wrong == []
    assert tried > 500


async def forms_of_all_pages(owner: Visitor) -> dict[tuple[str, frozenset[str]], Form]:
    """One of each: by where it is sent, and the names of its fields."""
    found = {}
    for path in map(address, SCREENS):
        answer = await owner.client.get(path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            for form in Page(answer.text).forms:
                form.action = form.action or path
                form.values = {**form.boxes, **form.values}
                if form.method == "post" and form.action not in ENDS_THE_VISIT:
                    found[form.action, frozenset(form.values)] = form
    return found


async def test_odd_forms_are_answered(owner: Visitor, petition: LivePetition, partner: Partner) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    tried, wrong = 0, []
    for (action, _), form in (await forms_of_all_pages(owner)).items():
        for name in form.values:
            for kind in ODDEST:
                typed = {one: value.encode() for one, value in form.values.items()}
                typed |= {"factor_code": owner.next_code().encode(), name: ODD[kind]}
                body = "&".join(f"{one}={quote(value)}" for one, value in typed.items())
                tried += 1
                answer = await owner.client.post(action, content=body, headers=headers)
                if answer.status_code >= 500 or answer.status_code == 401:
                    wrong.append(f"{answer.status_code} {action}, {kind} in {name}")
    assert wrong == []
    assert tried > 300
