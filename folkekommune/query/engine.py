"""What an engine must answer: evidence about a data set, for disclosure control alone.

An engine returns groups over **all** rows of the root, never only the live ones: each group is the
rows that share part set, condition mask and coordinates. From these few rows every fingerprint (XOR
of the groups), every low-effect count and every cell is derived without asking again (engine.md
section 5b). Sums are whole numbers in fixed point, so that every engine gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from folkekommune.errors import FolkeKommuneError, UserError
from folkekommune.query.dataset import Dataset

SCALE = 1_000_000
"""Fixed point: a clipped value is counted in millionths of its range, from the middle."""


SKETCH = 64
"""Bits of a sketch: a person's is the bit numbered by the last six bits of the key."""


@dataclass(frozen=True)
class Moment:
    """A numeric variable to be clipped to ``low..high`` and summed.

    :param contributions: also give the largest contributions to the sum of its values.
    """

    column: str
    low: float
    high: float
    contributions: bool = False

    @property
    def centre(self) -> float:
        """Middle of the range."""
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        """Width of the range (1 where it has none)."""
        return (self.high - self.low) or 1.0

    @property
    def reach(self) -> float:
        """The largest size of a clipped value (1 where all are nought)."""
        return max(abs(self.low), abs(self.high)) or 1.0


@dataclass(frozen=True)
class CellRequest:
    """Group the rows of a data set by part set, condition mask and dimensions."""

    dataset: Dataset
    dimensions: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class ContributionSizes:
    """For one moment and each group: the sizes of its clipped values, in millionths of the largest possible.

    :param total: of all rows, :param largest: of one row, or of all those of one person where a person may
        have several, :param second: of the next.
    """

    total: NDArray[np.int64]
    largest: NDArray[np.int64]
    second: NDArray[np.int64]


@dataclass(frozen=True)
class MomentSums:
    """For one moment and each group, over the rows with a value: sums in fixed point, and whose.

    :param units: rows, :param valid: persons behind them, each once, :param fingerprint: XOR of their keys,
        :param sketch: see :class:`Cells`.
    """

    units: NDArray[np.int64]
    valid: NDArray[np.int64]
    fingerprint: NDArray[np.uint64]
    sketch: NDArray[np.uint64]
    total: NDArray[np.int64]
    squares: NDArray[np.int64]
    contributions: ContributionSizes | None = None


@dataclass(frozen=True)
class Cells:
    """The groups of a request, in no particular order.

    :param parts: bit mask of the release parts the rows' persons belong to.
    :param mask: bit i is set where condition i holds.
    :param coordinates: for each dimension the value of each group; ``None`` is missing.
    :param units: rows, :param persons: persons behind them, each once however many rows are hers,
        :param fingerprint: XOR of their keys.
    :param sketch: XOR of the bits of the persons: bit b tells whether an odd number of them have a key
        that ends in b. Two groups differ by at least as many persons as their sketches do by bits.
        Rows that are groups have none.
    """

    parts: NDArray[np.int64]
    mask: NDArray[np.int64]
    coordinates: tuple[tuple[float | str | None, ...], ...]
    units: NDArray[np.int64]
    persons: NDArray[np.int64]
    fingerprint: NDArray[np.uint64]
    sketch: NDArray[np.uint64]
    moments: tuple[MomentSums, ...] = ()

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.mask)


@dataclass(frozen=True)
class RowsRequest:
    """The live rows of a data set, for an estimator: never for anything that is shown.

    :param ignored: conditions that are left out, by their place (the low-effect rule).
    :param few: only rows whose values in these columns, missing ones too, at most so many live rows have.
    """

    dataset: Dataset
    columns: tuple[str, ...]
    ignored: frozenset[int] = frozenset()
    few: int | None = None


@dataclass(frozen=True)
class Rows:
    """Live rows, in an order that hangs on keys and values alone, so that sums do too.

    :param keys: of the person of each row, or the XOR of those behind a group.
    :param values: for each column floating point with NaN for missing, or texts with ``None``.
    """

    keys: NDArray[np.uint64]
    values: tuple[NDArray[Any], ...]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.keys)


class TooManyGroupsError(Exception):
    """A request made more groups than the engine was told to give."""


class EngineStopped(FolkeKommuneError):
    """A request was stopped by :meth:`Engine.interrupt`; the engine can be used afterwards."""


class EngineExhausted(UserError):
    """A request needed more memory or disk than the installation gives; the engine can be used on."""

    def __init__(self) -> None:
        super().__init__("query.engine-exhausted")


class EngineFault(FolkeKommuneError):
    """An engine could not answer a valid request: our fault, or a release that is not whole.

    It holds what kind of fault it was and never the engine's own words, which may quote values.
    """


class Engine(Protocol):
    """What answers requests for evidence.

    Each method may raise :class:`EngineStopped`, :class:`EngineExhausted` or :class:`EngineFault`.
    """

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group all rows of the root.

        :raises TooManyGroupsError: when there are more than ``limit`` groups.
        """

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give exact quantiles of a variable over **all** rows of the root; none if it has no value.

        A quantile is the order statistic at ``ceil(p·n)`` (the smallest at least).
        """

    def neighbours(
        self,
        dataset: Dataset,
        column: str,
        probabilities: tuple[float, ...],
        *,
        side: int,
        ignored: frozenset[int] = frozenset(),
    ) -> tuple[tuple[float, ...], ...]:
        """Give for each probability the ``2·side+1`` order statistics nearest the quantile.

        Over live rows with a value, leaving out the conditions ``ignored``. Fewer at the ends.
        """

    def rows(self, request: RowsRequest) -> Rows:
        """Give the live rows. For ``analysis`` alone, which protects what it makes of them."""

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the release parts in the order of their bits."""

    def forget(self) -> None:
        """Drop everything that was kept."""

    def interrupt(self) -> None:
        """Stop what is running, from another thread."""
