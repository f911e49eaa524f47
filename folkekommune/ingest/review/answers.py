"""Answers: whether they are there, whether they can be, and how places differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review import completeness, coverage, practice, volume
from folkekommune.ingest.review.logic import find_impossible_answers
from folkekommune.ingest.review.outcome import Objection, Observation, Outcome
from folkekommune.ingest.review.visits import DraftTables, Visits

_PERCENT = 100.0


def review_answers(tables: DraftTables, visits: Visits, municipality: str) -> Outcome:
    """Review the answers of a draft."""
    outcome = Outcome()
    thresholds = tables.declaration.thresholds
    answered = completeness.count_answers(tables)
    described: tuple[tuple[str, Callable[[Threshold], Iterator[Observation]]], ...] = (
        ("M1", lambda _: completeness.describe_places(answered)),
        ("M1", lambda limits: completeness.describe_completeness(answered, limits)),
        ("M2", lambda limits: coverage.describe_coverage(tables, municipality, limits)),
        ("M3", lambda limits: completeness.find_not_at_random(tables, limits)),
        ("M4", lambda limits: volume.compare_months(answered, limits)),
        ("P14", lambda limits: practice.describe_practice(tables, limits)),
        ("G2", lambda limits: coverage.describe_districts(tables, municipality, limits)),
        ("V1", lambda limits: coverage.compare_with_births(tables, municipality, limits)),
    )
    for check, describe in described:
        if check in thresholds:
            outcome.add(describe(thresholds[check]))
    _written_as_no(tables, visits, outcome)
    _logic(tables, visits, outcome)
    return outcome


def _written_as_no(tables: DraftTables, visits: Visits, outcome: Outcome) -> None:
    """Stop the fields of places where "not asked" is written as "no": their answers cannot be told apart."""
    if "M5" not in tables.declaration.thresholds:
        return
    found = list(completeness.find_written_as_no(tables, tables.declaration.thresholds["M5"]))
    stopped = {
        seen: visits.find(completeness.answers_of_place(tables, seen)) for seen in found if seen.flagged
    }
    outcome.add(found, [Objection("M5", "written-as-no", rows, seen.item) for seen, rows in stopped.items()])


def _logic(tables: DraftTables, visits: Visits, outcome: Outcome) -> None:
    for logic in tables.declaration.reviewed.logic:
        limits = tables.declaration.thresholds["P15"]
        applicable, found = find_impossible_answers(tables, logic)
        rows = visits.find(found)
        flagged = _PERCENT * len(rows) > limits.percent * applicable
        outcome.add(
            [Observation("P15", applicable, len(rows), flagged, item=logic.item, group=logic.rule)],
            [Objection("P15", logic.rule, rows, logic.item)] if logic.excludes and len(rows) else [],
        )
