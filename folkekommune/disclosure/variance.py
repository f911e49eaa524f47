"""Analysis of variance, from the protected count, mean and standard deviation of each group.

Nothing but these is used, so that the analysis tells no more than the table of groups, but for rounding.
Groups in which one of them is hidden are left out. The noise of the means is counted with the error that
effects are compared with: without it, noise would look like an effect.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from folkekommune.disclosure.analyses import plain_label, written_p
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeLabel, SafeRow, SafeSection, SafeValue
from folkekommune.disclosure.values import HIDDEN, NumericCell, significant
from folkekommune.query.engine import Moment
from folkekommune.statistics.variance import Analysis, Group, Line, tukey

SQUARES, FREEDOM, MEAN_SQUARE = "analyses.sum-of-squares", "analyses.df", "analyses.mean-square"
F, P = "analyses.f", "analyses.p-value"
DIFFERENCE, ERROR = "analyses.difference", "analyses.se"
FIGURES = (SQUARES, FREEDOM, MEAN_SQUARE, F, P)
PAIR_FIGURES = (DIFFERENCE, ERROR, P)

MODEL = SafeLabel("@model", "Modell", "Modell", "Model")
REST = SafeLabel("@rest", "Rest", "Rest", "Residual")
TOTAL = SafeLabel("@total", "Alle", "Alle", "Total")
_DIGITS = 3


def group_of(levels: tuple[int, ...], cell: NumericCell) -> Group | None:
    """Give the protected figures of a group, or none when some of them are hidden."""
    if cell.level is None or cell.deviation is None:
        return None
    return Group(levels, cell.count, cell.level, cell.deviation)


def noise_of(groups: Sequence[Group], moment: Moment, policy: Policy) -> float:
    """Give what the noise of the means adds to the mean square of an effect, on average."""
    kappa = max(policy.noise.kappa, 0.5)
    return sum((kappa * moment.width) ** 2 / group.count for group in groups) / len(groups)


def variance_section(analysis: Analysis, names: Sequence[str]) -> SafeSection:
    """Write the table of an analysis.

    :param names: of the terms; the labels carry their places, so that they can be renamed.
    """
    labels = [plain_label(str(place), name) for place, name in enumerate(names)]
    lines = [*analysis.terms, analysis.model, analysis.rest, analysis.total]
    rows = (
        SafeRow(label, _figures(line))
        for label, line in zip([*labels, MODEL, REST, TOTAL], lines, strict=True)
    )
    return SafeSection("analyses.anova", FIGURES, tuple(rows))


@dataclass(frozen=True)
class Level:
    """A level of a factor, with the protected figures of those in it."""

    label: SafeLabel
    group: Group


def pairs_section(
    levels: Sequence[Level], analysis: Analysis, about: str, *, moment: Moment, policy: Policy
) -> SafeSection:
    """Compare the levels of a factor two by two, with Tukey's p-value (unequal sizes: Kramer)."""
    error = analysis.rest.squares / analysis.rest.freedom
    noise = max(policy.noise.kappa, 0.5) * moment.width
    rows = []
    for first, second in combinations(levels, 2):
        difference = second.group.mean - first.group.mean
        sizes = (first.group.count, second.group.count)
        variance = sum(error / size + (noise / size) ** 2 for size in sizes)
        p = tukey(difference, math.sqrt(variance), levels=len(levels), freedom=analysis.rest.freedom)
        figures = (significant(difference, _DIGITS), significant(math.sqrt(variance), _DIGITS), written_p(p))
        values = tuple(zip(PAIR_FIGURES, (SafeValue(figure) for figure in figures), strict=True))
        rows.append(SafeRow(_against(first.label, second.label), values))
    return SafeSection("analyses.posthoc", PAIR_FIGURES, tuple(rows), about=about)


def _against(first: SafeLabel, second: SafeLabel) -> SafeLabel:
    return SafeLabel(
        f"{second.value}-{first.value}",
        f"{second.nb} – {first.nb}",
        f"{second.nn} – {first.nn}",
        f"{second.en} – {first.en}",
    )


def _figures(line: Line) -> tuple[tuple[str, SafeValue], ...]:
    mean_square = SafeValue(significant(line.squares / line.freedom, _DIGITS)) if line.freedom > 0 else HIDDEN
    found = [
        (SQUARES, SafeValue(significant(line.squares, _DIGITS))),
        (FREEDOM, SafeValue(str(line.freedom))),
        (MEAN_SQUARE, mean_square),
    ]
    if line.statistic is not None and line.p is not None:
        found += [(F, SafeValue(f"{line.statistic:.2f}")), (P, SafeValue(written_p(line.p)))]
    return tuple(found)
