"""The pace of guesses at passwords and codes. A try is counted before it is judged: a hundred that come at once are
slowed like a hundred that come one after the other.
"""

import hashlib

from widget_server.core.clock import SECOND
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Organizer
from widget_server.core.organizer_session import Place, Session
from widget_server.core.sign_in_pace import FORGOTTEN_AFTER, failures_now, wait_until
from widget_server.storage import sign_in_failures
from widget_server.storage.database import Connection


async def begin_try(connection: Connection, bucket: bytes, field: str, now: int) -> None:
    """Counts one more, which `sign_in_failures.forget` takes back if it was right; in the caller's transaction, which
    ends before the try is judged. Raises FormProblems about `field` where it comes too soon; then it is not counted.
    """
    count, last_at = await sign_in_failures.hold(connection, bucket)
    wait = wait_until(failures_now(count, last_at, now), last_at) - now
    if wait > 0:
        raise FormProblems({field: f"Too many tries from here. Wait {_spoken(wait)}, then try again."})
    await sign_in_failures.add(connection, bucket, now, now - FORGOTTEN_AFTER)


def password_bucket(address: str, found: Organizer | None, place: Place) -> bytes:
    """Passwords, which anybody may guess at: for a browser that has signed in to this very account by itself, for all
    others of a network together. The mark of another account's browser is worth nothing: whoever has an account could
    collect marks.
    """
    where = f"device {place.device}" if _is_known(found, place) else f"network {place.network}"
    return _bucket("password", address, where)


def factor_bucket(organizer: Organizer, place: Place) -> bytes:
    """Codes, when signing in: whoever gets as far has the password. So all browsers that the account does not know
    count together, wherever they are; those that it knows are not slowed by them.
    """
    where = f"device {place.device}" if _is_known(organizer, place) else "anywhere"
    return _bucket("factor", organizer.email, where)


def session_bucket(step: str, session: Session) -> bytes:
    """What somebody who is in is asked again: a cookie that was stolen has one count, from whatever network it comes,
    and its owner's other sessions are not slowed.
    """
    return _bucket(step, session.organizer.email, f"session {session.id.hex()}")


def _is_known(organizer: Organizer | None, place: Place) -> bool:
    return bool(place.device) and organizer is not None and organizer.id in place.device_of


def _bucket(step: str, address: str, where: str) -> bytes:
    return hashlib.sha256(f"{step}\n{address}\n{where}".encode()).digest()


def _spoken(milliseconds: int) -> str:
    seconds = -(-milliseconds // SECOND)
    if seconds < 90:
        return f"{seconds} second" + ("s" if seconds != 1 else "")
    return f"{-(-seconds // 60)} minutes"
