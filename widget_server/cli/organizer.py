"""petition organizer add, list, link, remove."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from widget_server.actions.account_links import AccountLink, add_organizer, new_link, remove_organizer
from widget_server.cli.common import settings_or_exit, with_database
from widget_server.cli.table import print_table
from widget_server.core import clock
from widget_server.core.clock import isoformat
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import COMMAND_LINE, ROLES, Organizer
from widget_server.storage import organizers
from widget_server.storage.database import Connection

Result = TypeVar("Result")


@click.group(short_help="Organizers' accounts: add, list, link, remove.")
def organizer() -> None:
    """Accounts for the pages under /organizer/."""


@organizer.command(short_help="Add an account; prints its one-time link.")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="owner",
    show_default=True,
    help="owner: everything; editor: petitions, partners, signatures; viewer: figures; partner: one partner's.",
)
@click.option("--partner", metavar="KEY", help="Which partner an account of the role partner is for.")
def add(email: str, role: str, partner: str | None) -> None:
    """Add an account for EMAIL and print the link that sets its password and second factor.

    The link is good once, for two days. Send it by a way that you trust.
    """
    base_url, url = _settings()
    _print_link(
        _or_exit(
            lambda connection: add_organizer(
                connection, COMMAND_LINE, email=email, role=role, partner_key=partner, now=clock.now()
            ),
            url,
        ),
        base_url,
    )


@organizer.command("list", short_help="Show all accounts.")
def list_organizers() -> None:
    """Show all accounts with their role, and when each signed in last."""
    found = with_database(organizers.read_all)
    if not found:
        click.echo("There is no account yet. Add one with: petition organizer add EMAIL")
        return
    rows = [("EMAIL", "ROLE", "SIGNED IN LAST")]
    print_table(rows + [(one.email, one.role, _last(one)) for one in found])


@organizer.command(short_help="Print a new link for somebody who has lost password or phone.")
@click.argument("email")
def link(email: str) -> None:
    """Print a link that sets password and second factor of EMAIL anew. What was set goes on until it is used."""
    base_url, url = _settings()

    async def make(connection: Connection) -> AccountLink | None:
        found = await organizers.find_by_email(connection, email.strip().lower())
        return await new_link(connection, COMMAND_LINE, found.id, clock.now()) if found else None

    made = _or_exit(make, url)
    if made is None:
        raise _unknown(email)
    _print_link(made, base_url)


@organizer.command(short_help="Remove an account.")
@click.argument("email")
def remove(email: str) -> None:
    """Remove the account of EMAIL, and sign it out everywhere. The log keeps what it has done."""

    async def take_away(connection: Connection) -> Organizer | None:
        found = await organizers.find_by_email(connection, email.strip().lower())
        return await remove_organizer(connection, COMMAND_LINE, found.id, clock.now()) if found else None

    if _or_exit(take_away, None) is None:
        raise _unknown(email)
    click.echo(f"The account of {email} is removed.")


def _settings() -> tuple[str, str]:
    settings = settings_or_exit()
    return settings.base_url, settings.database_url


def _or_exit(work: Callable[[Connection], Awaitable[Result]], url: str | None) -> Result:
    try:
        return with_database(work, url)
    except FormProblems as error:
        raise click.ClickException(" ".join(error.problems.values())) from error


def _print_link(made: AccountLink, base_url: str) -> None:
    click.echo(
        f"{made.organizer.email} sets a password and a second factor here, once,"
        f" until {isoformat(made.expires_at)}:\n"
    )
    click.echo(f"{base_url}{made.path}")


def _unknown(email: str) -> click.ClickException:
    return click.ClickException(
        f"There is no account for {email!r}. `petition organizer list` shows those that there are."
    )


def _last(one: Organizer) -> str:
    if not one.is_set_up:
        return "never: not set up yet"
    return isoformat(one.seen_at) if one.seen_at else "never"
