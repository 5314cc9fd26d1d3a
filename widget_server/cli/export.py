"""petition export."""

import asyncio
import sys
from concurrent.futures import BrokenExecutor
from contextlib import aclosing
from pathlib import Path

import click

from widget_server.actions.export_in_processes import Task, pieces_by_processes, processes_for
from widget_server.actions.export_signatures import expected_rows, note_export, pieces
from widget_server.cli.common import check_migrated, no_such_petition, settings_or_exit, unreachable
from widget_server.cli.csv_files import binary_output
from widget_server.core import clock
from widget_server.core.export import ExportWish, Format, Kind
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.petition import Petition
from widget_server.core.sealing import SealBroken
from widget_server.core.settings import Settings
from widget_server.storage import figures, partners, petitions
from widget_server.storage.database import Connection, Database, StorageUnavailable
from widget_server.workers.garbage import collect_less_often


@click.command(short_help="Take a petition's signatures out as CSV or JSON Lines.")
@click.argument("slug")
@click.option("--format", "format_", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@click.option(
    "--kind",
    type=click.Choice(["everything", "updates", "partner", "delivery"]),
    default="everything",
    show_default=True,
    help="updates: who wants your news; partner: who wants a partner's; delivery: names for the target.",
)
@click.option("--partner", metavar="KEY", help="Whose, for --kind partner.")
@click.option(
    "-o",
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="[default: standard output]",
)
def export(slug: str, format_: Format, kind: Kind, partner: str | None, output: Path | None) -> None:
    """Take the signatures of the petition SLUG out. The file is there once it is whole, and for its owner alone.

    It is written into the log of what organizers do. Cells that a spreadsheet could take for a formula have an
    apostrophe before them.
    """
    settings = settings_or_exit()
    check_migrated(settings.database_url)
    collect_less_often()
    if (kind == "partner") != (partner is not None):
        raise click.ClickException("--kind partner, and no other, needs --partner KEY.")
    try:
        rows = asyncio.run(_export(settings, slug, kind, format_, partner, output))
    except StorageUnavailable as error:
        raise click.ClickException(unreachable(error)) from error
    except SealBroken as error:
        raise click.ClickException(
            f"PETITION_DATA_KEY is not the key that the data of {slug} was sealed under."
        ) from error
    except BrokenExecutor as error:
        raise click.ClickException(
            "A process of the export could not begin, or was ended from outside; most likely, memory ran out."
            " Free some, or use one core alone: taskset -c 0 petition export ..."
        ) from error
    click.echo(f"Exported {rows:,} signatures.", err=True)


async def _export(
    settings: Settings, slug: str, kind: Kind, format_: Format, partner: str | None, output: Path | None
) -> int:
    database = Database(settings.database_url, connections=2)
    await database.connect()
    try:
        async with database.held() as connection:
            petition, wrapped_key = await _find(connection, slug)
            keys = {one.id: one.key for one in await partners.read_all(connection)}
            wish = ExportWish(kind, format_, _partner_id(keys, partner))
            task = Task(settings, petition, wrapped_key, keys, wish)
            vault = task.vault()  # what does not open is no export, and does not stand in the log as one
            found = await figures.read(connection, petition.id, clock.now())
            expected = expected_rows(wish, found)
            await note_export(connection, COMMAND_LINE, slug, wish, expected, clock.now())
        processes = processes_for(found.whole.submitted)
        made = (
            pieces_by_processes(database, task, processes)
            if processes > 1
            else pieces(database, petition, vault, keys, wish)
        )
        written = 0
        is_shown = sys.stderr.isatty() and (output is not None or not sys.stdout.isatty())
        # A file that can't be written must not wait for processes and a connection that nobody else closes in time.
        async with aclosing(made):
            with (
                binary_output(output) as stream,
                click.progressbar(
                    length=expected, label="Exporting", file=sys.stderr, hidden=not is_shown
                ) as bar,
            ):
                async for lines, rows in made:
                    stream.write(lines)
                    written += rows
                    bar.update(rows)
        return written
    finally:
        await database.disconnect()


async def _find(connection: Connection, slug: str) -> tuple[Petition, bytes]:
    for petition, wrapped_key in await petitions.read_all(connection):
        if petition.slug == slug:
            if wrapped_key is None:
                raise click.ClickException(
                    f"The retention of {slug} has ended, and its personal data is erased."
                )
            return petition, wrapped_key
    raise no_such_petition(slug)


def _partner_id(keys: dict[int, str], partner: str | None) -> int | None:
    if partner is None:
        return None
    found = next((one for one, key in keys.items() if key == partner), None)
    if found is None:
        raise click.ClickException(
            f"There is no partner {partner!r}. `petition partner list` shows those that there are."
        )
    return found
