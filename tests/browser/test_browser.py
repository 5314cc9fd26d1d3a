"""Runs the tests in the browser: node:test files that drive Chromium with puppeteer, one file a test here."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.addresses import VARIABLE, Addresses
from tests.browser.stack import running_stack

HERE = Path(__file__).parent
WITH_NODE = HERE.parents[1] / "scripts/with-node"
FILES = sorted(HERE.glob("*.test.mjs"))
CHROMIUM = os.environ.get("PETITION_TEST_CHROMIUM", "/usr/bin/chromium")
LONGEST = 120
"""Seconds for one file."""


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """The real service with everything around it."""
    if shutil.which(CHROMIUM) is None:
        problem = f"Chromium is not installed ({CHROMIUM}; PETITION_TEST_CHROMIUM names another one)"
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    with running_stack(tmp_path_factory.mktemp("browser")) as addresses:
        yield addresses


@pytest.mark.parametrize("file", FILES, ids=[file.name.removesuffix(".test.mjs") for file in FILES])
def test_in_the_browser(file: Path, stack: Addresses) -> None:
    result = subprocess.run(
        [WITH_NODE, "node", "--test", "--test-reporter=tap", file],
        env=os.environ | {VARIABLE: stack.as_json(), "PETITION_TEST_CHROMIUM": CHROMIUM},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    assert passed_in(result.stdout) > 0, result.stdout


def test_there_are_tests_in_the_browser() -> None:
    assert FILES


def passed_in(tap: str) -> int:
    """How many tests a TAP report of node:test says have passed."""
    found = re.search(r"^# pass (\d+)$", tap, re.MULTILINE)
    return int(found[1]) if found else 0
