"""petition sources."""

import click

from widget_server.cli.common import no_such_petition, with_database
from widget_server.cli.table import print_table
from widget_server.core.totals import LabelKind
from widget_server.storage import label_totals, petitions
from widget_server.storage.database import Connection
from widget_server.storage.label_totals import LabelSum

HEADINGS: dict[LabelKind, str] = {"source": "SOURCE", "ref": "REFERRAL"}


@click.command(short_help="Show where signatures came from: by source and by referral.")
@click.argument("slug")
@click.option(
    "--most", default=20, show_default=True, type=click.IntRange(1, 10_000), help="Lines of each table."
)
def sources(slug: str, most: int) -> None:
    """Show how many signatures of the petition SLUG count by `source` and by referral code, the most first.

    A source is what a snippet or a link says of where it stands; a code is what supporters' own links carry.
    """
    found = with_database(lambda connection: _read(connection, slug, most))
    if found is None:
        raise no_such_petition(slug)
    for number, (heading, sums) in enumerate(found.items()):
        if number:
            click.echo()
        if not sums:
            click.echo(f"No signature has come with a {heading.lower()} yet.")
            continue
        rows = [(heading, "CONFIRMED", "SENT IN")]
        rows += [(one.name, f"{one.confirmed:,}", f"{one.submitted:,}") for one in sums]
        print_table(rows, numeric={1, 2})


async def _read(connection: Connection, slug: str, most: int) -> dict[str, list[LabelSum]] | None:
    for petition, _ in await petitions.read_all(connection):
        if petition.slug == slug:
            return {
                heading: await label_totals.largest(connection, petition.id, kind, most)
                for kind, heading in HEADINGS.items()
            }
    return None
