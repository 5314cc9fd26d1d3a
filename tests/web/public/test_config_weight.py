"""The config is light: 3 KB at most beside what the petition itself says, in every language."""

from pathlib import Path

import httpx
import pytest

from demo_site.petition_files import STOP_REKOGNITION, petition_files
from tests.support.campaign import PARTNER, add_partner
from tests.support.config_weight import own_text, weight_beside_own_text
from tests.support.supporters import api
from widget_server.actions.publish_petition import publish_petition
from widget_server.app import Service
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import MasterKey
from widget_server.storage import petitions

AT_MOST = 3 * 1024
LANGUAGES = sorted(file.stem for file in Path("widget_server/locales").glob("*.json"))


@pytest.fixture
async def demo_petition(service: Service) -> None:
    """The demo's petition, with a text as long as such texts are, and a partner that has a privacy notice."""
    [path] = [path for path in petition_files() if path.stem == STOP_REKOGNITION]
    async with service.database.held() as connection:
        file = parse_petition_file(path.read_text("utf-8"))
        await publish_petition(connection, file, MasterKey(service.settings.data_key), service.clock)
        await petitions.set_state(connection, file.slug, "open", service.clock())
    await add_partner(service, privacy_url="https://news.example.org/privacy")


@pytest.mark.usefixtures("demo_petition")
async def test_the_config_weighs_3_kb_at_most_beside_the_petitions_own_text_in_every_language(
    client: httpx.AsyncClient,
) -> None:
    weights = {}
    for language in LANGUAGES:
        answer = await client.get(api(STOP_REKOGNITION), params={"partner": PARTNER, "locale": language})
        weights[answer.json()["locale"]] = weight_beside_own_text(answer.content)
    assert set(weights) == set(LANGUAGES)
    assert {language: weight for language, weight in weights.items() if weight > AT_MOST} == {}


@pytest.mark.usefixtures("demo_petition")
async def test_what_the_organizer_wrote_is_the_petitions_own_text_and_the_forms_words_are_not(
    client: httpx.AsyncClient,
) -> None:
    config = (await client.get(api(STOP_REKOGNITION), params={"partner": PARTNER, "locale": "en"})).json()
    own = own_text(config)
    for text in (config["title"], config["statement"], config["consent"]["label"], "Ranju Das"):
        assert text in own
    for text in (config["messages"]["choose_country"], config["fields"][0]["label"], config["url"]):
        assert text not in own
