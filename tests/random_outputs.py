"""Random outputs over random data sets, for doors to answer."""

from __future__ import annotations

from random import Random

from door_factory import dimension
from random_queries import random_query

from folkekommune.catalogue.model import ValueType
from folkekommune.query.outputs import (
    Correlation,
    MeanInterval,
    Measure,
    Normality,
    Output,
    Summary,
    Table,
    Variance,
)
from folkekommune.query.outputs.table import COUNTED

STATISTICS = [measure for measure in Measure if measure not in COUNTED]


def random_outputs(seed: int, world) -> list[Output]:
    """Make a table and a summary of a random data set, as far as it allows them."""
    draw = Random(f"output {seed}")  # noqa: S311 - a test
    query = random_query(seed, world)
    dataset = query.dataset
    if dataset.named:
        return []  # groups that are named by persons come out through these alone
    headings = [
        name
        for name, info in dataset.columns.items()
        if info.type is not ValueType.IDENTIFIER
        and (info.codes or info.type in {ValueType.INTEGER, ValueType.DATE})
    ]
    numeric = [name for name, kind in dataset.types.items() if kind.is_number]
    found: list[Output] = []
    if headings:
        names = draw.choices(headings, k=draw.randint(1, 2))
        value = draw.choice(numeric) if numeric and draw.random() < 0.5 else None
        measures = [Measure.FREQUENCY] + (draw.sample(STATISTICS, k=1) if value else [])
        measures += [Measure.CELL_PERCENT]
        measures += [Measure.ROW_PERCENT, Measure.COLUMN_PERCENT] if len(names) > 1 else []
        dimensions = tuple(dimension(name, dataset.columns[name].codes) for name in names)
        missing, test = draw.random() < 0.3, len(names) > 1 and draw.random() < 0.5
        found.append(
            Table(dataset, dimensions, tuple(measures), missing=missing, value=value, independence=test)
        )
    if numeric:
        few = tuple(draw.sample(numeric, k=min(2, len(numeric))))
        found.append(Summary(dataset, few, gini=draw.random() < 0.1, quartile_range=True))
        analysed = draw.random() < 0.25 and not dataset.rows_of_persons  # of rows there are tables alone
        found += random_analyses(draw, dataset, few, headings) if analysed else []
    return found


def random_analyses(draw: Random, dataset, numeric: tuple[str, ...], headings: list[str]) -> list[Output]:
    """Make one of the analyses of numbers; all of them would take long."""
    factors = tuple(dimension(name, dataset.columns[name].codes) for name in headings[:2])
    terms = ((0,), (1,), (0, 1)) if len(factors) > 1 else ((0,),)
    among: list[Output] = [MeanInterval(dataset, numeric), Normality(dataset, numeric[:1])]
    if len(numeric) > 1:
        how = {name: draw.random() < 0.5 for name in ("covariance", "pairwise", "counts", "significance")}
        among.append(Correlation(dataset, numeric, **how))
    if factors:
        constant, pairs = draw.random() < 0.5, draw.random() < 0.5
        among.append(Variance(dataset, numeric[0], factors, terms, constant=constant, pairs=pairs))
    return [draw.choice(among)]
