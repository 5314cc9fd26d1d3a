"""Starts what the tests in the browser need, says how to run one, and waits for Ctrl-C."""

import contextlib
import signal
import tempfile
from pathlib import Path

from tests.browser.addresses import VARIABLE
from tests.browser.stack import running_stack

if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory(prefix="petition-browser-") as folder,
        running_stack(Path(folder)) as running,
    ):
        print(f"export {VARIABLE}='{running.as_json()}'", flush=True)
        print("scripts/with-node node --test tests/browser/signing.test.mjs", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
