"""petition recount."""

import sys

import click

from widget_server.actions.recount import Drift
from widget_server.actions.recount import recount as run_recount
from widget_server.cli.common import no_such_petition, with_database
from widget_server.core import clock
from widget_server.core.clock import HOUR, isoformat
from widget_server.core.totals import COUNTERS
from widget_server.storage import petitions
from widget_server.storage.database import Connection

SHOWN_HOURS = 20
SHOWN_LABELS = 20


@click.command(short_help="Prove that totals equal rows; mend them where not.")
@click.argument("slug", required=False)
def recount(slug: str | None) -> None:
    """Compare the kept totals of the petition SLUG, or of all, with their rows, and mend what differs.

    Exits with 1 if anything differed. People can go on signing meanwhile.
    """
    drifts = with_database(lambda connection: _recount(connection, slug))
    if slug and not drifts:
        raise no_such_petition(slug)
    for name, drift in drifts.items():
        _report(name, drift)
    if not all(drift.is_none for drift in drifts.values()):
        sys.exit(1)


async def _recount(connection: Connection, slug: str | None) -> dict[str, Drift]:
    drifts = {}
    for petition, _ in await petitions.read_all(connection):
        if slug in (None, petition.slug):
            click.echo(f"Counting {petition.slug} …", err=True)
            drifts[petition.slug] = await run_recount(connection, petition.id, clock.now)
    return drifts


def _report(name: str, drift: Drift) -> None:
    if drift.is_none:
        click.echo(f"{name}: totals equal rows.")
        return
    click.echo(f"{name}: totals differed from rows and are mended now. What was missing (+) or too much (-):")
    click.echo(f"  in the whole: {_differences(drift.whole)}")
    for cell, counts in sorted(drift.by_hour.items())[:SHOWN_HOURS]:
        place = f"partner {cell.partner_id}, country {cell.country or 'unknown'}"
        click.echo(f"  in the hour from {isoformat(cell.hour * HOUR)}, {place}: {_differences(counts)}")
    for period, counts in sorted(drift.by_period.items())[:SHOWN_HOURS]:
        length = period.length * HOUR
        name = "hour" if period.length == 1 else "day"
        place = f"{name} from {isoformat(period.number * length)}, partner {period.partner_id}, all countries"
        click.echo(f"  in the {place}: {_differences(counts)}")
    for label, counts in sorted(drift.by_label.items())[:SHOWN_LABELS]:
        place = f"{label.kind} {label.name!r}, partner {label.partner_id}"
        click.echo(f"  for {place}: {_differences(counts)}")
    shown = ((drift.by_hour, SHOWN_HOURS), (drift.by_period, SHOWN_HOURS), (drift.by_label, SHOWN_LABELS))
    more = sum(max(len(places) - most, 0) for places, most in shown)
    if more:
        click.echo(f"  and in {more} more places")


def _differences(counts: tuple[int, ...]) -> str:
    named = [f"{name} {count:+}" for name, count in zip(COUNTERS, counts, strict=True) if count]
    return ", ".join(named) or "nothing"
