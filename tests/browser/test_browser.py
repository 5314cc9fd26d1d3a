"""Runs the tests in the browsers: node:test files that drive them with puppeteer, one file a test here.

A file whose head says `// Chromium alone: why` (or Firefox) is run in that one only.

What fails is run once more by itself, as two browsers and two databases share two cores. What passes
then is told at the end of the run, with what it said the first time: it wants mending, but the rest
of the run keeps its worth.
"""

import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.browser.addresses import VARIABLE, Addresses
from tests.browser.kept import WITH_NODE, KeptBrowsers
from tests.browser.stack import running_stack

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.test.mjs"))
PROGRAMS = {
    "chrome": os.environ.get("PETITION_TEST_CHROMIUM", "/usr/bin/chromium"),
    "firefox": os.environ.get("PETITION_TEST_FIREFOX", "/usr/bin/firefox-esr"),
}
ALONE = re.compile(r"^// (Chromium|Firefox) alone: \S", re.MULTILINE)
LONGEST = 180
"""Seconds for one file."""


@pytest.fixture(scope="session")
def browsers() -> Iterator[KeptBrowsers]:
    """One of each kind, started when it is first wanted."""
    with closing(KeptBrowsers()) as kept:
        yield kept


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """The real service with everything around it."""
    with running_stack(tmp_path_factory.mktemp("browser")) as addresses:
        yield addresses


def runs() -> Iterator[Any]:
    """Every file in every browser that it is for."""
    for file in FILES:
        alone = ALONE.search(file.read_text("utf-8"))
        for browser in [{"Chromium": "chrome", "Firefox": "firefox"}[alone[1]]] if alone else PROGRAMS:
            yield pytest.param(file, browser, id=f"{file.name.removesuffix('.test.mjs')}-{browser}")


@pytest.mark.parametrize("file, browser", [*runs()])
def test_in_the_browser(file: Path, browser: str, request: pytest.FixtureRequest) -> None:
    if shutil.which(PROGRAMS[browser]) is None:
        problem = (
            f"{PROGRAMS[browser]} is not installed (PETITION_TEST_CHROMIUM and _FIREFOX name other programs)"
        )
        if os.environ.get("CI"):
            pytest.fail(problem)
        pytest.skip(problem)
    stack: Addresses = request.getfixturevalue("stack")
    browsers: KeptBrowsers = request.getfixturevalue("browsers")
    result = run(file, browser, stack, browsers)
    failed = failed_in(result.stdout)
    if result.returncode and failed:
        again = run(file, browser, stack, browsers, failed)
        if again.returncode == 0 and passed_in(again.stdout) == len(failed):
            first = result.stdout[result.stdout.index("\nnot ok") :][:2000]
            warnings.warn(f"passed the second time in {browser}: {file.name}: {failed}{first}", stacklevel=1)
            return
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    assert passed_in(result.stdout) > 0, result.stdout


def run(
    file: Path, browser: str, stack: Addresses, browsers: KeptBrowsers, names: Sequence[str] = ()
) -> CompletedProcess[str]:
    """Runs a file's tests, or those with these names alone. After a failure, the next ones get a new browser."""
    patterns = [f"--test-name-pattern=^{re.escape(name)}$" for name in names]
    environ = os.environ | {
        VARIABLE: stack.as_json(),
        "PETITION_TEST_BROWSER": browser,
        "PETITION_TEST_PROGRAM": PROGRAMS[browser],
    }
    is_good = False
    try:
        result = subprocess.run(
            [WITH_NODE, "node", "--test", "--test-reporter=tap", *patterns, file],
            env=environ | {"PETITION_TEST_KEPT": browsers.address(browser, environ)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
        is_good = result.returncode == 0
        return result
    finally:
        if not is_good:
            browsers.end(browser)


def test_there_are_tests_in_the_browser() -> None:
    assert FILES


def passed_in(tap: str) -> int:
    """How many tests a TAP report of node:test says have passed."""
    found = re.search(r"^# pass (\d+)$", tap, re.MULTILINE)
    return int(found[1]) if found else 0


def failed_in(tap: str) -> list[str]:
    """The names of the tests that a TAP report of node:test says have failed."""
    names = re.findall(r"^not ok \d+ - (.+)$", tap, re.MULTILINE)
    return [re.sub(r"\\(.)", r"\1", name) for name in names]
