"""Everything there is to ask of an engine about a query, to be compared; and what a query holds."""

from __future__ import annotations

from collections import Counter
from functools import cache

from random_queries import Query, random_query, random_world

from folkekommune.catalogue.model import ValueType
from folkekommune.query import dataset as steps
from folkekommune.query import expressions
from folkekommune.query.dataset import PERSON, Dataset, GroupRoot, Join, PanelRoot
from folkekommune.query.engine import Cells, Engine, Rows, RowsRequest, TooManyGroupsError
from folkekommune.query.functions import FUNCTIONS

LIMIT = 40


def every_node() -> set[str]:
    """Give the nodes that queries are made of."""
    nodes = {"PersonRoot", "GroupRoot", "SpellRoot", "PanelRoot", "UnitRoot"}
    # A door puts an expression in the place of a prediction before an engine is asked.
    nodes |= {cls.__name__ for cls in steps.Step.__args__} - {"Predict"}
    nodes |= {cls.__name__ for cls in expressions.Expression.__args__}
    nodes |= {f"operator {operator.value}" for operator in expressions.Operator}
    nodes |= {f"statistic {statistic.value}" for statistic in steps.Statistic}
    nodes |= {"join by unit", "join by key", "collapse of collapse", "more than 20 steps", "outer"}
    return nodes | {"join by person", "join by name"}


def every_call() -> set[str]:
    """Give the calls of functions that queries are made of."""
    return {f"call {name}" for name in FUNCTIONS}


@cache
def covering(worlds: int, most: int = 10) -> dict[int, tuple[int, ...]]:
    """Give few queries, by the number of their world, in which every node turns up.

    :param most: how many of each world to choose among.
    """
    wanted, chosen = every_node(), {}
    for number in range(worlds):
        world, found = random_world(number), []
        for seed in range(number, number + worlds * most, worlds):
            held: Counter[str] = Counter()
            note(random_query(seed, world).dataset, held)
            if new := wanted & (+held).keys():
                found.append(seed)
                wanted -= new
        chosen[number] = tuple(found)
    assert not wanted
    return chosen


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
