"""Steps that look at everybody: groups by size and samples, made ready before an engine sees them.

A cut point between groups is the value of one person, and the size of a population is a count. So the
cut points are read off protected ranks, as percentiles are; a sample of a number of persons is a sample
of the share that this number is of the protected count; and who is drawn hangs on the user's seed *and*
on a key of the release, so that nobody can work out the draw beforehand.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.gate import Judged
from folkekommune.disclosure.limits import bounded
from folkekommune.disclosure.percentiles import percentile
from folkekommune.disclosure.values import significant
from folkekommune.query.canonical import digest
from folkekommune.query.places import place_among, shares
from folkekommune.query.steps import Assign, Draw, Rank

STEPS = 200
"""Values of a population among which cut points are looked for, for each group of a hundredth four."""

_EVERYBODY = 1 - 2**-53
"""The largest share there is: 1 would be a number of units."""


def made_ready(inquiry: Inquiry, step: Rank | Draw, population: Judged) -> Assign | Rank | Draw:
    """Give what is done instead of a step that looks at everybody."""
    if isinstance(step, Draw):
        return _salted(inquiry, step, population)
    if not inquiry.dataset.persons:
        return step  # what groups are ranked by is protected already
    thresholds = _cut_points(inquiry, step, population)
    codes = tuple(float(place) for place in range(len(thresholds) + 1))
    return Assign(step.name, place_among(step.column, thresholds), codes=codes)


def _salted(inquiry: Inquiry, step: Draw, population: Judged) -> Draw:
    salt = inquiry.key.uniform64(digest("sample", str(step.seed)), ())
    share = step.size if step.size < 1 else min(step.size / max(population.persons, 1), _EVERYBODY)
    return replace(step, size=share, salt=salt - 2**63)


def _cut_points(inquiry: Inquiry, step: Rank, population: Judged) -> tuple[float, ...]:
    """Give the cut points; one that rests on too few persons on a side is no cut point."""
    cell = population.count.cell
    values = inquiry.grid(step.column, cell, max(STEPS, 4 * step.groups))
    ranks, count = inquiry.ranks(step.column, cell, values)
    policy = inquiry.policy
    found = []
    for share in shares(step.groups):
        if percentile(ranks, share, count, policy).text is None:
            continue
        found.append(float(significant(bounded(ranks.at(share * count)), policy.percentiles.digits)))
    return tuple(found)
