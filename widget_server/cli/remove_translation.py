"""petition remove-translation."""

import click

from widget_server.actions import write_translation
from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.cli.common import with_database
from widget_server.core import clock
from widget_server.core.organizer import COMMAND_LINE


@click.command("remove-translation", short_help="Take a petition's translation away.")
@click.argument("slug")
@click.argument("locale")
def remove_translation(slug: str, locale: str) -> None:
    """Show the petition SLUG in the language LOCALE no more, such as de.

    Whoever wants that language reads the petition in its own. Signatures stay, and so do the texts that they name.
    """
    try:
        is_done = with_database(
            lambda connection: write_translation.remove_translation(
                connection, COMMAND_LINE, slug, locale, clock.now
            )
        )
    except NoSuchPetition:
        is_done = False
    if not is_done:
        raise click.ClickException(
            f"There is no translation of {slug!r} into {locale!r}. `petition list` shows each petition's languages, "
            "its own first."
        )
    click.echo(f"{slug} no longer speaks {locale}.")
