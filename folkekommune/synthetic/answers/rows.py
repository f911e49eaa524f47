"""The children of one occasion as the answer models see them."""

from __future__ import annotations

from dataclasses import dataclass, field

from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Rows:
    """One child a row: who it is, what it is like, when it came and how old it was then.

    :param traits: true answers that other answers depend on.
    """

    child: IntArray
    girl: BoolArray
    ses: FloatArray
    effect: FloatArray
    born: IntArray
    day: IntArray
    year: IntArray
    traits: dict[str, BoolArray] = field(hash=False)

    @property
    def age(self) -> IntArray:
        """Age in days."""
        return self.day - self.born

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.child)
