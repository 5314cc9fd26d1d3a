"""Python's garbage collector in a process that serves."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from widget_server.workers.garbage import YOUNG, collect_less_often


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


class Knot:
    """Holds itself, and so is found by the collector alone."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_left_alone_and_what_comes_later_is_still_found() -> None:
    kept: list[list[int]] = []
    gc.collect()
    loaded = len(gc.get_objects())
    collect_less_often()
    assert gc.get_freeze_count() >= 0.9 * loaded
    knot = weakref.ref(Knot())
    kept.extend([] for _ in range(YOUNG // 2))
    assert knot() is not None  # by default it would have been found by now
    kept.extend([] for _ in range(YOUNG))
    assert knot() is None
