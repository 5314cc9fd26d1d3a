"""GET /api/v1/petitions/{slug}/statistics."""

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition
from tests.support.supporters import api, press_not_me, sign_and_confirm, wait_for_mail
from widget_server.app import Service
from widget_server.core.campaign import LivePetition


async def test_the_figures_are_everybodys_and_true(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    for _ in range(3):
        await sign_and_confirm(service, client, country="FR")
    email = await sign_and_confirm(service, client, country="DE")
    await press_not_me(client, await wait_for_mail(service, email))
    answer = await client.get(api(SLUG, "statistics"))
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age=60" in answer.headers["cache-control"]
    found = answer.json()
    assert found["totals"] == {"confirmed": 3, "waiting": 0, "withdrawn": 1, "invalidated": 0}
    assert found["removed"] == [{"reason": "not_me", "withdrawn": 1, "invalidated": 0}]
    assert found["by_country"] == {"countries": [], "others": 3}  # all of one country: nothing could hide it
    assert sum(day["confirmed"] - day["removed"] for day in found["by_day"]) == 3


async def test_what_has_not_changed_is_not_sent_again(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    first = await client.get(api(SLUG, "statistics"))
    again = await client.get(api(SLUG, "statistics"), headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


async def test_the_same_comes_as_a_table(client: httpx.AsyncClient, petition: LivePetition) -> None:
    answer = await client.get(api(SLUG, "statistics"), params={"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("section,name,figure,value\r\n")
    assert (await client.get(api(SLUG, "statistics"), params={"format": "xml"})).status_code == 400


@pytest.mark.parametrize("state", ["draft", "closed"])
async def test_a_draft_has_none_and_a_closed_petition_keeps_its_own(
    service: Service, client: httpx.AsyncClient, state: str
) -> None:
    await add_petition(service, state=state)  # type: ignore[arg-type]
    answer = await client.get(api(SLUG, "statistics"))
    assert answer.status_code == (404 if state == "draft" else 200)
