"""Browsers that files of tests share: starting one for each of them took a tenth of the time of all tests."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
WITH_NODE = HERE.parents[1] / "scripts/with-node"


class KeptBrowsers:
    """By kind: chrome or firefox. Each test has a profile of its own in them."""

    def __init__(self) -> None:
        self._keepers: dict[str, subprocess.Popen[str]] = {}
        self._addresses: dict[str, str] = {}

    def address(self, browser: str, environ: Mapping[str, str]) -> str:
        """Where one runs; one is started unless there is."""
        keeper = self._keepers.get(browser)
        if keeper is None or keeper.poll() is not None:
            keeper = subprocess.Popen(
                [WITH_NODE, "node", HERE / "support/keep.mjs"],
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert keeper.stdout
            self._keepers[browser] = keeper
            self._addresses[browser] = keeper.stdout.readline().strip()
        return self._addresses[browser]

    def end(self, browser: str) -> None:
        """The next one that is asked for is new."""
        keeper = self._keepers.pop(browser, None)
        if keeper is not None:
            keeper.communicate()

    def close(self) -> None:
        """Ends all of them."""
        for browser in list(self._keepers):
            self.end(browser)
