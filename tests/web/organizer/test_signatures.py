"""A person asks an organizer about their signature."""

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition
from tests.support.organizers import Visitor
from tests.support.supporters import (
    api,
    mails_to,
    new_email,
    path_of,
    press_confirm,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.audit import AuditFilter
from widget_server.core.campaign import LivePetition
from widget_server.core.signature import MOST_MAILS
from widget_server.storage import audit_log, figures

URL = f"/organizer/petitions/{SLUG}/signatures"


async def totals(service: Service) -> dict[str, int]:
    await service.refresher.refresh_once()
    found = service.live_totals.of(1)
    return {"confirmed": found.confirmed, "withdrawn": found.withdrawn}


async def test_a_signature_is_found_by_its_address_however_it_is_written(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    email = await sign_and_confirm(service, client, given_name="Grace", country="FR")
    answer = await editor.send(URL, email=f"  {email.upper()} ")
    assert "Grace" in answer.text
    assert "confirmed" in answer.text
    assert "France" in answer.text


@pytest.mark.parametrize(
    "email, words", [("nobody@example.org", "Nobody has signed"), ("x@", "no e-mail address")]
)
async def test_an_address_that_is_not_there_is_answered_kindly_and_kept(
    petition: LivePetition, editor: Visitor, email: str, words: str
) -> None:
    answer = await editor.send(URL, email=email)
    assert answer.status_code == 422
    assert words in answer.text
    assert next(form for form in Page(answer.text).forms if form.action == URL).values["email"] == email


async def test_the_mail_goes_again_five_times_in_all_at_most(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    email = new_email()
    await sign(client, email=email)
    for _ in range(MOST_MAILS + 2):
        await editor.send(f"{URL}/resend", email=email)
    await wait_for_mail(service, email, MOST_MAILS)
    assert len(mails_to(service, email)) == MOST_MAILS
    assert "five have gone" in (await editor.send(f"{URL}/resend", email=email)).text


async def test_a_withdrawn_signature_counts_no_more_and_says_nothing_of_the_person(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    email = await sign_and_confirm(service, client, given_name="Wilhelmine")
    answer = await editor.send(f"{URL}/withdraw", email=email)
    assert "withdrawn" in answer.text
    assert "Wilhelmine" not in (await editor.send(URL, email=email)).text
    assert await totals(service) == {"confirmed": 0, "withdrawn": 1}
    found = (await client.get(api(SLUG, "statistics"))).json()
    assert found["removed"] == [{"reason": "asked_organizer", "withdrawn": 1, "invalidated": 0}]


async def test_an_erased_signature_leaves_no_trace_of_its_address(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    email = await sign_and_confirm(service, client)
    await wait_for_mail(service, email, 2)
    assert (await editor.send(f"{URL}/erase", email=email)).status_code == 303
    assert "Nobody has signed" in (await editor.send(URL, email=email)).text
    assert await totals(service) == {"confirmed": 0, "withdrawn": 1}
    await sign(client, email=email)
    await press_confirm(client, await wait_for_mail(service, email, 3))
    assert await totals(service) == {"confirmed": 1, "withdrawn": 1}


async def test_a_corrected_signature_counts_where_it_belongs(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    email = await sign_and_confirm(service, client, given_name="Bae", country="FR")
    form = next(
        one
        for one in Page((await editor.send(URL, email=email)).text).forms
        if one.action == f"{URL}/correct"
    )
    answer = await editor.send(
        form.action, {**form.values, "given_name": "Bea", "country": "DE", "updates": "yes"}
    )
    assert "Corrected." in answer.text
    assert "Bea" in answer.text
    async with service.database.held() as connection:
        found = await figures.read(connection, petition.petition.id, service.clock())
    assert {code: one.counting for code, one in found.countries.items()} == {"FR": 0, "DE": 1}
    assert found.opt_ins[0]["updates"].counting == 1


async def test_what_the_signer_has_corrected_meanwhile_is_told_and_not_overwritten(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    """What the organizer typed stays, ticked boxes too; sent again, it is an answer to what is stored now."""

    async def correction(answer: httpx.Response) -> dict[str, str]:
        return dict(next(one for one in Page(answer.text).forms if one.action == f"{URL}/correct").values)

    email = await sign_and_confirm(service, client, given_name="Bae", family_name="Old", updates="")
    seen = await correction(await editor.send(URL, email=email))
    typed = {**seen, "given_name": "Bea", "updates": "yes"}
    mine = path_of(await wait_for_mail(service, email, 2), "mine")
    own = next(one for one in Page((await client.get(mine)).text).forms if one.values.get("do") == "correct")
    await client.post(mine, data={**own.values, "family_name": "New"})

    answer = await editor.send(f"{URL}/correct", typed)
    assert answer.status_code == 409
    assert "Nothing was overwritten" in answer.text
    again = await correction(answer)
    kept = {name: again[name] for name in ("given_name", "family_name", "updates")}
    assert kept == {"given_name": "Bea", "family_name": "Old", "updates": "yes"}
    told = [one.text for one in Page(answer.text).all("dd")]
    assert {"New", "Bae", "no"} <= set(told)
    assert (await correction(await editor.send(URL, email=email)))["family_name"] == "New"

    assert "Corrected." in (await editor.send(f"{URL}/correct", again | {"family_name": "New"})).text
    now = await correction(await editor.send(URL, email=email))
    assert (now["given_name"], now["family_name"], now.get("updates")) == ("Bea", "New", "yes")


async def test_the_log_says_which_boxes_a_correction_has_changed_and_nothing_that_is_sealed(
    service: Service, client: httpx.AsyncClient, editor: Visitor
) -> None:
    heard = {"name": "heard", "label": "Where?", "type": "text"}
    await add_petition(service, fields=["given_name", "family_name", "country", "show_name", "email", heard])
    email = await sign_and_confirm(service, client, given_name="Bae", country="FR", partner_updates="yes")
    page = Page((await editor.send(URL, email=email)).text)
    form = next(one for one in page.forms if one.action == f"{URL}/correct").values
    changes = {"given_name": "Bea", "extra_heard": "In town", "country": "DE", "updates": "yes"}
    await editor.send(f"{URL}/correct", form | changes | {"show_name": "yes"})
    async with service.database.reading() as connection:
        (row,) = await audit_log.read(connection, AuditFilter(action="signature.correct"))
    assert row.before == {"country": "FR", "updates": False, "show_name": False}
    assert row.after == {
        "country": "DE",
        "updates": True,
        "show_name": True,
        "sealed": ["given_name", "extra_heard"],
    }
    assert "True" not in Page((await editor.client.get("/organizer/audit")).text).text


async def test_what_the_form_would_refuse_is_refused_by_the_field_and_kept(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    email = await sign_and_confirm(service, client)
    answer = await editor.send(f"{URL}/correct", email=email, given_name="", family_name="https://x.example")
    assert answer.status_code == 422
    form = next(one for one in Page(answer.text).forms if one.action == f"{URL}/correct")
    assert form.values["family_name"] == "https://x.example"
    assert "This is asked for." in answer.text


async def test_another_petitions_signatures_are_not_found_here(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    await add_petition(service, slug="other")
    email = await sign_and_confirm(service, client, slug="other")
    assert "Nobody has signed" in (await editor.send(URL, email=email)).text
