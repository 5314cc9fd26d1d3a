"""Worker processes end with the process that started them."""

import ctypes
import multiprocessing
import os
import signal

PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent() -> None:
    """Asks the kernel (Linux) to kill this worker process when its parent dies, however that dies.

    Otherwise workers of a killed service would go on serving, and hold the port against its successor. To be
    killed is safe: nothing is acknowledged before it is committed. A process that nobody started as a worker
    is left alone.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):  # not on Linux
        return
    if os.getppid() != parent.pid:  # it died while this process was starting, before anybody asked
        os.kill(os.getpid(), signal.SIGKILL)
