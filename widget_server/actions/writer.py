"""What actions need of the signature writer (workers/signature_writer.py)."""

from typing import Protocol

from widget_server.core.signature_commands import Command, Result


class Writer(Protocol):
    """Returns once a command is committed; raises Overloaded when it is not and won't be."""

    async def submit(self, command: Command) -> Result:
        """Commits one command."""
