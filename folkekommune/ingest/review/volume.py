"""M4: how many visits a place has in a month, against the twelve months before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.completeness import Answered
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import Bools, Floats, Ints

_MEDIAN_DEVIATION = 1.4826
_PERCENT = 100.0


def visits_by_month(answered: list[Answered]) -> tuple[tuple[str, ...], tuple[str, ...], Ints]:
    """Give places, all months from the first to the last, and the visits of each."""
    pairs = [(s, m, int(v)) for a in answered for s, m, v in zip(a.sites, a.months, a.visits, strict=True)]
    if not pairs:
        return (), (), np.zeros((0, 0), dtype=np.int64)
    sites = tuple(sorted({site for site, _, _ in pairs}))
    first, last = min(month for _, month, _ in pairs), max(month for _, month, _ in pairs)
    every = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)
    months = tuple(str(month) for month in every)
    place_of = {site: at for at, site in enumerate(sites)}
    month_of = {month: at for at, month in enumerate(months)}
    counts = np.zeros((len(sites), len(months)), dtype=np.int64)
    for site, month, visits in pairs:
        counts[place_of[site], month_of[month]] += visits
    return sites, months, counts


def compare_months(answered: list[Answered], limits: Threshold) -> Iterator[Observation]:
    """Tell the visits of each place and month, and which months are far from the median of those before."""
    sites, months, counts = visits_by_month(answered)
    span = int(limits["months"])
    middle, far = _against_before(counts, span, limits)
    for at, month in zip(*np.nonzero((counts > 0) | far), strict=True):
        usual = middle[at, month]
        yield Observation(
            "M4",
            int(counts[at, month]),
            int(counts[at, month]) if far[at, month] else 0,
            flagged=bool(far[at, month]),
            site=sites[at],
            period=months[month],
            figure=round(float(counts[at, month] / usual), 2) if usual > 0 else None,
        )


def _against_before(counts: Ints, span: int, limits: Threshold) -> tuple[Floats, Bools]:
    """Give the median of the months before each, NaN where there are too few, and which are far from it.

    A place's months count from its first visit to its last.
    """
    median, far = np.full(counts.shape, np.nan), np.zeros(counts.shape, dtype=np.bool_)
    if counts.shape[1] <= span:
        return median, far
    windows = np.lib.stride_tricks.sliding_window_view(counts, span, axis=1)[:, :-1]
    middle = np.median(windows, axis=2)
    spread = _MEDIAN_DEVIATION * np.median(np.abs(windows - middle[:, :, np.newaxis]), axis=2)
    now = counts[:, span:]
    outside = (spread > 0) & (np.abs(now - middle) > limits["spreads"] * spread)
    outside |= _PERCENT * (middle - now) > limits["drop"] * middle
    place = np.arange(counts.shape[1])
    first = np.argmax(counts > 0, axis=1)
    last = counts.shape[1] - 1 - np.argmax(counts[:, ::-1] > 0, axis=1)
    known = middle >= limits["least"]
    known &= (place[span:] >= (first + span)[:, np.newaxis]) & (place[span:] <= last[:, np.newaxis])
    median[:, span:] = np.where(known, middle, np.nan)
    far[:, span:] = outside & known
    return median, far
