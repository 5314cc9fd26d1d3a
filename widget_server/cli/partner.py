"""petition partner add, list, suspend, resume."""

import click

from widget_server.actions.manage_partners import PartnerForm, save_partner, set_suspended
from widget_server.cli.common import settings_or_exit, with_database
from widget_server.cli.table import print_table
from widget_server.core import clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.origins import normalise_origin
from widget_server.core.origins_pasted import Pasted
from widget_server.storage import partners
from widget_server.storage.database import Connection


@click.group(short_help="Partner sites: add, list, suspend, resume.")
def partner() -> None:
    """Partner sites, which embed your petitions under their own key."""


@partner.command(short_help="Add or update a partner.")
@click.argument("key")
@click.option("--name", required=True, help="The name supporters see, such as 'Civic News'.")
@click.option(
    "--origin",
    "origins",
    required=True,
    multiple=True,
    help="A site that may embed, such as https://news.example.org.",
)
@click.option("--privacy-url", help="The partner's own privacy notice.")
@click.option("--public", "is_public", is_flag=True, help="It agrees to be named in the open figures.")
def add(key: str, name: str, origins: tuple[str, ...], privacy_url: str | None, is_public: bool) -> None:
    """Add the partner KEY, or replace name, origins and privacy notice of the one with this key.

    Repeat --origin for each site; www.example.org and example.org are two.
    """
    if not name.strip():
        raise click.ClickException("--name must not be empty: supporters see it.")
    try:
        normalised = [normalise_origin(origin) for origin in origins]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    settings = settings_or_exit()
    form = PartnerForm(name, "\n".join(normalised), privacy_url or "", is_public)
    try:
        pasted = with_database(lambda connection: _save(connection, key, form), settings.database_url)
    except FormProblems as error:
        raise click.ClickException(" ".join(error.problems.values())) from error
    click.echo(
        f"Saved {key} for {', '.join(pasted.origins)}. The partner's snippet, with the petition's slug filled in:\n"
    )
    click.echo(
        f'<script async crossorigin="anonymous" src="{settings.base_url}/v1.js"></script>\n'
        f'<petition-form petition="SLUG" partner="{key}">'
        f'<a href="{settings.base_url}/p/SLUG">Sign the petition</a></petition-form>'
    )


async def _save(connection: Connection, key: str, form: PartnerForm) -> Pasted:
    is_new = await partners.find(connection, key) is None
    return await save_partner(connection, COMMAND_LINE, key, form, clock.now(), is_new=is_new)


@partner.command("list", short_help="Show all partners.")
def list_partners() -> None:
    """Show all partners with their state and origins."""
    found = with_database(partners.read_all)
    if not found:
        click.echo(
            "There is no partner yet. Add one with: petition partner add KEY --name NAME --origin ORIGIN"
        )
        return
    rows = [("KEY", "STATE", "NAME", "ORIGINS")]
    rows += [
        (one.key, "suspended" if one.is_suspended else "active", one.name, " ".join(sorted(one.origins)))
        for one in found
    ]
    print_table(rows)


@partner.command(short_help="Switch a partner off at once.")
@click.argument("key")
def suspend(key: str) -> None:
    """Let nobody sign through the partner KEY until it is resumed. Signatures that it brought stay."""
    _set_suspended(key, True)
    click.echo(f"{key} is suspended.")


@partner.command(short_help="Switch a suspended partner on again.")
@click.argument("key")
def resume(key: str) -> None:
    """Let people sign through the partner KEY again."""
    _set_suspended(key, False)
    click.echo(f"{key} is active again.")


def _set_suspended(key: str, is_suspended: bool) -> None:
    if not with_database(
        lambda connection: set_suspended(connection, COMMAND_LINE, key, is_suspended, clock.now())
    ):
        raise click.ClickException(
            f"There is no partner {key!r}. `petition partner list` shows those that there are."
        )
