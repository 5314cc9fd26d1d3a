"""Uploaded pictures go once no petition has had them for a week."""

import pytest

from tests.support.campaign import store_petition, store_translation
from tests.support.services import SettingsMaker
from tests.support.signatures import NOON
from widget_server.core.clock import DAY, HOUR
from widget_server.core.picture import Picture
from widget_server.storage import images
from widget_server.storage.database import Connection
from widget_server.workers.cleanup import IMAGES_KEPT, clean

PICTURE = Picture("ab" * 32, "jpg", b"\xff\xd8\x00pixels", 40, 30)
ADDRESS = f"https://petitions.example.org/images/{PICTURE.name}"


@pytest.fixture
async def connection(connection: Connection) -> Connection:
    await images.save(connection, PICTURE, NOON)
    return connection


async def is_there(connection: Connection) -> bool:
    return await images.find(connection, PICTURE.sha256) is not None


async def test_a_picture_that_no_petition_took_is_deleted_after_a_week(connection: Connection) -> None:
    await clean(connection, NOON + IMAGES_KEPT)
    assert await is_there(connection)
    await clean(connection, NOON + IMAGES_KEPT + 1)
    assert not await is_there(connection)


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
async def test_a_petitions_picture_stays_while_it_is_the_petitions(
    connection: Connection, settings: SettingsMaker, state: str
) -> None:
    await store_petition(
        connection,
        settings(),
        lambda: NOON,
        state=state,  # type: ignore[arg-type]
        image={"url": ADDRESS, "alt": ""},
    )
    await clean(connection, NOON + 1_000 * DAY)
    assert await is_there(connection)


async def test_a_picture_that_a_petition_gives_up_is_kept_for_a_week_from_then(
    connection: Connection, settings: SettingsMaker
) -> None:
    await store_petition(connection, settings(), lambda: NOON, image={"url": ADDRESS, "alt": ""})
    last_seen = NOON + 100 * DAY
    await clean(connection, last_seen)
    await store_petition(connection, settings(), lambda: last_seen)
    await clean(connection, last_seen + IMAGES_KEPT)
    assert await is_there(connection)
    await clean(connection, last_seen + IMAGES_KEPT + 1)
    assert not await is_there(connection)


async def test_a_picture_that_a_long_text_links_to_stays(
    connection: Connection, settings: SettingsMaker
) -> None:
    await store_petition(connection, settings(), lambda: NOON)
    await store_translation(connection, lambda: NOON, body=f"[Das Bild]({ADDRESS}), und mehr.")
    await clean(connection, NOON + 1_000 * DAY)
    assert await is_there(connection)


async def test_the_same_picture_uploaded_again_is_kept_as_if_it_were_new(connection: Connection) -> None:
    again = NOON + IMAGES_KEPT - HOUR
    await images.save(connection, PICTURE, again)
    await clean(connection, again + IMAGES_KEPT)
    assert await is_there(connection)
    await clean(connection, again + IMAGES_KEPT + 1)
    assert not await is_there(connection)
