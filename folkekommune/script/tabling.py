"""What commands that make tables share: what they are divided by, and what stands in the cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.query.impossible import Pair, impossible_pairs
from folkekommune.query.outputs import Arrangement, Category, Dimension, Measure, PanelTable, Table
from folkekommune.query.outputs.table import COUNTED
from folkekommune.script import ast
from folkekommune.script.charting import listed, number_in
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import categories, same_in_all
from folkekommune.script.lookup import readable
from folkekommune.script.options import find, has
from folkekommune.script.session import Session, WorkingSet

SUMMARIZE = "summarize(VAR [VAR …])"
CELL_OPTIONS = {
    "freq": "script.option-freq",
    "rowpct": "script.option-rowpct",
    "colpct": "script.option-colpct",
    "cellpct": "script.option-cellpct",
    "missing": "script.option-missing",
    "nolabels": "script.option-nolabels",
    "chi2": "analyses.option-chi2",
    SUMMARIZE: "analyses.option-summarize",
    "mean": "script.option-mean",
    "std": "analyses.option-std",
    "sum": "analyses.option-sum",
    "p25": "analyses.option-p25",
    "p50": "analyses.option-p50",
    "p75": "analyses.option-p75",
    "gini": "analyses.option-gini",
    "iqr": "analyses.option-iqr",
}
ARRANGING_OPTIONS = {
    "flatten": "analyses.option-flatten",
    "rowsort[(VALUE …)]": "analyses.option-rowsort",
    "colsort[(VALUE …)]": "analyses.option-colsort",
    "top(NUMBER)": "analyses.option-top",
    "bottom(NUMBER)": "analyses.option-bottom",
}

VARIABLE = "summarize"
"""What the columns of statistics of several variables are called: the option that asks for them."""

_SHARES = COUNTED - {Measure.FREQUENCY}
_ACROSS = frozenset({Measure.ROW_PERCENT, Measure.CELL_PERCENT})
_MOST_VALUES = 8
_NEED_TWO = frozenset({Measure.ROW_PERCENT, Measure.COLUMN_PERCENT})
_MOST_ROWS = 10_000


def impossible_in(dataset: Dataset, names: tuple[str, ...], session: Session) -> frozenset[Pair]:
    """Give the pairs of categories that the catalogue says nobody can be in."""
    databank = session.catalogue.databank(dataset.release.databank)
    return impossible_pairs(databank, dataset, names) if databank else frozenset()


def read_dimensions(
    nodes: tuple[ast.Name, ...], working: WorkingSet, session: Session, *, plain: bool
) -> tuple[Dimension, ...]:
    """Give what a table is divided by.

    :param plain: show values instead of labels.
    :raises Refused: for what has no closed set of categories.
    """
    dimensions: list[Dimension] = []
    faults: list[ScriptFault] = []
    for node, name in zip(nodes, readable(nodes, working, session), strict=True):
        info = working.columns[name]
        known = categories(info, working.labels.get(name), plain=plain)
        if known is None and info.open:
            code = "categories-unknown" if info.type is ValueType.STRING else "measured"
            faults.append(fault(code, node.span, name=name))
        dimensions.append(Dimension(name, name, known))
    if faults:
        raise Refused(*faults)
    return tuple(dimensions)


def read_measures(
    statement: ast.Command, ways: int, working: WorkingSet, session: Session
) -> tuple[tuple[Measure, ...], tuple[str, ...]]:
    """Give what the cells hold, in the order asked for, and the variables whose statistics are shown.

    :param ways: how many variables the table is divided by, dates included.
    :raises Refused: for options that do not go together.
    """
    known = {measure.value: measure for measure in Measure}
    asked = [(option, known[option.name]) for option in statement.options if option.name in known]
    summarized = find(statement, "summarize")
    independence = find(statement, "chi2")
    needs_two = [option for option, measure in asked if measure in _NEED_TWO]
    needs_two += [independence] if independence else []
    faults = [fault("option-needs-two", option.span, option=option.name) for option in needs_two if ways == 1]
    if summarized is None:
        faults += [
            fault("option-needs-option", option.span, option=option.name, needed="summarize(VAR)")
            for option, measure in asked
            if measure not in COUNTED
        ]
    else:
        excluded = [option for option, measure in asked if measure in _SHARES]
        excluded += [independence] if independence else []
        faults += [
            fault("options-exclude", option.span, option=option.name, other="summarize")
            for option in excluded
        ]
    if faults:
        raise Refused(*faults)
    measures = tuple(measure for _, measure in asked)
    if summarized is None:
        return measures or (Measure.FREQUENCY,), ()
    if not summarized.arguments:
        raise Refused(fault("option-needs-something", summarized.span, option="summarize", form=SUMMARIZE))
    nodes = listed(statement, "summarize", most=_MOST_VALUES)
    values = readable(nodes, working, session)
    texts = [node for node in nodes if working.columns[node.text].type is ValueType.STRING]
    if texts:
        raise Refused(*(fault("summarize-text", node.span, name=node.text) for node in texts))
    return measures if set(measures) - COUNTED else (Measure.MEAN, *measures), values


def of_a_slice(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Give what each of several tables side by side holds: the counts, and what is not made of them all."""
    within = (
        Measure.CELL_PERCENT if measure is Measure.COLUMN_PERCENT else measure
        for measure in measures
        if measure not in _ACROSS
    )
    return tuple(dict.fromkeys((Measure.FREQUENCY, *within)))


def side_by_side(
    table: Table, values: tuple[str, ...], statement: ast.Command, working: WorkingSet
) -> PanelTable:
    """Put tables of statistics of several variables beside each other.

    :param table: of the first of them.
    :raises Refused: for an arrangement, which has one variable to go by.
    """
    arranging = {form.split("(")[0].rstrip("[") for form in ARRANGING_OPTIONS}
    wrong = [option for option in statement.options if option.name in arranging]
    if wrong:
        other = "summarize(VAR VAR)"
        raise Refused(*(fault("options-exclude", each.span, option=each.name, other=other) for each in wrong))
    tables = tuple(replace(table, measures=of_a_slice(table.measures), value=value) for value in values)
    heads = (
        Category(float(place), working.titles.get(value, same_in_all(value)))
        for place, value in enumerate(values, start=1)
    )
    return PanelTable(tables, Dimension(VARIABLE, VARIABLE, tuple(heads)), table.measures)


def read_arrangement(statement: ast.Command, dimensions: tuple[Dimension, ...]) -> Arrangement:
    """Give how a table is to be laid out; sorting makes it flat.

    :raises Refused: for codes that the table has not got.
    """
    columns, rows = dimensions[-1:] if len(dimensions) > 1 else (), dimensions[:-1]
    rows_by = _codes(statement, "rowsort", dimensions[1:] or columns)
    columns_by = _codes(statement, "colsort", rows)
    colsort = find(statement, "colsort")
    if colsort is not None and not rows:
        raise Refused(fault("option-needs-two", colsort.span, option="colsort"))
    first, last = (
        number_in(statement, name, low=1, high=_MOST_ROWS, whole=True) for name in ("top", "bottom")
    )
    return Arrangement(
        flat=has(statement, "flatten") or rows_by is not None or columns_by is not None,
        rows_by=rows_by,
        columns_by=columns_by,
        first=None if first is None else int(first),
        last=None if last is None else int(last),
    )


def _codes(
    statement: ast.Command, name: str, dimensions: tuple[Dimension, ...]
) -> tuple[float | str, ...] | None:
    """Read the codes that rows or columns are sorted by; those of rows are of the last dimensions."""
    option = find(statement, name)
    if option is None:
        return None
    given = option.arguments or ()
    if len(given) > len(dimensions):
        raise Refused(fault("sort-codes-too-many", option.span, option=name, most=len(dimensions)))
    codes = tuple(_code(each, option) for each in given)
    among = dimensions[len(dimensions) - len(codes) :] if name == "rowsort" else dimensions
    faults = [
        fault("sort-code-unknown", node.span, wanted=str(code), name=dimension.column)
        for node, code, dimension in zip(given, codes, among, strict=False)
        if not _has(dimension, code)
    ]
    if faults:
        raise Refused(*faults)
    return codes


def _code(node: ast.Node, option: ast.Option) -> float | str:
    match node:
        case ast.Number(value) | ast.String(value):
            return value
        case ast.Date(date() as day):
            return day.isoformat()
        case ast.Name(text) | ast.Word(text):
            return text
    raise Refused(fault("option-needs-something", option.span, option=option.name, form=option.name))


def _has(dimension: Dimension, code: float | str) -> bool:
    if dimension.categories is None:
        return True
    known = {_written(category.value) for category in dimension.categories}
    for each in dimension.categories:
        known |= {each.label.nb, each.label.nn, each.label.en}
    return _written(code) in known


def _written(code: float | str) -> str:
    return code if isinstance(code, str) else f"{code:.10g}"
