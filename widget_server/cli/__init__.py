"""The `petition` command, one subcommand a file."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

COMMANDS: Mapping[str, str] = {
    "init": "init:init",
    "migrate": "migrate:migrate",
    "add": "add:add",
    "remove-translation": "remove_translation:remove_translation",
    "list": "list:list_petitions",
    "open": "open_close:open_petition",
    "close": "open_close:close_petition",
    "partner": "partner:partner",
    "organizer": "organizer:organizer",
    "links": "links:links",
    "export": "export:export",
    "recount": "recount:recount",
    "sources": "sources:sources",
    "serve": "serve:serve",
    "demo": "demo:demo",
}
"""Each with its file in this folder, and its name there."""


class LazyGroup(click.Group):
    """Loads the command that is wanted and no other: all of them together take a second and a half."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """In the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as click calls it
        """None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        file, _, name = COMMANDS[cmd_name].partition(":")
        found: Any = getattr(import_module(f"{__name__}.{file}"), name)
        assert isinstance(found, click.Command)  # noqa: S101  # a subcommand's file has one
        return found


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="petition-widget")
def main() -> None:
    """An embeddable petition: supporters sign on your partners' pages, you see totals you can trust.

    New here? `petition demo` shows everything on this machine. For production: `petition init`,
    `petition migrate`, `petition add FILE.md`, `petition partner add …`, `petition open SLUG`, `petition serve`.

    Settings come from the environment (PETITION_…) and from the file petition.env in the working directory.
    """
