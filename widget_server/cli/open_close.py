"""petition open, petition close."""

import click

from widget_server.actions.change_petition_state import NoSuchPetition, RetentionEnded
from widget_server.actions.write_petition import change_state
from widget_server.cli.common import no_such_petition, with_database
from widget_server.core import clock
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.petition import Petition, Stored


@click.command("open", short_help="Let a petition take signatures.")
@click.argument("slug")
def open_petition(slug: str) -> None:
    """Let the petition SLUG take signatures. A running service follows within about a second."""
    petition = _change(slug, "open")
    status = petition.status(clock.now())
    if status == "closed":
        click.echo(
            f"{slug} is open, but its `closes` has passed: it takes no signatures. Mend the file, add it again."
        )
    elif status == "draft":
        click.echo(f"{slug} is open, and will take signatures from its `opens` on.")
    else:
        click.echo(f"{slug} is open.")


@click.command("close", short_help="End a petition.")
@click.argument("slug")
def close_petition(slug: str) -> None:
    """Let the petition SLUG take no more signatures. Those sent in before can still be confirmed."""
    _change(slug, "closed")
    click.echo(f"{slug} is closed.")


def _change(slug: str, state: Stored) -> Petition:
    try:
        return with_database(
            lambda connection: change_state(connection, COMMAND_LINE, slug, state, clock.now)
        )
    except NoSuchPetition as error:
        raise no_such_petition(slug) from error
    except RetentionEnded as error:
        raise click.ClickException(
            f"The retention of {slug} has ended and its personal data is erased, so it can't be opened again. "
            "Give the file another slug and add it as a new petition."
        ) from error
