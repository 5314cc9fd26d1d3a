"""petition open, petition close."""

import click

from widget_server.cli.common import with_database
from widget_server.core import clock
from widget_server.storage import petitions


@click.command("open", short_help="Let a petition take signatures.")
@click.argument("slug")
def open_petition(slug: str) -> None:
    """Let the petition SLUG take signatures. A running service follows within about a second."""
    _set_state(slug, "open")
    click.echo(f"{slug} is open.")


@click.command("close", short_help="End a petition.")
@click.argument("slug")
def close_petition(slug: str) -> None:
    """Let the petition SLUG take no more signatures. Those sent in before can still be confirmed."""
    _set_state(slug, "closed")
    click.echo(f"{slug} is closed.")


def _set_state(slug: str, state: str) -> None:
    if not with_database(lambda connection: petitions.set_state(connection, slug, state, clock.now())):
        raise click.ClickException(
            f"There is no petition {slug!r}. `petition list` shows those that there are."
        )
