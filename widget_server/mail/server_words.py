"""What a mail server says of a mail, for the organizers' mail page: without the address, which is stored nowhere but
under seal.
"""

import re

LONGEST = 300
INSTEAD = "(the address)"
SHORTEST_NAME = 3
"""Characters before the @ that are looked for by themselves: shorter ones are in every other word."""

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;]+")


def server_words(code: int, message: str, recipient: str) -> str:
    """'550 5.1.1 <(the address)>: user unknown'. One line."""
    words = _ADDRESS.sub(INSTEAD, " ".join(message.split()))
    name = recipient.rpartition("@")[0]
    if len(name) >= SHORTEST_NAME:
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", INSTEAD, words, flags=re.IGNORECASE)
    return f"{code} {words}"[:LONGEST]
