"""Random queries give the same answer on the reference engine and on DuckDB, to the bit."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from folkekommune.query import dataset as steps
from folkekommune.query import expressions
from folkekommune.query.dataset import Dataset, GroupRoot, Join
from folkekommune.query.engine import CellRequest, Cells, Moment
from folkekommune.query.functions import FUNCTIONS

sys.path.insert(0, str(Path(__file__).parent))
from strategies import _names, datasets, grouped, worlds  # noqa: E402 - a neighbour, not a package

SEEN: Counter[str] = Counter()
PROFILE = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    # Shrinking opens a database for every try: a fault is found first and made small by hand.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def plain(cells: Cells) -> list[tuple[object, ...]]:
    """Give the groups in an order of their own, comparable between engines."""
    rows = []
    for place in range(len(cells)):
        moments = tuple(
            (int(m.valid[place]), int(m.fingerprint[place]), int(m.total[place]), int(m.squares[place]))
            for m in cells.moments
        )
        values = tuple(column[place] for column in cells.coordinates)
        rows.append(
            (
                *(int(a[place]) for a in (cells.parts, cells.mask, cells.units, cells.persons)),
                int(np.uint64(cells.fingerprint[place])),
                moments,
                values,
            )
        )
    return sorted(rows, key=repr)


def note(dataset: Dataset) -> None:
    """Count the nodes of a data set."""
    SEEN[type(dataset.root).__name__] += 1
    if isinstance(dataset.root, GroupRoot):
        note(dataset.root.source)
        SEEN.update(a.statistic.value for a in dataset.root.aggregates)
    for step in dataset.steps:
        SEEN[type(step).__name__] += 1
        if isinstance(step, Join):
            note(step.source)
        for part in (getattr(step, "value", None), getattr(step, "where", None), getattr(step, "condition", None)):
            if part is not None:
                note_expression(part)


def note_expression(expression: expressions.Expression) -> None:
    """Count the nodes of an expression."""
    SEEN[type(expression).__name__] += 1
    if isinstance(expression, expressions.Call):
        SEEN[f"call {expression.function}"] += 1
    for child in expressions.children(expression):
        note_expression(child)


@PROFILE
@given(st.data())
def test_engines_agree(data: st.DataObject) -> None:
    world = data.draw(worlds())
    dataset = data.draw(st.one_of(datasets(world), datasets(world), grouped(world)))
    note(dataset)
    dimensions = tuple(data.draw(st.lists(st.sampled_from(list(dataset.types)), max_size=2, unique=True)))
    numeric = _names(dataset)[0]
    moments = tuple(
        Moment(name, low=-4.0, high=5.0)
        for name in (data.draw(st.lists(st.sampled_from(numeric), max_size=2)) if numeric else [])
    )
    reference = world.reference()
    with tempfile.TemporaryDirectory() as folder:
        engine = world.duckdb(Path(folder))
        request = CellRequest(dataset, dimensions, moments)
        assert plain(engine.cells(request, limit=10_000)) == plain(reference.cells(request, limit=10_000))
        probabilities = (0.01, 0.25, 0.5, 0.99)
        for name in numeric[:1]:
            found = engine.quantiles(dataset, name, probabilities)
            assert found == reference.quantiles(dataset, name, probabilities)
            near = engine.neighbours(dataset, name, probabilities, side=2)
            assert near == reference.neighbours(dataset, name, probabilities, side=2)
        engine.close()


def test_every_node_was_generated() -> None:
    if sum(SEEN.values()) == 0:
        test_engines_agree()
    nodes = {"PersonRoot", "GroupRoot"}
    nodes |= {cls.__name__ for cls in steps.Step.__args__}
    nodes |= {cls.__name__ for cls in expressions.Expression.__args__}
    nodes |= {f"call {name}" for name in FUNCTIONS}
    nodes |= {statistic.value for statistic in steps.Statistic}
    assert nodes - set(SEEN) == set()
