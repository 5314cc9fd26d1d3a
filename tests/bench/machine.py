"""This machine: its cores, how they are shared out, and what is measured on it."""

import os
import platform
import sqlite3
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("starlette", "uvicorn", "uvloop", "httptools", "databases", "aiosqlite", "asyncpg")


@dataclass(frozen=True)
class Cores:
    """One core for the server that is measured, another one for load, mail and PostgreSQL."""

    server: int
    load: int

    @property
    def are_two(self) -> bool:
        """Whether there are two."""
        return self.server != self.load


def share_out_cores() -> Cores:
    """Moves this process, and with it all that it starts, to the core for load."""
    allowed = sorted(os.sched_getaffinity(0))
    cores = Cores(server=allowed[0], load=allowed[-1])
    os.sched_setaffinity(0, {cores.load})
    return cores


def describe(cores: Cores) -> str:
    """What was measured on what, for the head of a table."""
    packages = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    shared = "" if cores.are_two else ". ONE core for servers and load alike: these numbers say little"
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}{shared}"
    )


def processor() -> str:
    """Its name."""
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def file_system(path: Path) -> str:
    """The type of the file system that `path` is on, such as ext4 or tmpfs."""
    resolved = str(path.resolve())
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    inside = [
        (point, kind)
        for point, kind in mounts
        if resolved == point or resolved.startswith(point.rstrip("/") + "/")
    ]
    return max(inside, key=lambda mount: len(mount[0]))[1]


def is_measurable() -> bool:
    """Pinning to cores and reading a process's memory work on Linux."""
    return sys.platform == "linux"
