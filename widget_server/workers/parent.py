"""Worker processes end with the process that started them."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent() -> None:
    """Asks the kernel (Linux) to kill this process when its parent dies, however that dies.

    Otherwise workers of a killed service would go on serving, and hold the port against its successor. To be
    killed is safe: nothing is acknowledged before it is committed.
    """
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):  # not on Linux
        return
