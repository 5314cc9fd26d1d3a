"""A database with a long campaign behind it, made by the product's own storage and kept for the next run.

As after some weeks of signing: sealed data that opens, mail sent, two of three confirmed.
"""

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench.petition import SLUG
from tests.bench.product import DATA_KEY, copy_database, sqlite_url
from widget_server.core import clock, ids
from widget_server.core.clock import HOUR
from widget_server.core.email_address import parse_email
from widget_server.core.petition import Petition
from widget_server.core.sealing import MasterKey, PersonalData, PetitionVault
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.storage import partners, petitions, signature_batch
from widget_server.storage.database import Connection, Database

BATCH = 1_500
"""Signatures in one transaction: 18 values each, and SQLite takes 32,766 a statement."""

AN_HOUR = 2_000
"""Signatures an hour, so that the campaign has gone on for some weeks and the totals have their rows."""

COUNTRIES = ("US", "GB", "CA", "DE", "FR", "AU", "IN", "")


def seeded(template: Path, cache: Path, count: int) -> Path:
    """The file with `count` signatures, out of the cache or made now. `template` has the petition and nobody."""
    file = cache / f"signed-{count}-{fingerprint(template, Path(__file__))}.db"
    if not file.exists():
        for outdated in cache.glob(f"signed-{count}-*"):
            outdated.unlink()
        growing = file.with_suffix(".growing")
        copy_database(template, growing)
        asyncio.run(_sign(growing, count))
        with closing(sqlite3.connect(growing)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        growing.rename(file)
    return file


def fingerprint(template: Path, maker: Path) -> str:
    """Of the tables, and of the file that says how they are filled: another schema wants another database."""
    with closing(sqlite3.connect(template)) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    return hashlib.sha256(repr(tables).encode() + maker.read_bytes()).hexdigest()[:12]


async def _sign(file: Path, count: int) -> None:
    database = Database(sqlite_url(file))
    await database.connect()
    async with database.held() as connection:
        signers = await _signers(connection)
        with click.progressbar(length=count, label=f"Storing {count:,} signatures, once") as bar:
            for start in range(0, count, BATCH):
                numbers = range(start, min(start + BATCH, count))
                await _store(connection, signers, numbers, clock.now() - (count - start) * HOUR // AN_HOUR)
                bar.update(len(numbers))
    await database.disconnect()


async def _signers(connection: Connection) -> "Signers":
    stored = await petitions.read_all(connection)
    petition, wrapped_key = next(one for one in stored if one[0].slug == SLUG)
    assert wrapped_key
    vault = MasterKey(DATA_KEY).vault(petition.id, petition.slug, wrapped_key)
    [partner] = await partners.read_all(connection)
    return Signers(petition, vault, partner.id)


async def _store(connection: Connection, signers: "Signers", numbers: Sequence[int], at: int) -> None:
    """Signed, mailed, and two of three confirmed."""
    new = [signers.signature(number, at) for number in numbers]
    await signature_batch.apply(connection, [Submit(one) for one in new], 0, at)
    confirmed = [
        Confirm(one.petition_id, one.id) for number, one in zip(numbers, new, strict=True) if number % 3
    ]
    await signature_batch.apply(connection, confirmed, 0, at)
    await connection.execute(
        "UPDATE outbox SET state = 'sent', attempts = 1, sent_at = :at WHERE state = 'waiting'", {"at": at}
    )


@dataclass(frozen=True)
class Signers:
    """Those who sign a petition, by number."""

    petition: Petition
    vault: PetitionVault
    partner_id: int

    def signature(self, number: int, at: int) -> NewSignature:
        """One's signature; every fourth was made on the petition's own page."""
        email = parse_email(f"supporter.{number}@example.org")
        comment = "Nobody asked me whether I want to be recognised." if number % 4 == 0 else ""
        person = PersonalData("Ada", "Lovelace", email.address, "12345" if number % 3 == 0 else "", comment)
        signature_id = ids.new_id(at)
        return NewSignature(
            id=signature_id,
            petition_id=self.petition.id,
            partner_id=self.partner_id if number % 4 else 0,
            text_id=self.petition.text.id,
            signer_key=self.vault.signer_key(email.canonical),
            sealed=self.vault.seal(person, signature_id),
            created_at=at,
            country=COUNTRIES[os.urandom(1)[0] % len(COUNTRIES)],
            source="newsletter" if number % 4 == 0 else "",
            updates=number % 2 == 0,
        )
