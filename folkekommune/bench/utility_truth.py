"""Generating probabilities of the synthetic children, to hold intervals against."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from folkekommune.bench.utility_answers import ShareAnswer
from folkekommune.bench.utility_questions import TableQuestion

FEWEST = 15.0
"""Expected cases, and expected others, from which an interval is judged (disclosure-rules.md section 8)."""

_BOTH = "0"
Key = tuple[str, str, str, str]
Probabilities = dict[Key, float]


def probabilities(truth: Path) -> Probabilities:
    """Read the probabilities of cells with enough expected, by indicator, district, year and sex."""
    with (truth / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        return {
            (row["indicator"], row["district"], row["year"], row["sex"]): float(row["generating_probability"])
            for row in csv.DictReader(stream)
            if min(float(row["expected"]), float(row["attended"]) - float(row["expected"])) >= FEWEST
        }


def coverage(
    question: TableQuestion, answers: dict[tuple[str, str], ShareAnswer], known: Probabilities
) -> Iterator[bool]:
    """Tell of each interval by year whether it holds the probability the answers were drawn with."""
    for (who, year), answer in answers.items():
        place = ("", year, who) if question.by == "kjonn" else (who, year, _BOTH)
        probability = known.get((question.indicator or "", *place))
        interval = answer.interval
        if probability is not None and interval is not None and answer.is_shown:
            yield interval[0] <= probability <= interval[1]
