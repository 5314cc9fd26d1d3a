"""The log in words: what each action is called, and how what it changed is written."""

from collections.abc import Mapping

ACTIONS: Mapping[str, str] = {
    "account.factor": "Set a second factor",
    "account.passkey_remove": "Removed a passkey",
    "account.password": "Set a password",
    "account.recovery_codes": "Made new recovery codes",
    "audit.export": "Downloaded the log",
    "export": "Exported signatures",
    "image.add": "Uploaded a picture",
    "invalidation.apply": "Took signatures out",
    "invalidation.preview": "Previewed taking signatures out",
    "invalidation.undo": "Put signatures back",
    "mail.retry": "Tried mail again",
    "organizer.add": "Added somebody to the team",
    "organizer.link": "Made a new link for somebody",
    "organizer.remove": "Removed somebody from the team",
    "organizer.role": "Changed the role of somebody",
    "partner.add": "Added a partner",
    "partner.change": "Changed a partner",
    "partner.resume": "Resumed a partner",
    "partner.suspend": "Suspended a partner",
    "petition.add": "Added a petition",
    "petition.change": "Changed a petition",
    "petition.close": "Closed a petition",
    "petition.open": "Opened a petition",
    "session.begin": "Signed in",
    "session.end": "Signed out",
    "session.end_others": "Ended other sessions",
    "session.refuse": "Was refused at sign-in",
    "signature.correct": "Corrected a signature",
    "signature.erase": "Erased a signature and its address",
    "signature.look": "Looked up a signature",
    "signature.resend": "Mailed a signer again",
    "signature.withdraw": "Withdrew a signature",
    "translation.add": "Added a language",
    "translation.change": "Changed a language",
    "translation.remove": "Removed a language",
}


def action_words(action: str) -> str:
    """What was done, for people; an action without words by its own name."""
    return ACTIONS.get(action, action)


def value_words(value: object) -> str:
    """A value of the log, on a line: nothing in it is written as a program would."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        pairs = ((key, value_words(one)) for key, one in value.items())
        return ", ".join(f"{str(key).replace('_', ' ')}: {words}" for key, words in pairs if words)
    if isinstance(value, list):
        separator = "; " if any(isinstance(one, Mapping) for one in value) else ", "
        return separator.join(map(value_words, value))
    return str(value)
