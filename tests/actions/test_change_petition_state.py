"""Opening and closing petitions."""

import pytest

from tests.support.campaign import SLUG, store_petition
from tests.support.services import SettingsMaker
from widget_server.actions.change_petition_state import NoSuchPetition, RetentionEnded, change_petition_state
from widget_server.core.clock import DAY
from widget_server.core.petition import Petition
from widget_server.storage import petitions
from widget_server.storage.database import Connection
from widget_server.workers.cleanup import clean

NOW = 20_000 * DAY


async def read(connection: Connection) -> tuple[Petition, bytes | None]:
    return (await petitions.read_all(connection))[0]


async def open_it(connection: Connection, at: int = NOW) -> Petition:
    return await change_petition_state(connection, SLUG, "open", lambda: at)


async def test_an_unknown_petition_is_named(connection: Connection) -> None:
    with pytest.raises(NoSuchPetition):
        await open_it(connection)


async def test_retention_counts_from_when_a_petition_was_found_closed_not_from_a_slip_in_its_date(
    connection: Connection,
    settings: SettingsMaker,
) -> None:
    await store_petition(connection, settings(), lambda: NOW, closes="2020-01-01T00:00:00Z")
    petition = await open_it(connection)
    assert petition.status(NOW) == "closed"
    await clean(connection, NOW)
    petition, key = await read(connection)
    assert petition.closed_at == NOW
    assert key is not None
    await store_petition(connection, settings(), lambda: NOW)  # the slip is mended
    petition, key = await read(connection)
    assert petition.status(NOW) == "open"
    assert petition.closed_at is None


async def test_what_retention_has_ended_for_is_not_opened_again(
    connection: Connection, settings: SettingsMaker
) -> None:
    await store_petition(connection, settings(), lambda: NOW)
    await open_it(connection)
    await change_petition_state(connection, SLUG, "closed", lambda: NOW)
    await clean(connection, NOW + 181 * DAY)
    assert (await read(connection))[1] is None
    with pytest.raises(RetentionEnded):
        await open_it(connection, NOW + 182 * DAY)
