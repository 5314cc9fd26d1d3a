"""What is wrong with a file that a form has made, by the form's fields: they have the names of the file's keys."""

import re

from widget_server.core.front_matter import PetitionFileError

_LINE = re.compile(r"line \d+: ")
_KEY = re.compile(r"`(\w+)`")
_MISSING = re.compile(r"needs `(\w+)`")


def file_problems(error: Exception) -> dict[str, str]:
    """An error names its key first. What is wrong with the fourth of the `fields` is said of `fields.3`."""
    if not isinstance(error, PetitionFileError):
        return _problem(error, None)
    found: dict[str, str] = {}
    for one in error.all:
        found = _problem(one, one.entry) | found
    return found


def _problem(error: Exception, entry: int | None) -> dict[str, str]:
    words = _LINE.sub("", str(error), count=1)
    named = _KEY.match(words)
    if named is None:
        missing = _MISSING.search(words)
        return {missing[1]: "This is needed."} if missing else {"": str(error)}
    said = words[named.end() :].strip(" :")
    name = named[1] if entry is None else f"{named[1]}.{entry}"
    return {name: f"This {said}" if said.startswith(("must", "has", "is")) else said}
