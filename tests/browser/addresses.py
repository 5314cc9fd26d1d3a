"""Where everything is, as the tests in the browser are told."""

import json
from dataclasses import asdict, dataclass

VARIABLE = "PETITION_TEST_STACK"
"""The environment variable that holds the addresses as JSON; tests/browser/support/stack.mjs reads it."""


@dataclass(frozen=True)
class Addresses:
    """Origins, without a slash at the end.

    service    the petition service
    line       a way to the service that can be made bad (line.py)
    site       the partners' site, an origin that the partners have listed
    elsewhere  the same pages under an origin that nobody has listed
    door       the side door: mails, rows, and what happens to the service (door.py)
    """

    service: str
    line: str
    site: str
    elsewhere: str
    door: str

    def as_json(self) -> str:
        return json.dumps(asdict(self))
