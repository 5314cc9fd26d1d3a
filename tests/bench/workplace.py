"""Where benches work: on a real disk, with the load on a core of its own, and mail and PostgreSQL beside it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tests.bench import machine, wrk
from tests.bench.machine import Cores
from tests.bench.mail_sink import receiving_mail
from tests.support.postgres import PostgresCluster

CACHE = "/var/tmp/petition-bench"
"""Not /tmp, which is in memory on many machines."""


def check_machine(cache: Path) -> None:
    """Ends the command where nothing could be measured."""
    if not machine.is_measurable():
        raise click.ClickException("The bench pins processes to cores and reads their memory as Linux does.")
    if not wrk.is_installed():
        raise click.ClickException("The bench needs wrk, which makes the load: scripts/system-packages bench")
    cache.mkdir(parents=True, exist_ok=True)
    if machine.file_system(cache) in ("tmpfs", "ramfs"):
        raise click.ClickException(f"{cache} is in memory, where nothing is durable. Give --cache on a disk.")


@contextmanager
def workplace(cache: Path) -> Iterator[tuple[Cores, Path, str]]:
    """The cores, an empty folder that is deleted afterwards, and the URL of a mail server."""
    cores = machine.share_out_cores()
    with tempfile.TemporaryDirectory(prefix="run-", dir=cache) as folder, receiving_mail() as smtp_url:
        Path(folder).chmod(0o755)  # PostgreSQL, inside, runs as another user
        tempfile.tempdir = folder
        try:
            yield cores, Path(folder), smtp_url
        finally:
            tempfile.tempdir = None


@contextmanager
def running_cluster(programs: Path) -> Iterator[PostgresCluster]:
    """A PostgreSQL that waits for the disk, on the core for load."""
    cluster = PostgresCluster(programs, fsync=True)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()
