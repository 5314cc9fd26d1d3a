"""`petition serve` that also notes how many commands each of its transactions had, one number a line.

As `python -m tests.bench.counted_serve FILE ARGUMENT...`
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from widget_server import cli
from widget_server.core.signature_commands import Command, Result
from widget_server.storage import signature_batch
from widget_server.storage.database import Connection


def main(numbers: TextIO) -> None:
    """Runs the `petition` command with this process's remaining arguments."""
    apply = signature_batch.apply

    async def counted(
        connection: Connection, commands: Sequence[Command], slot: int, now: int
    ) -> list[Result]:
        numbers.write(f"{len(commands)}\n")
        return await apply(connection, commands, slot, now)

    signature_batch.apply = counted
    cli.main()


if __name__ == "__main__":
    # Line by line, for uvicorn ends the process by the signal that it got.
    with Path(sys.argv.pop(1)).open("w", buffering=1, encoding="utf-8") as file:
        main(file)
