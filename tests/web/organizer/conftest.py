"""Browsers of organizers: owner, editor, viewer, and one who is not signed in."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from tests.support.organizers import Visitor, signed_in, visitor_of
from widget_server.app import Service


@pytest.fixture
async def owner(app: tuple[Starlette, Service]) -> AsyncIterator[Visitor]:
    """An owner, signed in."""
    async with signed_in(*app, "owner") as visitor:
        yield visitor


@pytest.fixture
async def editor(app: tuple[Starlette, Service]) -> AsyncIterator[Visitor]:
    """An editor, signed in."""
    async with signed_in(*app, "editor") as visitor:
        yield visitor


@pytest.fixture
async def viewer(app: tuple[Starlette, Service]) -> AsyncIterator[Visitor]:
    """A viewer, signed in."""
    async with signed_in(*app, "viewer") as visitor:
        yield visitor


@pytest.fixture
async def stranger(app: tuple[Starlette, Service]) -> AsyncIterator[Visitor]:
    """Somebody who is not signed in."""
    async with visitor_of(*app) as visitor:
        yield visitor
