"""P10, P11, P12: how places and roles measure: last digits, spread, and mean against the municipality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import stdtrit

from folkekommune.ingest.quality.review_declaration import ScoreLimits
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import Bools, Floats, Ints, Visits

_DIGITS = 10


def digit_index(counts: Ints) -> float:
    """Give the index of preference for last digits from how often each occurs: 0 for none, 100 for one."""
    total = counts.sum()
    expected = total / _DIGITS
    chi_squared = float(((counts - expected) ** 2 / expected).sum())
    return 100.0 * float(np.sqrt(chi_squared / ((_DIGITS - 1) * total)))


def last_digits(values: Floats) -> Ints:
    """Give the tenths of each value."""
    digits: Ints = np.round(values * _DIGITS).astype(np.int64) % _DIGITS
    return digits


def describe_digits(visits: Visits, item: str, values: Floats, *, limits: Threshold) -> Iterator[Observation]:
    """Tell the preference for last digits of each place and each role (P10)."""
    rows = np.flatnonzero(np.isfinite(values))
    digits = last_digits(values[rows])
    groups: tuple[tuple[Ints, tuple[str, ...], str], ...] = (
        (visits.site, visits.sites, "site"),
        (visits.recorder, visits.recorders, "recorder"),
    )
    for of_visit, names, kind in groups:
        cells = of_visit[rows] * _DIGITS + digits
        counts = np.bincount(cells, minlength=len(names) * _DIGITS).reshape(-1, _DIGITS)
        for name, own in zip(names, counts, strict=True):
            if name and own.sum() >= limits["least"]:
                index = digit_index(own)
                yield Observation(
                    "P10",
                    int(own.sum()),
                    flagged=index > limits["acceptable"],
                    item=item,
                    site=name if kind == "site" else "",
                    group="" if kind == "site" else name,
                    figure=round(index, 1),
                )


@dataclass(frozen=True)
class Sums:
    """How many values there are, their sum and the sum of their squares, by group."""

    count: Floats
    total: Floats
    squares: Floats

    @classmethod
    def of(cls, values: Floats, group: Ints, groups: int) -> Self:
        """Add up values by group."""
        return cls(
            np.bincount(group, minlength=groups).astype(np.float64),
            np.asarray(np.bincount(group, weights=values, minlength=groups), dtype=np.float64),
            np.asarray(np.bincount(group, weights=values**2, minlength=groups), dtype=np.float64),
        )

    @property
    def mean(self) -> Floats:
        """The means; NaN without values."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.total / self.count

    @property
    def variance(self) -> Floats:
        """The variances; NaN below two values."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.maximum(self.squares - self.total**2 / self.count, 0) / (self.count - 1)

    def shaped(self, *shape: int) -> Sums:
        """Give the same in rows and columns."""
        return Sums(self.count.reshape(shape), self.total.reshape(shape), self.squares.reshape(shape))

    def of_the_others(self) -> Sums:
        """Give, for each column of a row, the sums of the other columns."""
        others = (part.sum(axis=1, keepdims=True) - part for part in (self.count, self.total, self.squares))
        return Sums(*others)


def describe_spread(
    visits: Visits, scores: Floats, limits: Threshold, *, scored: ScoreLimits
) -> Iterator[Observation]:
    """Tell the standard deviation of z-scores at each place (P11)."""
    if scored.usual_spread is None:
        return
    lowest, highest = scored.usual_spread
    rows = np.flatnonzero(np.isfinite(scores))
    sums = Sums.of(scores[rows], visits.site[rows], len(visits.sites))
    for name, count, variance in zip(visits.sites, sums.count, sums.variance, strict=True):
        if name and count >= limits["least"]:
            spread = float(np.sqrt(variance))
            yield Observation(
                "P11",
                int(count),
                flagged=not lowest <= spread <= highest,
                item="+".join(scored.items),
                site=name,
                group="poor" if spread > limits["poor"] else "",
                figure=round(spread, 2),
            )


def describe_means(visits: Visits, scores: Floats, limits: Threshold, *, item: str) -> Iterator[Observation]:
    """Tell the mean z-score of each place and year against the rest of the municipality that year (P12)."""
    rows = np.flatnonzero(np.isfinite(scores))
    if not len(rows):
        return
    first = int(visits.year[rows].min())
    years, sites = int(visits.year[rows].max()) - first + 1, len(visits.sites)
    group = (visits.year[rows] - first) * sites + visits.site[rows]
    own = Sums.of(scores[rows], group, years * sites).shaped(years, sites)
    rest = own.of_the_others()
    difference = own.mean - rest.mean
    flagged = _differ(own, rest, limits["confidence"])
    for year, site in np.argwhere(np.minimum(own.count, rest.count) >= limits["least"]):
        if visits.sites[site]:
            yield Observation(
                "P12",
                int(own.count[year, site]),
                flagged=bool(flagged[year, site]),
                item=item,
                site=visits.sites[site],
                period=str(first + year),
                figure=round(float(difference[year, site]), 2),
            )


def _differ(own: Sums, rest: Sums, confidence: float) -> Bools:
    """Tell which means differ (Welch)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        one, other = own.variance / own.count, rest.variance / rest.count
        freedom = (one + other) ** 2 / (one**2 / (own.count - 1) + other**2 / (rest.count - 1))
        limit = stdtrit(freedom, 1 - (1 - confidence) / 2)
        differ: Bools = np.abs(own.mean - rest.mean) / np.sqrt(one + other) > limit
    return differ
