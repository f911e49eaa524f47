"""Groups an attacker draws at will: halves of everybody by a rule that has to do with nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.worlds import People

_MODULUS = 97


@dataclass(frozen=True)
class Half:
    """About half of everybody: those who leave a small rest.

    :param weights: of month, sex and district.
    """

    weights: tuple[int, int, int]

    @property
    def condition(self) -> str:
        """The condition of being in it."""
        month, sex, district = self.weights
        whole = f"(month * {month} + sex * {sex} + district * {district})"
        return f"{whole} - {_MODULUS} * floor({whole} / {_MODULUS}) < {_MODULUS // 2}"

    def holds(self, known: People) -> NDArray[np.bool_]:
        """Tell who is in it."""
        month, sex, district = self.weights
        whole = known.month * month + known.sex * sex + known.district * district
        return np.asarray(whole % _MODULUS < _MODULUS // 2)


def drawn_half(random: np.random.Generator) -> Half:
    """Draw one."""
    month, sex, district = (int(each) for each in random.integers(1, _MODULUS, 3))
    return Half((month, sex, district))
