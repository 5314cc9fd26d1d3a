"""Partners."""

from widget_server.core.partner import Partner
from widget_server.storage import catalogue_version, partners
from widget_server.storage.database import Connection

ORIGINS = ["https://news.example.org", "https://www.news.example.org"]


async def test_a_partner_is_kept_with_its_origins(connection: Connection) -> None:
    await partners.save(
        connection, "civic-news", "Civic News", ORIGINS, "https://news.example.org/privacy", 1_000
    )
    [partner] = await partners.read_all(connection)
    assert partner == Partner(
        id=partner.id,
        key="civic-news",
        name="Civic News",
        origins=frozenset(ORIGINS),
        is_suspended=False,
        privacy_url="https://news.example.org/privacy",
        updated_at=1_000,
    )


async def test_saving_a_partner_again_updates_it_under_its_old_id(connection: Connection) -> None:
    await partners.save(connection, "civic-news", "Civic News", ORIGINS, None, 1_000)
    [before] = await partners.read_all(connection)
    await partners.save(connection, "civic-news", "Civic News Ltd", ORIGINS[:1], None, 2_000)
    [after] = await partners.read_all(connection)
    assert (after.id, after.name, after.origins) == (before.id, "Civic News Ltd", frozenset(ORIGINS[:1]))


async def test_a_suspended_partner_stays_suspended_when_it_is_updated(connection: Connection) -> None:
    await partners.save(connection, "civic-news", "Civic News", ORIGINS, None, 1_000)
    assert await partners.set_suspended(connection, "civic-news", True, 2_000)
    await partners.save(connection, "civic-news", "Civic News", ORIGINS, None, 3_000)
    assert [partner.is_suspended for partner in await partners.read_all(connection)] == [True]
    assert await partners.set_suspended(connection, "civic-news", False, 4_000)
    assert [partner.is_suspended for partner in await partners.read_all(connection)] == [False]


async def test_a_partner_that_is_not_there_can_not_be_suspended(connection: Connection) -> None:
    assert not await partners.set_suspended(connection, "nobody", True, 1_000)


async def test_partners_come_by_key(connection: Connection) -> None:
    for key in ("green-weekly", "civic-news", "zine"):
        await partners.save(connection, key, key.title(), [], None, 1_000)
    assert [partner.key for partner in await partners.read_all(connection)] == [
        "civic-news",
        "green-weekly",
        "zine",
    ]


async def test_every_change_is_announced_to_processes_that_watch(connection: Connection) -> None:
    versions = [await catalogue_version.read(connection)]
    await partners.save(connection, "civic-news", "Civic News", ORIGINS, None, 1_000)
    versions.append(await catalogue_version.read(connection))
    await partners.set_suspended(connection, "civic-news", True, 2_000)
    versions.append(await catalogue_version.read(connection))
    assert versions == sorted(set(versions))
