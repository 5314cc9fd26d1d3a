"""petition serve."""

import math
import socket
import tempfile
from typing import Any

import click
import uvicorn

from widget_server.app import Service, create_app
from widget_server.cli.common import check_migrated, settings_or_exit, with_database
from widget_server.core.logs import log_config
from widget_server.core.sealing import MasterKey, SealBroken
from widget_server.core.settings import Settings, hand_to_workers
from widget_server.storage import petitions
from widget_server.web.public.files import WidgetMissing, widget_release
from widget_server.workers.garbage import collect_less_often

GRACEFUL_SECONDS = 20
"""Longer than a batch can take on a busy disk; a form that came too early waits on top of that."""


@click.command(short_help="Run the service.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes to run.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the service. Ctrl-C or SIGTERM ends it once everything that was accepted is written.

    It refuses to start, naming each problem, when a setting is missing or bad, the database is away or not
    migrated, or the port is taken.
    """
    settings = settings_or_exit()
    check_migrated(settings.database_url)
    check_data_key(settings)
    check_widget()
    check_port(host, port)
    if settings.smtp_url is None:
        click.echo(
            "Warning: PETITION_SMTP_URL is not set. Mail waits in the outbox; nobody can confirm.", err=True
        )
    click.echo(f"Serving {settings.base_url} on http://{host}:{port} (Ctrl-C ends it)", err=True)
    if workers == 1:
        options = uvicorn_options(settings.log_format, settings.min_form_seconds)
        app = create_app(Service(settings))
        collect_less_often()
        uvicorn.run(app, host=host, port=port, **options)
        return
    with tempfile.TemporaryDirectory(prefix="petition-metrics-") as shared:
        hand_to_workers(shared)
        options = uvicorn_options(settings.log_format, settings.min_form_seconds)
        uvicorn.run(
            "widget_server.app:create_app", factory=True, host=host, port=port, workers=workers, **options
        )


def uvicorn_options(log_format: str, min_form_seconds: float = 0) -> dict[str, Any]:
    """How we run uvicorn: no access log, because paths hold tokens; proxies are trusted by our own setting."""
    return {
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "log_config": log_config(log_format),
        "timeout_graceful_shutdown": GRACEFUL_SECONDS + math.ceil(min_form_seconds),
        "ws": "none",
    }


def check_data_key(settings: Settings) -> None:
    """Ends the command where DATA_KEY is not the one that the stored data was sealed under."""
    master_key = MasterKey(settings.data_key)
    for petition, wrapped_key in with_database(petitions.read_all, settings.database_url):
        try:
            if wrapped_key is not None:
                master_key.vault(petition.id, petition.slug, wrapped_key)
        except SealBroken as error:
            raise click.ClickException(
                f"PETITION_DATA_KEY is not the key that petition {petition.slug!r} was sealed under. "
                "Set the key that was used when it was added; without it nobody can read its supporters' data."
            ) from error


def check_widget() -> None:
    """Ends the command where the widget has not been built."""
    try:
        widget_release()
    except WidgetMissing as error:
        raise click.ClickException(str(error)) from error


def check_port(host: str, port: int) -> None:
    """Ends the command where the port is taken or can't be had."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(address[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
    except OSError as error:
        raise click.ClickException(
            f"Can't listen on {host}, port {port}: {error.strerror}. Another program may use the port; "
            "choose another one with --port."
        ) from error
