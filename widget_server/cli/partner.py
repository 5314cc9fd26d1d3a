"""petition partner add, list, suspend, resume."""

import click

from widget_server.cli.common import settings_or_exit, with_database
from widget_server.cli.table import print_table
from widget_server.core import clock
from widget_server.core.origins import normalise_origin
from widget_server.core.partner import check_key
from widget_server.storage import partners


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
def add(key: str, name: str, origins: tuple[str, ...], privacy_url: str | None) -> None:
    """Add the partner KEY, or replace name, origins and privacy notice of the one with this key.

    Repeat --origin for each site; www.example.org and example.org are two.
    """
    try:
        check_key(key)
        normalised = list(dict.fromkeys(normalise_origin(origin) for origin in origins))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if not name.strip():
        raise click.ClickException("--name must not be empty: supporters see it.")
    if privacy_url and not privacy_url.startswith(("https://", "http://")):
        raise click.ClickException("--privacy-url must start with https:// or http://")
    settings = settings_or_exit()
    with_database(
        lambda connection: partners.save(connection, key, name.strip(), normalised, privacy_url, clock.now()),
        settings.database_url,
    )
    click.echo(
        f"Saved {key} for {', '.join(normalised)}. The partner's snippet, with the petition's slug filled in:\n"
    )
    click.echo(
        f'<script async crossorigin="anonymous" src="{settings.base_url}/v1.js"></script>\n'
        f'<petition-form petition="SLUG" partner="{key}">'
        f'<a href="{settings.base_url}/p/SLUG">Sign the petition</a></petition-form>'
    )


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
        lambda connection: partners.set_suspended(connection, key, is_suspended, clock.now())
    ):
        raise click.ClickException(
            f"There is no partner {key!r}. `petition partner list` shows those that there are."
        )
