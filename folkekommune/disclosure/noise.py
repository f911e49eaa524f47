"""Sticky draws: the same people and the same conditions always get the same noise.

A draw is an HMAC under a key that never leaves the installation, of fingerprints of people. It never
depends on the wording of a query, its user, or the order of rows.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

_BITS_64 = 1 << 64
_NORMAL = NormalDist()
TRUNCATION = 3.0
"""Largest absolute value of a normal draw, in standard deviations."""


@dataclass(frozen=True)
class NoiseKey:
    """A secret key for draws."""

    secret: bytes

    def uniform16(self, label: str, fingerprints: Iterable[int]) -> int:
        """Give a uniform 16-bit number."""
        return int.from_bytes(self._digest(label, fingerprints)[:2])

    def uniform64(self, label: str, fingerprints: Iterable[int]) -> int:
        """Give a uniform 64-bit number."""
        return int.from_bytes(self._digest(label, fingerprints)[:8])

    def fuzz(self, width: int, fingerprints: Iterable[int]) -> int:
        """Give a uniform whole number in ``-width..width``."""
        return self.uniform64("led", fingerprints) % (2 * width + 1) - width

    def normal(self, label: str, fingerprints: Iterable[int]) -> float:
        """Give a truncated normal number: mean 0, standard deviation 1, twelve decimals."""
        uniform = (self.uniform64(label, fingerprints) + 0.5) / _BITS_64
        sigma, tail = _truncated()
        return round(sigma * _NORMAL.inv_cdf(tail + uniform * (1 - 2 * tail)), 12)

    def secret_fingerprint(self, canonical: str, people: int) -> int:
        """Stand in for the fingerprint of a condition that cannot be evaluated on the root."""
        return int.from_bytes(self._digest(f"condition {canonical}", (people,))[:8])

    def _digest(self, label: str, fingerprints: Iterable[int]) -> bytes:
        message = b"".join(int(f).to_bytes(8) for f in fingerprints)
        return hmac.digest(self.secret, label.encode() + b"\0" + message, "sha256")


@cache
def _truncated() -> tuple[float, float]:
    """Give sigma and lower tail so that a normal cut at the truncation has variance 1."""

    def variance(sigma: float) -> float:
        edge = TRUNCATION / sigma
        density = math.exp(-edge * edge / 2) / math.sqrt(2 * math.pi)
        inside = math.erf(edge / math.sqrt(2))
        return sigma**2 * (1 - 2 * edge * density / inside)

    # The variance grows with sigma: halve the interval until no number lies between its ends.
    low, high = 1.0, 1.5
    while low < (sigma := (low + high) / 2) < high:
        low, high = (sigma, high) if variance(sigma) < 1 else (low, sigma)
    return sigma, 0.5 * math.erfc(TRUNCATION / sigma / math.sqrt(2))
