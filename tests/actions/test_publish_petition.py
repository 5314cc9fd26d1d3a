"""Publishing a petition file."""

from tests.support.campaign import SLUG, petition_file
from tests.support.signatures import NOON
from widget_server.actions.publish_petition import publish_petition
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import MasterKey
from widget_server.storage import petitions
from widget_server.storage.database import Connection

MASTER_KEY = MasterKey("a key of the installation that is long enough")


async def publish(connection: Connection, slug: str = SLUG) -> bool:
    file = parse_petition_file(petition_file(slug=slug))
    return await publish_petition(connection, file, MASTER_KEY, lambda: NOON)


async def test_the_first_time_a_petition_is_new_and_then_it_is_brought_up_to_date(
    connection: Connection,
) -> None:
    assert await publish(connection)
    assert not await publish(connection)


async def test_each_petition_gets_a_data_key_of_its_own_that_the_installations_key_opens(
    connection: Connection,
) -> None:
    await publish(connection, "here")
    await publish(connection, "there")
    vaults = []
    for petition, wrapped_key in await petitions.read_all(connection):
        assert wrapped_key is not None
        vaults.append(MASTER_KEY.vault(petition.id, petition.slug, wrapped_key))
    assert vaults[0].signer_key("ada@example.org") != vaults[1].signer_key("ada@example.org")
