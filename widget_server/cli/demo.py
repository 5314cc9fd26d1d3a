"""petition demo."""

import asyncio
import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import uvicorn

from demo_site.app import create_site
from demo_site.partners import PARTNERS
from demo_site.petition_files import STOP_REKOGNITION, petition_files, translation_files
from demo_site.samples import sample_supporters
from widget_server.actions.publish_petition import publish_petition
from widget_server.actions.publish_translation import publish_translation
from widget_server.app import Service, create_app
from widget_server.cli import demo_organizer
from widget_server.cli.common import with_database
from widget_server.cli.demo_organizer import DemoOrganizer
from widget_server.cli.demo_samples import sign_samples
from widget_server.cli.init import write_settings_file
from widget_server.cli.serve import check_port, check_widget, uvicorn_options
from widget_server.core import clock
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings, read_settings, settings_of_file
from widget_server.core.translation_file import parse_translation_file
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.storage import partners, petitions
from widget_server.storage.database import Connection
from widget_server.storage.migrate import migrate

HOST = "127.0.0.1"
SAMPLES = 1_200


@click.command(short_help="Show everything on this machine.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="The service's port."
)
@click.option(
    "--site-port",
    default=8001,
    show_default=True,
    type=click.IntRange(1, 65_535),
    help="The partner site's port.",
)
@click.option(
    "--data",
    default="demo-data",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo keeps its database. Delete it to begin anew.",
)
def demo(port: int, site_port: int, data: Path) -> None:
    """Run the service and a partner site with a demo petition, partners, an organizer and sample signatures.

    No mail leaves this machine: it shows at /demo/mailbox. Ctrl-C ends both.
    """
    if port == site_port:
        raise click.ClickException("--port and --site-port must differ: the partner site is another origin.")
    check_widget()
    for wanted in (port, site_port):
        check_port(HOST, wanted)
    service_url, site_url = f"http://{HOST}:{port}", f"http://{HOST}:{site_port}"
    settings = _settings(data, service_url)
    _prepare(settings, site_url)
    organizer = demo_organizer.read_or_make(data)
    with_database(
        lambda connection: demo_organizer.ensure(connection, settings, organizer), settings.database_url
    )
    site = _site_server(service_url, site_port)
    site_thread = threading.Thread(target=site.run, name="partner site")
    site_thread.start()
    try:
        options = uvicorn_options("text") | {"log_level": "warning"}
        app = create_app(Service(settings, mailbox=DemoMailbox(), demo_code=organizer.code))
        config = uvicorn.Config(app, host=HOST, port=port, **options)
        _Announcing(config, _welcome(service_url, site_url, data, organizer)).run()
    except KeyboardInterrupt:
        pass  # uvicorn hands Ctrl-C on once it has shut down
    finally:
        site.should_exit = True
        site_thread.join()
    click.echo("The demo has ended. `petition demo` goes on where it was.")


class _Announcing(uvicorn.Server):
    """Says where everything is once it can be visited."""

    def __init__(self, config: uvicorn.Config, words: str) -> None:
        super().__init__(config)
        self._words = words

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]  # uvicorn's sockets
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            click.echo(self._words)


def _settings(data: Path, service_url: str) -> Settings:
    """The demo's settings: keys are made once and kept with the data that they seal."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "petition.env"
    if not file.exists():
        write_settings_file(file, service_url)
    fixed = {
        "PETITION_BASE_URL": service_url,
        "PETITION_DATABASE_URL": f"sqlite:///{(data / 'petition.db').resolve()}",
        "PETITION_MAIL_FROM": "Petition demo <petition@demo.example>",
    }
    return read_settings(settings_of_file(file) | fixed)


def _prepare(settings: Settings, site_url: str) -> None:
    """Petitions, partners and sample signatures, where they are not there yet."""
    migrate(settings.database_url)
    is_new = not with_database(petitions.read_all, settings.database_url)
    with_database(lambda connection: _add_all(connection, settings, site_url), settings.database_url)
    if is_new:
        _sign_samples(settings)


async def _add_all(connection: Connection, settings: Settings, site_url: str) -> None:
    """As `petition add`, `petition open` and `petition partner add` do."""
    for path in petition_files():
        file = parse_petition_file(path.read_text("utf-8"))
        await publish_petition(connection, file, MasterKey(settings.data_key), clock.now)
        await petitions.set_state(connection, file.slug, "open", clock.now())
    for path in translation_files():
        translation = parse_translation_file(path.read_text("utf-8"))
        await publish_translation(connection, translation, clock.now)
    origins = [site_url, site_url.replace(HOST, "localhost")]
    for partner in PARTNERS:
        privacy_url = site_url + partner.privacy_path
        await partners.save(connection, partner.key, partner.name, origins, privacy_url, clock.now())


def _sign_samples(settings: Settings) -> None:
    logging.getLogger("widget_server").setLevel(logging.ERROR)  # that no mail is sent is on purpose here
    samples = list(sample_supporters(datetime.now(UTC), SAMPLES))
    events = len(samples) + sum(sample.confirmed_after is not None for sample in samples)
    with click.progressbar(length=events, label=f"{len(samples):,} sample supporters sign") as bar:
        at_once = replace(settings, min_form_seconds=0, rate_limits=False, queue_limit=SAMPLES)
        asyncio.run(sign_samples(at_once, samples, bar.update))
    logging.getLogger("widget_server").setLevel(logging.NOTSET)


def _site_server(service_url: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        create_site(service_url), host=HOST, port=port, access_log=False, log_level="warning"
    )
    return uvicorn.Server(config)


def _welcome(service_url: str, site_url: str, data: Path, organizer: DemoOrganizer) -> str:
    places = (
        ("Partner site", f"{site_url}/", "start here"),
        ("News article", f"{site_url}/article", "sign inline on a partner's page"),
        ("Mailbox", f"{service_url}/demo/mailbox", "open the mail, press its button, watch the total rise"),
        ("Petition page", f"{service_url}/p/{STOP_REKOGNITION}", "the same petition on a page of its own"),
        ("Organizers", f"{service_url}/organizer/", "figures, partners, exports"),
    )
    width = max(len(address) for _, address, _ in places)
    listed = "\n".join(f"  {name:15}{address:{width}}  {hint}" for name, address, hint in places)
    return f"""
The demo is running:

{listed}

The organizer's login:

  E-mail    {demo_organizer.EMAIL}
  Password  {organizer.password}
  Code      {service_url}/demo/code (instead of an app on a phone; each code is good once)

{SAMPLES:,} sample supporters have signed over the past weeks; they are marked as samples.
Data is in {data}/ (delete it to begin anew). Ctrl-C ends the demo.
"""
