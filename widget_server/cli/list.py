"""petition list."""

import click

from widget_server.cli.common import with_database
from widget_server.cli.table import print_table
from widget_server.core import clock
from widget_server.core.petition import Petition
from widget_server.core.totals import Totals
from widget_server.storage import petitions, totals
from widget_server.storage.database import Connection


async def _read(connection: Connection) -> tuple[list[Petition], dict[int, Totals]]:
    return [petition for petition, _ in await petitions.read_all(connection)], await totals.read_all(
        connection
    )


@click.command("list", short_help="Show all petitions with their totals.")
def list_petitions() -> None:
    """Show all petitions with their totals: confirmed, waiting for confirmation, withdrawn and invalidated."""
    found, sums = with_database(_read)
    if not found:
        click.echo("There is no petition yet. Add one with: petition add FILE.md")
        return
    now = clock.now()
    rows = [("SLUG", "STATUS", "CONFIRMED", "PENDING", "WITHDRAWN", "INVALIDATED", "TITLE")]
    for petition in found:
        total = sums.get(petition.id, Totals())
        counts = (total.confirmed, total.pending, total.withdrawn, total.invalidated)
        rows.append(
            (petition.slug, petition.status(now), *(f"{count:,}" for count in counts), petition.text.title)  # type: ignore[arg-type]  # a row is seven texts
        )
    print_table(rows, numeric=range(2, 6))
