"""GET /p/{slug}/statistics: the open figures, drawn."""

import re
from pathlib import Path

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, add_translation
from tests.support.supporters import press_not_me, sign_and_confirm, wait_for_mail
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.catalogue import load_catalogues
from widget_server.core.invalidation import REASONS

PAGE = f"/p/{SLUG}/statistics"


async def test_outsiders_see_what_was_signed_and_removed_and_a_small_country_not(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    for country in ["FR"] * 6 + ["IT"] * 6:
        await sign_and_confirm(service, client, country=country)
    email = await sign_and_confirm(service, client, country="DE")
    await press_not_me(client, await wait_for_mail(service, email))
    html = (await client.get(PAGE)).text
    assert numbers(html, "dd") == ["12", "0", "1", "0"]
    assert len(re.findall('class="bar-confirmed"', html)) == len(re.findall('class="bar-removed"', html)) == 1
    assert re.search(r">France</th><td><span[^>]*><bdi dir=\"ltr\">&lt;&#8239;10<", html)
    assert "Germany" not in html  # nobody from there counts now
    assert ">Not signed by the owner of the e-mail address</th><td>1</td><td>0</td>" in html
    assert f'href="/api/v1/petitions/{SLUG}/statistics?format=csv"' in html


def numbers(html: str, tag: str) -> list[str]:
    return re.findall(rf'<{tag} class="statistics-number">([^<]*)<', html)


async def test_a_petition_that_nobody_has_signed_says_so(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    answer = await client.get(PAGE)
    assert answer.status_code == 200
    assert "No signature counts yet." in answer.text
    assert "<svg" not in answer.text


async def test_a_draft_has_no_figures(service: Service, client: httpx.AsyncClient) -> None:
    await add_petition(service, state="draft")
    assert (await client.get(PAGE)).status_code == 404


async def test_the_page_is_kept_by_caches_and_runs_nothing(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    first = await client.get(PAGE)
    assert first.headers["cache-control"].startswith("public, max-age=60")
    policy = first.headers["content-security-policy"]
    assert "style-src 'self'" in policy
    assert "script-src" not in policy
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", first.text)
    again = await client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


async def test_it_speaks_the_language_that_its_address_names(
    service: Service, client: httpx.AsyncClient, petition: LivePetition
) -> None:
    await add_translation(service, locale="ar")
    english, arabic = await client.get(PAGE), await client.get(PAGE, params={"locale": "ar"})
    assert '<html lang="en" dir="ltr">' in english.text
    assert '<html lang="ar" dir="rtl">' in arabic.text
    assert "التوقيعات بالأرقام" in arabic.text
    shown = await client.get(f"/p/{SLUG}", params={"locale": "ar"})
    assert f'{PAGE}?locale=ar"' in shown.text


async def test_the_petition_leads_to_its_figures_and_back(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    assert f'{PAGE}">Signatures in figures</a>' in (await client.get(f"/p/{SLUG}")).text
    assert f'/p/{SLUG}">' in (await client.get(PAGE)).text


@pytest.mark.parametrize("reason", [*REASONS, "by_signer", "asked_organizer", "not_me", "not_told"])
def test_every_reason_has_words_for_people(reason: str) -> None:
    template = Path("widget_server/web/templates/statistics.html").read_text("utf-8")
    assert f'"{reason}"' in template.partition("endblock")[0]
    assert load_catalogues().best("en").text("page", f"reason_{reason}")
