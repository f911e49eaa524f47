"""Random queries give the same answer on the reference engine and on DuckDB, to the bit.

``FOLKEKOMMUNE_QUERIES=3000 FOLKEKOMMUNE_SEED=1 pytest tests/generative/test_engines_agree.py`` asks more.
A query that disagrees is named by its world and number: ``random_query(number, random_world(world))``.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from random_queries import Query, random_query, random_world

from folkekommune.catalogue.model import ValueType
from folkekommune.query import dataset as steps
from folkekommune.query import expressions
from folkekommune.query.dataset import PERSON, Dataset, GroupRoot, Join, PanelRoot
from folkekommune.query.engine import Cells, Engine, Rows, RowsRequest, TooManyGroupsError
from folkekommune.query.functions import FUNCTIONS
from folkekommune.query.typing import QueryError

WORLDS = 12
QUERIES = int(os.environ.get("FOLKEKOMMUNE_QUERIES", "120")) // WORLDS
LIMIT = 40
SEED = int(os.environ.get("FOLKEKOMMUNE_SEED", "0"))


def numbers_of(world: int) -> range:
    return range(SEED * 1_000_000 + world, SEED * 1_000_000 + world + WORLDS * QUERIES, WORLDS)


def plain(cells: Cells) -> list[str]:
    """Give the groups in an order of their own; a text shows -0 and the kind of a number."""
    rows = []
    for place in range(len(cells)):
        counts = (cells.parts, cells.mask, cells.units, cells.persons, cells.fingerprint)
        moments = [(m.units, m.valid, m.fingerprint, m.total, m.squares) for m in cells.moments]
        sizes = [m.contributions for m in cells.moments if m.contributions]
        moments += [(s.total, s.largest, s.second) for s in sizes]
        values = [column[place] for column in cells.coordinates]
        rows.append(
            repr(([int(a[place]) for a in counts], [[int(a[place]) for a in m] for m in moments], values))
        )
    return sorted(rows)


def answers(engine: Engine, query: Query) -> dict[str, object]:
    """Ask an engine everything there is to ask."""
    try:
        found: dict[str, object] = {"cells": plain(engine.cells(query.request, limit=LIMIT))}
    except TooManyGroupsError:
        found = {"cells": "too many"}
    for name in query.numeric:
        found[f"quantiles {name}"] = repr(engine.quantiles(query.dataset, name, query.probabilities))
        near = engine.neighbours(
            query.dataset, name, query.probabilities, side=query.side, ignored=query.ignored
        )
        found[f"neighbours {name}"] = repr(near)
    asked = RowsRequest(query.dataset, shown_of(query.dataset), query.ignored)
    found["rows"] = plain_rows(engine.rows(asked))
    return found


def shown_of(dataset: Dataset) -> tuple[str, ...]:
    """Give the variables that a model may read."""
    return tuple(name for name, kind in dataset.types.items() if kind is not ValueType.IDENTIFIER)


def plain_rows(rows: Rows) -> str:
    """Write rows in their order, with what shows -0 and missing."""
    return repr((rows.keys.tolist(), [column.tolist() for column in rows.values]))


@pytest.mark.parametrize("number", range(WORLDS))
def test_engines_agree(number, tmp_path) -> None:
    world = random_world(SEED * WORLDS + number)
    reference, engine = world.reference(), world.duckdb(tmp_path)
    too_large = 0
    for seed in numbers_of(number):
        query = random_query(seed, world)
        try:
            found = answers(engine, query)
        except QueryError:
            too_large += 1
            continue
        expected = answers(reference, query)
        differing = [name for name in expected if found.get(name) != expected[name]]
        assert not differing, f"world {SEED * WORLDS + number}, query {seed}: {differing}"
        engine.forget()
    engine.close()
    assert too_large <= QUERIES * 0.02


@pytest.mark.parametrize("number", range(WORLDS))
def test_whole_numbers_are_whole(number) -> None:
    """An expression of type INTEGER or DATE gives whole numbers, which engines store as such."""
    world = random_world(SEED * WORLDS + number)
    reference = world.reference()
    for seed in list(numbers_of(number))[:20]:
        dataset = random_query(seed, world).dataset
        for name, kind in dataset.types.items():
            if kind in {ValueType.INTEGER, ValueType.DATE}:
                values = reference.quantiles(dataset, name, tuple(place / 100 for place in range(101)))
                assert all(value.is_integer() for value in values), f"query {seed}: {name}"


def test_every_node_is_generated() -> None:
    seen: Counter[str] = Counter()
    for number in range(WORLDS):
        world = random_world(SEED * WORLDS + number)
        for seed in numbers_of(number):
            note(random_query(seed, world).dataset, seen)
    nodes = {"PersonRoot", "GroupRoot", "SpellRoot", "PanelRoot", "UnitRoot"}
    # A door puts an expression in the place of a prediction before an engine is asked.
    nodes |= {cls.__name__ for cls in steps.Step.__args__} - {"Predict"}
    nodes |= {cls.__name__ for cls in expressions.Expression.__args__}
    nodes |= {f"operator {operator.value}" for operator in expressions.Operator}
    nodes |= {f"call {name}" for name in FUNCTIONS}
    nodes |= {f"statistic {statistic.value}" for statistic in steps.Statistic}
    nodes |= {"join by unit", "join by key", "collapse of collapse", "more than 20 steps", "outer"}
    nodes |= {"join by person", "join by name"}
    assert nodes - {node for node, times in seen.items() if times > 0} == set()


def note(dataset: Dataset, seen: Counter[str]) -> None:
    """Count the nodes of a data set."""
    root = dataset.root
    seen[type(root).__name__] += 1
    seen["more than 20 steps"] += len(dataset.steps) > 20
    if isinstance(root, PanelRoot):
        note(root.source, seen)
    if isinstance(root, GroupRoot):
        note(root.source, seen)
        seen.update(f"statistic {a.statistic.value}" for a in root.aggregates)
        seen["collapse of collapse"] += isinstance(root.source.root, GroupRoot)
    for step in dataset.steps:
        seen[type(step).__name__] += 1
        seen["outer"] += bool(getattr(step, "outer", False))
        if isinstance(step, Join):
            by = {None: "name" if step.source.named else "unit", PERSON: "person"}.get(step.key, "key")
            seen[f"join by {by}"] += 1
            note(step.source, seen)
        for part in ("value", "where", "condition"):
            if getattr(step, part, None) is not None:
                note_expression(getattr(step, part), seen)


def note_expression(expression: expressions.Expression, seen: Counter[str]) -> None:
    """Count the nodes of an expression."""
    seen[type(expression).__name__] += 1
    if isinstance(expression, expressions.Call):
        seen[f"call {expression.function}"] += 1
    if isinstance(expression, expressions.Binary):
        seen[f"operator {expression.operator.value}"] += 1
    for child in expressions.children(expression):
        note_expression(child, seen)
