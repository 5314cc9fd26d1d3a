"""How sign-in is slowed after failures, without anybody being able to lock an owner out.

Failures are counted for an account from one network, so that a stranger's failures slow the stranger. A browser that
has signed in before has a count of its own (OWASP, "device cookies").
"""

from widget_server.core.clock import HOUR, SECOND

FREE = 5
"""Failures that nothing follows from: people mistype."""
FIRST_WAIT = 5 * SECOND
LONGEST_WAIT = 1 * HOUR
FORGOTTEN_AFTER = 24 * HOUR


def wait_until(failures: int, last_at: int) -> int:
    """When the next try may be: 5 s after the fifth failure, then twice as long each time, an hour at most."""
    if failures < FREE:
        return 0
    return int(last_at + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - FREE, 20)))


def failures_now(failures: int, last_at: int, now: int) -> int:
    """A day without a failure forgets those before."""
    return 0 if now - last_at > FORGOTTEN_AFTER else failures
