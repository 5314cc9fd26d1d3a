"""The `petition` command, one subcommand a file."""

import click

from widget_server.cli.add import add
from widget_server.cli.demo import demo
from widget_server.cli.export import export
from widget_server.cli.init import init
from widget_server.cli.links import links
from widget_server.cli.list import list_petitions
from widget_server.cli.migrate import migrate
from widget_server.cli.open_close import close_petition, open_petition
from widget_server.cli.organizer import organizer
from widget_server.cli.partner import partner
from widget_server.cli.recount import recount
from widget_server.cli.remove_translation import remove_translation
from widget_server.cli.serve import serve
from widget_server.cli.sources import sources


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="petition-widget")
def main() -> None:
    """An embeddable petition: supporters sign on your partners' pages, you see totals you can trust.

    New here? `petition demo` shows everything on this machine. For production: `petition init`,
    `petition migrate`, `petition add FILE.md`, `petition partner add …`, `petition open SLUG`, `petition serve`.

    Settings come from the environment (PETITION_…) and from the file petition.env in the working directory.
    """


for command in (
    init,
    migrate,
    add,
    remove_translation,
    list_petitions,
    open_petition,
    close_petition,
    partner,
    organizer,
    links,
    export,
    recount,
    sources,
    serve,
    demo,
):
    main.add_command(command)
