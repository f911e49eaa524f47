"""Analysis of variance from the count, mean and standard deviation of each group.

Sums of squares are partial (each term given all others), with factors coded to sum to nought, so that
unbalanced designs and interactions are treated as Stata and SPSS do.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """The values of those in one level of every factor.

    :param levels: the place of the level of each factor.
    """

    levels: tuple[int, ...]
    count: int
    mean: float
    spread: float


@dataclass(frozen=True)
class Line:
    """A line of the table: sum of squares, degrees of freedom, and the test if there is one."""

    squares: float
    freedom: int
    statistic: float | None = None
    p: float | None = None


@dataclass(frozen=True)
class Analysis:
    """The lines of each term, of the model, of what it leaves and of everything."""

    terms: tuple[Line, ...]
    model: Line
    rest: Line
    total: Line


def analyse(
    groups: Sequence[Group],
    sizes: Sequence[int],
    terms: Sequence[tuple[int, ...]],
    *,
    constant: bool = True,
    noise: float = 0.0,
) -> Analysis | None:
    """Analyse the variance of a number; none where nothing is left to compare with.

    :param sizes: how many levels each factor has, :param terms: each the places of its factors.
    :param noise: variance of a group's mean times its count that is none of the values', on average.
    """
    counts = np.array([group.count for group in groups], dtype=np.float64)
    means = np.array([group.mean for group in groups])
    within = sum((group.count - 1) * group.spread**2 for group in groups)
    columns = [
        _columns(groups, sizes, term, whole=not constant and not place) for place, term in enumerate(terms)
    ]
    always = [np.ones((len(groups), 1))] if constant else []
    left, rank = _fit(counts, means, [*always, *columns])
    freedom = round(counts.sum()) - rank
    rest = Line(left + within, freedom)
    if freedom <= 0 or rest.squares <= 0:
        return None
    error = rest.squares / freedom + noise
    lines = []
    for place in range(len(terms)):
        others = [each for number, each in enumerate(columns) if number != place]
        without, less = _fit(counts, means, [*always, *others])
        lines.append(_tested(without - left, rank - less, error, freedom))
    nothing, least = _fit(counts, means, always)
    total = Line(nothing + within, round(counts.sum()) - least)
    return Analysis(tuple(lines), _tested(nothing - left, rank - least, error, freedom), rest, total)


def tukey(difference: float, error: float, *, levels: int, freedom: int) -> float:
    """Give Tukey's p-value of a difference of two means among several.

    :param error: standard error of the difference.
    """
    statistic = abs(difference) / error * math.sqrt(2)
    # It takes seconds to import, and few scripts ask for it.
    ranges = importlib.import_module("scipy.stats").studentized_range
    return float(ranges.sf(statistic, levels, freedom))


def _tested(squares: float, freedom: int, error: float, rest: int) -> Line:
    squares = max(squares, 0.0)
    if freedom <= 0:
        return Line(squares, freedom)
    statistic = squares / freedom / error
    return Line(squares, freedom, statistic, float(fdtrc(freedom, rest, statistic)))


def _columns(groups: Sequence[Group], sizes: Sequence[int], term: tuple[int, ...], *, whole: bool) -> Floats:
    """Code a term: a column for each combination of levels but the last of each factor.

    :param whole: a column for every level, where no constant stands for the rest.
    """
    codes = [np.eye(sizes[factor]) if whole else _summing_to_nought(sizes[factor]) for factor in term]
    rows = []
    for group in groups:
        parts = [code[group.levels[factor]] for code, factor in zip(codes, term, strict=True)]
        rows.append([math.prod(combination) for combination in product(*parts)])
    return np.array(rows, dtype=np.float64).reshape(len(groups), -1)


def _summing_to_nought(levels: int) -> Floats:
    return np.vstack([np.eye(levels - 1), -np.ones((1, levels - 1))])


def _fit(counts: Floats, means: Floats, blocks: Sequence[Floats]) -> tuple[float, int]:
    """Fit the means of groups by weighted least squares: what is left, and the rank."""
    if not blocks:
        return float((counts * means**2).sum()), 0
    weights = np.sqrt(counts)
    design = np.hstack(blocks) * weights[:, None]
    found, _, rank, _ = np.linalg.lstsq(design, means * weights, rcond=1e-10)
    return float(((means * weights - design @ found) ** 2).sum()), int(rank)
