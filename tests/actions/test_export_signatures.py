"""A file of signatures comes in pieces that hold each of them once, and keeps no connection while its reader pauses."""

import csv
import io

import pytest

from tests.support.campaign import add_petition
from tests.support.signatures import sealed_signature
from widget_server.actions.export_signatures import pieces
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.csv_cells import BOM
from widget_server.core.export import ExportWish
from widget_server.core.signature_commands import Submit, Withdraw
from widget_server.storage import export_rows, signature_batch
from widget_server.storage.database import Database
from widget_server.storage.export_rows import WHOLE

EVERYTHING = ExportWish("everything")


@pytest.fixture
async def petition(service: Service) -> LivePetition:
    """An open one."""
    return await add_petition(service)


@pytest.fixture
async def signed(service: Service, petition: LivePetition) -> list[str]:
    """The addresses of seven supporters."""
    emails = [f"{number}@example.org" for number in range(7)]
    async with service.database.held() as connection:
        new = [sealed_signature(petition, email) for email in emails]
        await signature_batch.apply(connection, [Submit(one) for one in new], 0, service.clock())
    return emails


def emails_in(text: str) -> list[str]:
    return [row["email"] for row in csv.DictReader(io.StringIO(text.removeprefix(BOM)))]


@pytest.mark.parametrize("piece", [1, 3, 7, 8])
async def test_each_signature_is_in_one_piece_whatever_its_size(
    service: Service, petition: LivePetition, signed: list[str], piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_rows, "PIECE", piece)
    assert petition.vault
    found = [one async for one in pieces(service.database, petition.petition, petition.vault, {}, EVERYTHING)]
    assert sorted(emails_in(b"".join(lines for lines, _ in found).decode())) == signed
    assert [count for _, count in found] == [0, *[piece] * (7 // piece), *([7 % piece] if 7 % piece else [])]


async def test_what_was_erased_has_empty_cells_beside_those_that_are_there(
    service: Service, petition: LivePetition, signed: list[str]
) -> None:
    assert petition.vault
    async with service.database.held() as connection:
        first = await export_rows.read(connection, petition.petition.id, EVERYTHING, WHOLE)
        assert first
        withdrawn = Withdraw(petition.petition.id, first.id[3], "not_me", is_erased=True)
        await signature_batch.apply(connection, [withdrawn], 0, service.clock())
    found = [one async for one in pieces(service.database, petition.petition, petition.vault, {}, EVERYTHING)]
    assert emails_in(b"".join(lines for lines, _ in found).decode()).count("") == 1


async def test_a_download_that_pauses_leaves_postgresqls_connections_to_others(
    service: Service, petition: LivePetition, signed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pool of two connections, and three downloads half-way: whoever comes next finds one free."""
    monkeypatch.setattr(export_rows, "PIECE", 2)
    assert petition.vault
    database = Database(service.settings.database_url, connections=2)
    await database.connect()
    slow = [pieces(database, petition.petition, petition.vault, {}, EVERYTHING) for _ in range(3)]
    try:
        for one in slow:
            assert [(await anext(one))[1] for _ in range(2)] == [0, 2]
        async with database.held() as connection:
            await connection.check()
        for one in slow:
            assert sum([count async for _, count in one]) == 5
    finally:
        for one in slow:
            await one.aclose()
        await database.disconnect()
