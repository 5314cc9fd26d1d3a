"""The demo's petitions: Markdown files with YAML front matter."""

from pathlib import Path
from typing import Final

STOP_REKOGNITION: Final = "stop-rekognition"
MORATORIUM: Final = "face-recognition-moratorium"


def translation_files() -> tuple[Path, ...]:
    """Return the paths of the translations of petitions, by language."""
    return tuple(sorted((Path(__file__).parent / "petitions").glob("*/*.md")))


def petition_files() -> tuple[Path, ...]:
    """Return the paths of the petition files, the main one first."""
    folder = Path(__file__).parent / "petitions"
    return tuple(folder / f"{slug}.md" for slug in (STOP_REKOGNITION, MORATORIUM))
