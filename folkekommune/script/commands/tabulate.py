"""Count by one or more categorical variables, or show a mean in each cell.

With ``summarize(VAR)`` each cell holds the mean of a variable instead of a count; ``freq`` beside it
shows both. Shares need at least two variables, except ``cellpct``. Labels are shown unless
``nolabels``; missing is left out unless ``missing``. What can be a category must be known without
looking at data: from a code list, from the script itself, or as a whole number.
"""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.query.impossible import Pair, impossible_pairs
from folkekommune.query.outputs import Dimension, Measure, Table
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, ScriptFault, fault, together
from folkekommune.script.labels import categories
from folkekommune.script.lookup import filled_set, readable
from folkekommune.script.options import find, has, one_name
from folkekommune.script.session import Session, WorkingSet

NAME = "tabulate"
SYNTAX = ("tabulate VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "freq": "script.option-freq",
    "rowpct": "script.option-rowpct",
    "colpct": "script.option-colpct",
    "cellpct": "script.option-cellpct",
    "missing": "script.option-missing",
    "nolabels": "script.option-nolabels",
    "summarize(VAR)": "script.option-summarize",
    "mean": "script.option-mean",
}
LATER = frozenset(
    {
        "chi2",
        "flatten",
        "rowsort",
        "colsort",
        "top",
        "bottom",
        "std",
        "sum",
        "p25",
        "p50",
        "p75",
        "gini",
        "iqr",
    }
)
EXAMPLE = "tabulate amming KJONN, rowpct"

_SHARES = frozenset({Measure.ROW_PERCENT, Measure.COLUMN_PERCENT, Measure.CELL_PERCENT})
_NEED_TWO = frozenset({Measure.ROW_PERCENT, Measure.COLUMN_PERCENT})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a table."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    (dimensions, live), (measures, value) = together(
        lambda: _divided(nodes, statement, dataset, working, session),
        lambda: _measured(statement, len(nodes), working, session),
    )
    names = tuple(dimension.column for dimension in dimensions)
    table = Table(
        live,
        dimensions,
        measures,
        missing=has(statement, "missing"),
        value=value,
        impossible=_impossible(live, names, session),
    )
    shown = (*names, value or "")
    titles = {name: working.titles[name] for name in shown if name in working.titles}
    return Effect(session, output=table, titles=titles)


def _impossible(dataset: Dataset, names: tuple[str, ...], session: Session) -> frozenset[Pair]:
    databank = session.catalogue.databank(dataset.release.databank)
    return impossible_pairs(databank, dataset, names) if databank else frozenset()


def _divided(
    nodes: tuple[ast.Name, ...],
    statement: ast.Command,
    dataset: Dataset,
    working: WorkingSet,
    session: Session,
) -> tuple[tuple[Dimension, ...], Dataset]:
    plain = has(statement, "nolabels")
    return together(
        lambda: _dimensions(nodes, working, session, plain=plain),
        lambda: restricted(dataset, statement, working, session),
    )


def _dimensions(
    nodes: tuple[ast.Name, ...], working: WorkingSet, session: Session, *, plain: bool
) -> tuple[Dimension, ...]:
    dimensions: list[Dimension] = []
    faults: list[ScriptFault] = []
    for node, name in zip(nodes, readable(nodes, working, session), strict=True):
        info = working.columns[name]
        known = categories(info, working.labels.get(name), plain=plain)
        if known is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
            code = "categories-unknown" if info.type is ValueType.STRING else "measured"
            faults.append(fault(code, node.span, name=name))
        dimensions.append(Dimension(name, name, known))
    if faults:
        raise Refused(*faults)
    return tuple(dimensions)


def _measured(
    statement: ast.Command, ways: int, working: WorkingSet, session: Session
) -> tuple[tuple[Measure, ...], str | None]:
    """Give what the cells hold, in the order asked for, and the variable whose mean is shown."""
    known = {measure.value: measure for measure in Measure}
    asked = [(option, known[option.name]) for option in statement.options if option.name in known]
    summarized = find(statement, "summarize")
    faults = [
        fault("option-needs-two", option.span, option=option.name)
        for option, measure in asked
        if measure in _NEED_TWO and ways == 1
    ]
    if summarized is None:
        faults += [
            fault("option-needs-option", option.span, option=option.name, needed="summarize(VAR)")
            for option, measure in asked
            if measure is Measure.MEAN
        ]
    else:
        faults += [
            fault("options-exclude", option.span, option=option.name, other="summarize")
            for option, measure in asked
            if measure in _SHARES
        ]
    if faults:
        raise Refused(*faults)
    measures = tuple(measure for _, measure in asked)
    if summarized is None:
        return measures or (Measure.FREQUENCY,), None
    node = one_name(summarized)
    (value,) = readable((node,), working, session)
    if working.columns[value].type is ValueType.STRING:
        raise Refused(fault("summarize-text", node.span, name=value))
    return measures if Measure.MEAN in measures else (Measure.MEAN, *measures), value
