"""P14: places that choose an answer otherwise than the others, beyond what the spread of places explains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtri

from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.completeness import asked_items
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import DraftTables, Ints

_TENTH, _NINTH_TENTH = 0.1, 0.9


def describe_practice(tables: DraftTables, limits: Threshold) -> Iterator[Observation]:
    """Tell of each coded answer how much of its variation lies between places, and which stand out."""
    site = tables.declaration.reviewed.items.site
    for occasion, columns in tables.columns.items():
        if site not in columns:
            continue
        coded = {
            variable.item
            for variable in tables.databank.variables.values()
            if variable.occasion == occasion and variable.code_list is not None
        }
        for item in asked_items(tables, occasion):
            if item in coded:
                yield from _of_item(tables, occasion, item, site=site, limits=limits)


def _of_item(
    tables: DraftTables, occasion: str, item: str, *, site: str, limits: Threshold
) -> Iterator[Observation]:
    found = tables.rows(
        f'SELECT "{site}" AS site, "{item}" AS answer, count(*) FROM live_{occasion} '
        f'WHERE "{site}" IS NOT NULL AND "{item}" IS NOT NULL GROUP BY ALL ORDER BY ALL'
    )
    sites = sorted({str(name) for name, _, _ in found})
    answers = sorted({answer for _, answer, _ in found}, key=str)
    counts = np.zeros((len(sites), len(answers)), dtype=np.int64)
    for name, answer, count in found:
        counts[sites.index(str(name)), answers.index(answer)] = count
    totals = counts.sum(axis=1)
    enough = totals >= limits["least"]
    if enough.sum() < 2:  # noqa: PLR2004 - one place differs from none
        return
    for at, answer in enumerate(answers):
        cases, asked = counts[enough, at], totals[enough]
        outside = outside_funnel(cases, asked, confidence=limits["confidence"], areas=limits["areas"])
        between = share_between(cases, asked)
        named = np.array(sites)[enough]
        yield Observation(
            "P14",
            int(asked.sum()),
            int(cases.sum()),
            item=item,
            occasion=occasion,
            group=str(answer),
            figure=round(between, 3),
        )
        for place in np.flatnonzero(outside):
            yield Observation(
                "P14",
                int(asked[place]),
                int(cases[place]),
                flagged=True,
                item=item,
                occasion=occasion,
                site=str(named[place]),
                group=str(answer),
                figure=round(float(cases[place] / asked[place]), 3),
            )


def outside_funnel(cases: Ints, asked: Ints, *, confidence: float, areas: float) -> np.ndarray:
    """Tell which shares lie outside the funnel, allowing for overdispersion when there are enough places.

    The shares are compared as the arcsine of their root, whose standard error is half the root of one over
    the number asked; Spiegelhalter's method, with the outermost tenths drawn in.
    """
    overall = cases.sum() / asked.sum()
    error = 1 / (2 * np.sqrt(asked))
    z = (np.arcsin(np.sqrt(cases / asked)) - np.arcsin(np.sqrt(overall))) / error
    drawn_in = np.clip(z, *np.quantile(z, [_TENTH, _NINTH_TENTH]))
    dispersion = float((drawn_in**2).mean())
    between = 0.0
    if dispersion > 1 and len(z) >= areas and dispersion * len(z) > len(z) - 1:
        weight = 1 / error**2
        between = (dispersion * len(z) - (len(z) - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    limit = float(ndtri(1 - (1 - confidence) / 2))
    outside: np.ndarray = np.abs(z) * error / np.sqrt(error**2 + between) > limit
    return outside


def share_between(cases: Ints, asked: Ints) -> float:
    """Give the intraclass correlation of a yes-or-no answer within places (analysis of variance)."""
    share = cases / asked
    total, places = asked.sum(), len(asked)
    overall = cases.sum() / total
    among = float((asked * (share - overall) ** 2).sum()) / (places - 1)
    within = float((asked * share * (1 - share)).sum()) / (total - places)
    size = (total - (asked**2).sum() / total) / (places - 1)
    if among + (size - 1) * within <= 0:
        return 0.0
    return float(max(0.0, (among - within) / (among + (size - 1) * within)))
