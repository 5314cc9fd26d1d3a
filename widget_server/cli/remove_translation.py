"""petition remove-translation."""

import click

from widget_server.actions.by_command_line import remove_translation as take_away
from widget_server.cli.common import with_database
from widget_server.core import clock


@click.command("remove-translation", short_help="Take a petition's translation away.")
@click.argument("slug")
@click.argument("locale")
def remove_translation(slug: str, locale: str) -> None:
    """Show the petition SLUG in the language LOCALE no more, such as de.

    Whoever wants that language reads the petition in its own. Signatures stay, and so do the texts that they name.
    """
    if not with_database(lambda connection: take_away(connection, slug, locale, clock.now)):
        raise click.ClickException(
            f"There is no translation of {slug!r} into {locale!r}. `petition list` shows each petition's languages, "
            "its own first."
        )
    click.echo(f"{slug} no longer speaks {locale}.")
