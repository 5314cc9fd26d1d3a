"""What tests of HTTP share: a service on SQLite, with a petition and a partner.

A module that wants each kind of database parametrizes `database_kind`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.campaign import PARTNER_ORIGIN, add_partner, add_petition
from tests.support.databases import DatabaseMaker
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner


@pytest.fixture
def database_kind() -> str:
    """What the database is; a module that wants all of them parametrizes this."""
    return "sqlite"


@pytest.fixture
def database_url(database_kind: str, database_maker: DatabaseMaker, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database of this test's own."""
    with database_maker.migrated(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
async def petition(service: Service) -> LivePetition:
    """An open petition, for its partners to embed."""
    return await add_petition(service)


@pytest.fixture
async def partner(service: Service) -> Partner:
    """A partner with one site, PARTNER_ORIGIN."""
    return await add_partner(service, origins=(PARTNER_ORIGIN,))
