"""A database with a long campaign behind it, for figures: rows written in bulk, totals by the product's own recount.

Sixty days, twenty partners and the petition's own page, thirty countries, six languages, one of ten through a link that
somebody passed on. As even as this is, nearly every hour, partner and country has a row: no petition of that size has
more of them. What is sealed is noise; nobody opens it here.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from tests.bench.petition import SLUG
from tests.bench.product import Product, copy_database, sqlite_url
from tests.bench.seed import fingerprint
from tests.bench.wrk import BenchError
from widget_server.core import clock
from widget_server.core.clock import DAY, MINUTE

DAYS = 60
PARTNERS = 20
COUNTRIES = (
    "US", "GB", "DE", "FR", "CA", "AU", "IN", "NL", "IE", "ES", "IT", "SE", "PL", "BR", "MX",
    "ZA", "NG", "JP", "NZ", "BE", "AT", "CH", "DK", "NO", "FI", "PT", "CZ", "GR", "RO", "HU",
)  # fmt: skip
LOCALES = ("en", "en", "en", "de", "fr", "es", "it", "pl")
PIECE = 100_000
REFERRERS = 25
"""Signatures for each supporter whose link brought some."""

_INSERT = (
    "INSERT INTO signatures (petition_id, id, partner_id, text_id, signer_key, state, created_at, confirmed_at,"
    " country, locale, source, ref, updates, partner_updates, sealed, mails, is_sample, show_name)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 1, 0, 0)"
)
_CHANGES = (
    "INSERT INTO signature_changes (petition_id, signature_id, at, from_state, to_state, reason)"
    " SELECT petition_id, id, confirmed_at, 'pending', 'confirmed', 'by_mail' FROM signatures"
    " WHERE state = 'confirmed' ORDER BY id"
)
_PARTNER = (
    "INSERT INTO partners (key, name, origins, is_suspended, created_at, updated_at, is_public)"
    " VALUES (?, ?, '[\"https://partner.example\"]', 0, 0, 0, 1)"
)


def campaigned(template: Path, cache: Path, count: int) -> Path:
    """The file with `count` signatures, out of the cache or made now. `template` has the petition and nobody."""
    file = cache / f"campaigned-{count}-{fingerprint(template, Path(__file__))}.db"
    if not file.exists():
        for outdated in cache.glob(f"campaigned-{count}-*"):
            outdated.unlink()
        growing = file.with_suffix(".growing")
        copy_database(template, growing)
        _write(growing, count)
        _count(growing, cache)
        growing.rename(file)
    return file


def _write(file: Path, count: int) -> None:
    """Without the journal and the waiting that make it durable: a file that breaks off is made anew."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;"
        )
        connection.executemany(
            _PARTNER, [(f"partner-{number}", f"Partner {number}") for number in range(1, PARTNERS)]
        )
        partners = [0, *(row[0] for row in connection.execute("SELECT id FROM partners ORDER BY id"))]
        petition, text = connection.execute(
            "SELECT id, text_id FROM petitions WHERE slug = ?", (SLUG,)
        ).fetchone()
        rows = _rows(petition, text, partners, count)
        with click.progressbar(length=count, label=f"Writing {count:,} signatures, once") as bar:
            for start in range(0, count, PIECE):
                most = min(PIECE, count - start)
                connection.executemany(_INSERT, (next(rows) for _ in range(most)))
                connection.commit()
                bar.update(most)
        connection.execute(_CHANGES)
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")


def _rows(petition: int, text: int, partners: list[int], count: int) -> Iterator[tuple[Any, ...]]:
    """In the order of time; two of three confirmed some minutes later."""
    begins = clock.now() - DAYS * DAY
    referrers = max(1, count // REFERRERS)
    noise = os.urandom(4_096)
    for number in range(count):
        at = begins + DAYS * DAY * number // count
        spread = (
            number * 2_654_435_761 % 2**32
        )  # Knuth's multiplicative hash: even, and the same for everybody
        is_confirmed = number % 3 > 0
        yield (
            petition,
            at.to_bytes(6, "big") + b"\x70\x00" + number.to_bytes(8, "big"),
            partners[spread % len(partners)],
            text,
            number.to_bytes(16, "big"),
            "confirmed" if is_confirmed else "pending",
            at,
            at + 7 * MINUTE if is_confirmed else None,
            COUNTRIES[spread // 64 % len(COUNTRIES)],
            LOCALES[spread // 4_096 % len(LOCALES)],
            "newsletter" if number % 7 == 0 else "",
            f"r{spread % referrers:09}" if number % 10 == 0 else "",
            number % 2,
            noise[spread % 3_900 : spread % 3_900 + 140],
        )


def _count(file: Path, folder: Path) -> None:
    """`petition recount` finds that the totals have nothing of all this, mends them, and exits with 1."""
    click.echo("Counting them, once ...", err=True)
    product = Product(sqlite_url(file), folder, "")
    try:
        product.run("recount")
    except BenchError as error:
        if "are mended now" not in str(error):
            raise
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
