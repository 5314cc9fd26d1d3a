"""Chance that always falls the same way."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Seeded:
    """A stream of choices that a seed decides.

    SHA-256 in counter mode: the same on every machine and in every version of
    Python, and good enough for sample data, its only use.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def fraction(self) -> float:
        """Return a number from 0 up to, but not including, 1."""
        self._drawn += 1
        digest = sha256(f"{self._seed}/{self._drawn}".encode()).digest()
        # 53 bits: what a float holds exactly, so 1.0 itself cannot come out.
        return (int.from_bytes(digest[:8]) >> 11) / 2**53

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, but not including, `limit`."""
        return int(self.fraction() * limit)

    def chance(self, probability: float) -> bool:
        """Return True that often."""
        return self.fraction() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of `choices`, each as likely as the next."""
        return choices[self.below(len(choices))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, as often as its share of all weights."""
        left = self.fraction() * sum(weights.values())
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        return next(reversed(list(weights)))
