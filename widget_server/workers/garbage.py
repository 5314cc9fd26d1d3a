"""Python's garbage collector in a process that serves, or that exports very much."""

import gc

YOUNG = 10_000
"""Objects made and not yet gone before young ones are looked through. Requests leave few cycles behind: at Python
3.11's default of 700, a twentieth of the time of a signature went into looking for them."""


def collect_less_often() -> None:
    """To be called once everything is loaded: that stays for good, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
