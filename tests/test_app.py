"""The whole service in one process, from the form to the total."""

import httpx

from tests.support.campaign import add_petition
from tests.support.supporters import shown_totals, sign_and_confirm
from widget_server.app import Service


async def test_a_signature_goes_from_the_form_through_the_mail_to_the_total(
    service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    await sign_and_confirm(service, client)
    assert (await shown_totals(service, client))["confirmed"] == 1
