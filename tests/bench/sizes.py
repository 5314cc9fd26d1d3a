"""How much the organizers' part measures."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Sizes:
    """How many signatures the campaigns have, and how often each side is measured."""

    rounds: int = 5
    few: int = 10_000
    many: int = 10_000_000
    exported: int = 1_000_000
    seconds: int = 6


QUICK = Sizes(rounds=2, many=1_000_000, exported=200_000, seconds=3)


def sizes_of(rounds: int | None, seconds: int | None, *, is_quick: bool) -> Sizes:
    """What the command line asks for."""
    sizes = QUICK if is_quick else Sizes()
    return replace(sizes, rounds=rounds or sizes.rounds, seconds=seconds or sizes.seconds)
