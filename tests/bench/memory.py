"""How much memory a process holds."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """In bytes. `rss` is all that is resident; `pss` counts pages shared with other processes in parts."""

    rss: int
    pss: int


def memory_of(process_id: int) -> Memory:
    """What the kernel says now."""
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text("utf-8").splitlines()
    figures = {line.split(":")[0]: line.split()[1] for line in lines if line.endswith("kB")}
    return Memory(rss=int(figures["Rss"]) * 1024, pss=int(figures["Pss"]) * 1024)
