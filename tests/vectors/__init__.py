"""Cases as JSON, shared by the tests of the service and of the widget."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def vectors(name: str) -> Any:
    """What tests/vectors/NAME.json holds."""
    return json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
