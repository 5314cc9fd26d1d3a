"""petition links."""

import csv
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import click

from widget_server.actions.by_command_line import note_links
from widget_server.cli.common import no_such_petition, settings_or_exit, with_database
from widget_server.cli.csv_files import BOM, CsvInput, text_output
from widget_server.core import clock
from widget_server.core.clock import DAY, isoformat
from widget_server.core.mailing_list import LINK_COLUMN, read_header
from widget_server.core.origins import normalise_origin
from widget_server.core.partner import Partner
from widget_server.core.personal_link import DEFAULT_DAYS, MOST_DAYS, PARAMETER, personal_link, write_token
from widget_server.core.petition import Petition
from widget_server.core.sealing import MasterKey, PetitionVault, SealBroken
from widget_server.core.settings import Settings
from widget_server.storage import partners, petitions
from widget_server.storage.database import Connection

SHOWN_PROBLEMS = 20
BAR_STEP = 100_000
"""Bytes after which the progress bar is drawn again."""


@click.command(short_help="Add a personal link to each row of a mailing list.")
@click.argument("slug")
@click.argument("input_file", metavar="INPUT.csv", type=click.File("rb"))
@click.option("--url", help="The page with the form that links lead to. [default: the petition's own page]")
@click.option(
    "--days",
    default=DEFAULT_DAYS,
    show_default=True,
    type=click.IntRange(1, MOST_DAYS),
    help="How long links work.",
)
@click.option(
    "-o",
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="[default: standard output]",
)
def links(slug: str, input_file: BinaryIO, url: str | None, days: int, output: Path | None) -> None:
    """Add a personal link to each row of INPUT.csv, for a mailing about the petition SLUG.

    Whoever opens theirs is greeted by name, is asked only for what is missing, and signs without a mail to confirm:
    the link came to that mailbox. So it is as personal as a password. Nobody can read anything in it.

    The first line of INPUT.csv names its columns: email, and any of given_name, family_name, country (such as GB) and
    postcode. All other columns are passed through; the column `link` is added. "-" reads standard input.

    Lines without a good address are left out, named and counted. Exits with 1 if no line is good, or the file can't be
    read to its end.
    """
    settings = settings_or_exit()
    found, listed = with_database(_read, settings.database_url)
    petition, vault = _find(found, slug, settings)
    prefix = _prefix(url, petition, listed, settings.base_url)
    if output and output.exists() and _is_same(input_file, output):
        raise click.ClickException(f"{output} is the list itself. Write to another file.")
    with_database(lambda connection: note_links(connection, slug, days, clock.now), settings.database_url)
    now = clock.now()

    def link_of(person: dict[str, str]) -> str:
        return prefix + write_token(vault, personal_link(person, now, days))

    problems = Problems()
    size = os.fstat(input_file.fileno()).st_size
    is_shown = size and sys.stderr.isatty() and (output is not None or not sys.stdout.isatty())
    try:
        with click.progressbar(
            length=size,
            label="Making links",
            file=sys.stderr,
            update_min_steps=BAR_STEP,
            hidden=not is_shown,
        ) as bar:
            made = _write(CsvInput(input_file, bar.update), output, link_of, problems)
    finally:
        problems.report()  # below the bar, and before the error, if there is one
    click.echo(f"Made {made:,} links, good until {isoformat(now + days * DAY)}.", err=True)
    if petition.status(now) == "draft":
        click.echo(f"{slug} is a draft: they will work once it is open.", err=True)


class Problems:
    """Lines that got no link. Of many, the first are kept."""

    def __init__(self) -> None:
        self._count = 0
        self._first: list[str] = []

    def add(self, line: int, what: str) -> None:
        """`what` says nothing of the person: it may end up in a log."""
        self._count += 1
        if self._count <= SHOWN_PROBLEMS:
            self._first.append(f"  line {line}: {what}")

    def report(self) -> None:
        """To standard error."""
        if not self._count:
            return
        click.echo(f"Lines left out, to mend and to make links for by themselves: {self._count:,}", err=True)
        click.echo("\n".join(self._first), err=True)
        if self._count > SHOWN_PROBLEMS:
            click.echo(f"  and {self._count - SHOWN_PROBLEMS:,} more", err=True)


async def _read(connection: Connection) -> tuple[list[tuple[Petition, bytes | None]], list[Partner]]:
    return await petitions.read_all(connection), await partners.read_all(connection)


def _find(
    found: list[tuple[Petition, bytes | None]], slug: str, settings: Settings
) -> tuple[Petition, PetitionVault]:
    for petition, wrapped_key in found:
        if petition.slug != slug:
            continue
        if wrapped_key is None or petition.status(clock.now()) == "closed":
            raise click.ClickException(f"{slug} is closed and takes no signatures.")
        try:
            return petition, MasterKey(settings.data_key).vault(petition.id, slug, wrapped_key)
        except SealBroken as error:
            raise click.ClickException(
                f"PETITION_DATA_KEY is not the key that {slug} was added under: links would not work."
            ) from error
    raise no_such_petition(slug)


def _prefix(url: str | None, petition: Petition, listed: list[Partner], base_url: str) -> str:
    """All of a link but its token.

    In the fragment, which browsers don't send to the partner's server; our own page, which has no script that could
    read that, gets it in the query.
    """
    own = f"{base_url}/p/{petition.slug}"
    url = url or own
    page, _, query = url.partition("?")
    if page.rstrip("/") == own:
        return f"{own}?{query}{'&' if query else ''}{PARAMETER}="
    parts = urlsplit(url)
    try:
        origin = normalise_origin(f"{parts.scheme}://{parts.netloc}")
    except ValueError as error:
        raise click.ClickException(f"--url: {error}.") from error
    if "#" in url or any(character.isspace() for character in url):
        raise click.ClickException("--url must have no # and no blanks: the part after # is the link's own.")
    may_embed = any(origin in one.origins and not one.is_suspended for one in listed)
    if petition.embedding == "listed" and not may_embed and origin != normalise_origin(base_url):
        click.echo(f"Warning: no partner lists {origin}, so nobody can sign there yet.", err=True)
    return f"{url}#{PARAMETER}="


def _is_same(file: BinaryIO, path: Path) -> bool:
    return os.path.samestat(os.fstat(file.fileno()), path.stat())


def _write(
    source: CsvInput, output: Path | None, link_of: Callable[[dict[str, str]], str], problems: Problems
) -> int:
    """How many links were made. Without any, no file is written."""
    rows = iter(source)
    line, header = next(rows, (1, []))
    try:
        mailing_list = read_header(header)
    except ValueError as error:
        raise source.problem(line, str(error)) from error
    made = 0
    with text_output(output) as stream:
        stream.write(BOM if source.has_bom else "")
        writer = csv.writer(stream, delimiter=source.delimiter, lineterminator=source.line_end)
        writer.writerow([*header, LINK_COLUMN])
        for number, row in rows:
            try:
                link = link_of(mailing_list.person(row))
            except ValueError as error:
                problems.add(number, str(error))
            else:
                writer.writerow([*row, link])
                made += 1
        if not made:
            raise click.ClickException(f"{source.name}: no line has a good address, so there are no links.")
    return made
