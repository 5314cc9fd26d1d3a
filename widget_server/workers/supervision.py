"""Workers that go on after a fault of ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

REST_SECONDS = 1.0


async def supervised(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Runs until it ends by itself or is cancelled. A fault is logged, and it runs again: a bug that one mail or
    one petition brings out must not end all mail, or let the totals stand still, until somebody notices.
    """
    while True:
        try:
            await run()
        except Exception:
            logger.exception("%s has failed and starts again", name)
            await asyncio.sleep(REST_SECONDS)
        else:
            return
