"""petition list."""

import click

from widget_server.cli.common import with_database
from widget_server.cli.table import print_table
from widget_server.core import clock
from widget_server.core.petition import Petition
from widget_server.core.totals import Totals
from widget_server.core.translation import Translation
from widget_server.storage import petitions, totals, translations
from widget_server.storage.database import Connection


async def _read(
    connection: Connection,
) -> tuple[list[Petition], dict[int, list[Translation]], dict[int, Totals]]:
    found = [petition for petition, _ in await petitions.read_all(connection)]
    return found, await translations.read_all(connection), await totals.read_all(connection)


@click.command("list", short_help="Show all petitions with their totals.")
def list_petitions() -> None:
    """Show all petitions with their totals: confirmed, waiting for confirmation, withdrawn and invalidated.

    LANGUAGES are those that the petition speaks, its own first.
    """
    found, spoken, sums = with_database(_read)
    if not found:
        click.echo("There is no petition yet. Add one with: petition add FILE.md")
        return
    now = clock.now()
    rows = [("SLUG", "STATUS", "CONFIRMED", "PENDING", "WITHDRAWN", "INVALIDATED", "LANGUAGES", "TITLE")]
    for petition in found:
        total = sums.get(petition.id, Totals())
        counts = (total.confirmed, total.pending, total.withdrawn, total.invalidated)
        languages = [petition.locale, *(one.text.locale for one in spoken.get(petition.id, ()))]
        columns = (petition.slug, petition.status(now), *(f"{count:,}" for count in counts))
        rows.append((*columns, ",".join(languages), petition.text.title))  # type: ignore[arg-type]  # a row is eight texts
    print_table(rows, numeric=range(2, 6))
