"""P10, P11, P12: how places and roles measure: last digits, spread, and mean against the municipality."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import stdtrit

from folkekommune.ingest.quality.review_declaration import ScoreLimits
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import Floats, Ints, Visits

_DIGITS = 10


def digit_index(values: Floats) -> float:
    """Give the index of preference for last digits: 0 for none, 100 when all values end alike."""
    last = np.round(values * _DIGITS).astype(np.int64) % _DIGITS
    counts = np.bincount(last, minlength=_DIGITS)
    expected = len(values) / _DIGITS
    chi_squared = float(((counts - expected) ** 2 / expected).sum())
    return 100.0 * float(np.sqrt(chi_squared / ((_DIGITS - 1) * len(values))))


def describe_digits(visits: Visits, item: str, values: Floats, *, limits: Threshold) -> Iterator[Observation]:
    """Tell the preference for last digits of each place and each role (P10)."""
    there = np.isfinite(values)
    groups: tuple[tuple[Ints, tuple[str, ...], str], ...] = (
        (visits.site, visits.sites, "site"),
        (visits.recorder, visits.recorders, "recorder"),
    )
    for of_visit, names, kind in groups:
        for at, name in enumerate(names):
            rows = there & (of_visit == at)
            count = int(rows.sum())
            if name and count >= limits["least"]:
                index = digit_index(values[rows])
                yield Observation(
                    "P10",
                    count,
                    flagged=index > limits["acceptable"],
                    item=item,
                    site=name if kind == "site" else "",
                    group="" if kind == "site" else name,
                    figure=round(index, 1),
                )


def describe_spread(
    visits: Visits, scores: Floats, limits: Threshold, *, scored: ScoreLimits
) -> Iterator[Observation]:
    """Tell the standard deviation of z-scores at each place (P11)."""
    if scored.usual_spread is None:
        return
    lowest, highest = scored.usual_spread
    for at, name in enumerate(visits.sites):
        own = scores[(visits.site == at) & np.isfinite(scores)]
        if name and len(own) >= limits["least"]:
            spread = float(np.std(own, ddof=1))
            yield Observation(
                "P11",
                len(own),
                flagged=not lowest <= spread <= highest,
                item="+".join(scored.items),
                site=name,
                group="poor" if spread > limits["poor"] else "",
                figure=round(spread, 2),
            )


def describe_means(visits: Visits, scores: Floats, limits: Threshold, *, item: str) -> Iterator[Observation]:
    """Tell the mean z-score of each place and year against the municipality's that year (P12)."""
    known = np.isfinite(scores)
    for year in np.unique(visits.year[known]):
        of_year = known & (visits.year == year)
        for at, name in enumerate(visits.sites):
            own = scores[of_year & (visits.site == at)]
            rest = scores[of_year & (visits.site != at)]
            if not name or min(len(own), len(rest)) < limits["least"]:
                continue
            difference = float(own.mean() - rest.mean())
            yield Observation(
                "P12",
                len(own),
                flagged=_differ(own, rest, limits["confidence"]),
                item=item,
                site=name,
                period=str(year),
                figure=round(difference, 2),
            )


def _differ(own: Floats, rest: Floats, confidence: float) -> bool:
    """Tell whether two means differ (Welch)."""
    parts = np.var(own, ddof=1) / len(own), np.var(rest, ddof=1) / len(rest)
    error = float(np.sqrt(sum(parts)))
    if error == 0:
        return False
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(own) - 1) + parts[1] ** 2 / (len(rest) - 1))
    limit = float(stdtrit(freedom, 1 - (1 - confidence) / 2))
    return bool(abs(own.mean() - rest.mean()) / error > limit)
