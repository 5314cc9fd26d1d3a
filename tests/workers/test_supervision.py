"""Workers that go on after a fault of ours."""

import pytest

from widget_server.workers import supervision
from widget_server.workers.supervision import supervised


async def test_a_worker_that_fails_is_logged_and_starts_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervision, "REST_SECONDS", 0)
    runs: list[int] = []

    async def run() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise ValueError("a bug")

    await supervised("the outbox", run)
    assert len(runs) == 3
    assert caplog.text.count("the outbox has failed and starts again") == 2
