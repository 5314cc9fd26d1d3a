"""What the config weighs beside the petition's own text: the words around the form, which are ours."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

OWN = ("title", "target", "lead_in", "statement", "body_html", "body", "image", "legal_html", "legal")
"""Keys of the config that hold what the petition's organizer has written, markup included."""

LEVEL = 6
"""As widget_server/web/cached.py compresses."""


def own_text(config: Mapping[str, Any]) -> str:
    """What the organizer has written, and nothing around it: no keys, no quotes where there is plain text."""
    parts = [config.get(key) for key in OWN]
    parts += [
        config["consent"]["label"],
        *(one["label"] for one in config["opt_ins"]),
        config["share"]["text"],
    ]
    return "\n".join(part if isinstance(part, str) else _json(part) for part in parts if part)


def weight_beside_own_text(body: bytes) -> int:
    """Bytes of the whole answer, compressed, less those of the petition's own text, compressed by itself."""
    return _weight(body) - _weight(own_text(json.loads(body)).encode())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _weight(text: bytes) -> int:
    return len(gzip.compress(text, LEVEL))
