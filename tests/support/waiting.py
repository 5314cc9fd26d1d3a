"""Waiting for a condition, instead of sleeping and hoping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

Found = TypeVar("Found")


@overload
async def eventually(
    look: Callable[[], Awaitable[Found]], *, within: float = ..., every: float = ...
) -> Found: ...
@overload
async def eventually(look: Callable[[], Found], *, within: float = ..., every: float = ...) -> Found: ...


async def eventually(look: Callable[[], object], *, within: float = 15.0, every: float = 0.01) -> object:
    """Asks `look` again and again until its answer is truthy, and returns that answer.

    Raises AssertionError with the last answer when it is not within so many seconds.
    """
    deadline = time.monotonic() + within
    while True:
        answer = look()
        found = await answer if isinstance(answer, Awaitable) else answer
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} seconds; the last answer was {found!r}")
        await asyncio.sleep(every)
