"""What commands that draw share: the variables of a chart with their titles, categories and statistics."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from folkekommune.catalogue.model import Texts, ValueType, Variable
from folkekommune.errors import Parameter
from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import Column, IsMissing, Not
from folkekommune.query.impossible import Pair, impossible_pairs
from folkekommune.query.outputs import Axis
from folkekommune.query.steps import Assign, Copy, Import, Rename
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments
from folkekommune.script.bound import Effect
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import categories, same_in_all
from folkekommune.script.lookup import readable
from folkekommune.script.nearest import nearest
from folkekommune.script.options import find, has
from folkekommune.script.places import Span
from folkekommune.script.session import HIDDEN, Session, WorkingSet

COUNTED = frozenset({"count", "percent"})
STATISTICS = {
    "count": "freq",
    "percent": "percent",
    "mean": "mean",
    "median": "p50",
    "sum": "sum",
    "sd": "std",
    "p25": "p25",
    "p75": "p75",
}
"""What a mark may show, by the word in parentheses, with the measure of a table that gives it."""

_EXTREMES = frozenset({"min", "max"})


def chart_fault(code: str, span: Span, **parameters: Parameter) -> ScriptFault:
    """Make a fault with a text of ``texts/charting.toml``."""
    return ScriptFault(f"charting.{code}", span, parameters)


def read_statistic(arguments: Arguments) -> tuple[str, str]:
    """Read ``(STATISTIC)``: the word, and the measure.

    :raises Refused: when it is none that can be shown; smallest and largest are one person's value.
    """
    found = arguments.next()
    match found:
        case ast.Group((ast.Name(word),), None) if word in STATISTICS:
            return word, STATISTICS[word]
        case ast.Group((ast.Name(word) as node,), None) if word in _EXTREMES:
            raise Refused(chart_fault("extremes", node.span, statistic=word))
        case ast.Group((ast.Name(word) as node,), None):
            instead = nearest(word, STATISTICS)
            known = ", ".join(STATISTICS)
            parameters = {"statistic": word, "known": known}
            raise Refused(ScriptFault("charting.unknown-statistic", node.span, parameters, instead))
    raise Refused(arguments.misfit(found))


def listed(statement: ast.Command, name: str, *, most: int) -> tuple[ast.Name, ...]:
    """Give the names in an option's parentheses; none when it is not given.

    :raises Refused: when something else stands there, or more.
    """
    option = find(statement, name)
    if option is None:
        return ()
    names = tuple(each for each in option.arguments or () if isinstance(each, ast.Name))
    if not names or len(names) != len(option.arguments or ()):
        raise Refused(chart_fault("names-in-option", option.span, option=name))
    if len(names) > most:
        raise Refused(chart_fault("too-many-in-option", option.span, option=name, n=most))
    return names


def number_in(statement: ast.Command, name: str, *, low: float, high: float, whole: bool) -> float | None:
    """Give the number in an option's parentheses; nothing when it is not given.

    :raises Refused: when something else stands there, or it is too small or too large.
    """
    option = find(statement, name)
    if option is None:
        return None
    match option.arguments:
        case (ast.Number(value),) if low <= value <= high and (not whole or isinstance(value, int)):
            return value
    wanted = "whole-number-in-option" if whole else "number-in-option"
    raise Refused(chart_fault(wanted, option.span, option=name, low=low, high=high))


def one_of(statement: ast.Command, names: Sequence[str]) -> str | None:
    """Give which of some options is given.

    :raises Refused: when two are.
    """
    given = [option for option in statement.options if option.name in names]
    if len(given) > 1:
        raise Refused(fault("options-exclude", given[1].span, option=given[1].name, other=given[0].name))
    return given[0].name if given else None


def exclude(statement: ast.Command, name: str, others: Sequence[str]) -> None:
    """Refuse options that cannot stand beside another.

    :raises Refused: with each of them.
    """
    if has(statement, name):
        wrong = [option for option in statement.options if option.name in others]
        if wrong:
            raise Refused(*(fault("options-exclude", o.span, option=o.name, other=name) for o in wrong))


def category_axes(
    named: Sequence[tuple[str, ast.Name]], working: WorkingSet, dataset: Dataset, session: Session
) -> tuple[Axis, ...]:
    """Give categorical variables as axes, each with its role.

    :raises Refused: with every variable whose categories are not known.
    """
    nodes = [node for _, node in named]
    names = readable(nodes, working, session)
    axes: list[Axis] = []
    faults: list[ScriptFault] = []
    for (role, node), name in zip(named, names, strict=True):
        info = working.columns[name]
        known = categories(info, working.labels.get(name), plain=False)
        if known is None and info.open:
            code = "categories-unknown" if info.type is ValueType.STRING else "measured"
            faults.append(fault(code, node.span, name=name))
        axes.append(Axis(role, name, title_of(name, dataset, session), known))
    if faults:
        raise Refused(*faults)
    return tuple(axes)


def numbers(
    nodes: Sequence[ast.Name], working: WorkingSet, dataset: Dataset, session: Session
) -> tuple[tuple[str, Texts], ...]:
    """Give numeric variables with their titles.

    :raises Refused: with every one that holds text.
    """
    names = readable(nodes, working, session)
    texts = [
        fault("summarize-text", node.span, name=name)
        for node, name in zip(nodes, names, strict=True)
        if working.columns[name].type is ValueType.STRING
    ]
    if texts:
        raise Refused(*texts)
    return tuple((name, title_of(name, dataset, session)) for name in names)


def with_known(
    nodes: Sequence[ast.Name], working: WorkingSet, dataset: Dataset, live: Dataset, *, session: Session
) -> tuple[Dataset, tuple[tuple[str, Texts], ...]]:
    """Give a data set that tells of each variable whether there is a value, and what these are called.

    The same as ``generate known = !sysmiss(name)`` for each; no script can name what is made here.
    """
    shown = []
    for name in readable(nodes, working, session):
        made = f"{HIDDEN}known {name}"
        if made not in live.columns:
            live = live.then(Assign(made, Not(IsMissing(Column(name)))))
        shown.append((made, title_of(name, dataset, session)))
    return live, tuple(shown)


def number_axis(role: str, node: ast.Name, working: WorkingSet, dataset: Dataset, session: Session) -> Axis:
    """Give a numeric variable as an axis.

    :raises Refused: when it holds text.
    """
    ((name, title),) = numbers((node,), working, dataset, session)
    return Axis(role, name, title)


def title_of(name: str, dataset: Dataset, session: Session) -> Texts:
    """Give what the catalogue calls a variable that nothing was done to, with its unit; else its name."""
    variable = _imported(name, dataset, session)
    if variable is None:
        return same_in_all(name)
    unit = f" ({variable.unit})" if variable.unit else ""
    title = variable.title
    return Texts(title.nb + unit, title.nn + unit, title.en + unit)


def impossible_of(axes: Sequence[Axis], dataset: Dataset, session: Session) -> frozenset[Pair]:
    """Give the pairs of categories that nobody can be in."""
    databank = session.catalogue.databank(dataset.release.databank)
    names = tuple(axis.column for axis in axes)
    return impossible_pairs(databank, dataset, names) if databank else frozenset()


def extension(
    bind: Callable[[ast.Command, Session], Effect],
) -> Callable[[ast.Command, Session], Effect]:
    """Let a command work only after ``configure folkekommune``: microdata.no has none of its name."""

    def bound(statement: ast.Command, session: Session) -> Effect:
        if "folkekommune" not in session.configured:
            raise Refused(chart_fault("extension-off", statement.word_span, command=statement.word))
        return bind(statement, session)

    bound.__doc__ = bind.__doc__
    return bound


def _imported(name: str, dataset: Dataset, session: Session) -> Variable | None:
    for step in reversed(dataset.steps):
        match step:
            case Import(name=made) if made == name:
                databank = session.catalogue.databank(step.release.databank)
                return databank.variables.get(step.variable) if databank else None
            case Rename(old, new) | Copy(old, new) if new == name:
                name = old
            case Assign(name=made) if made == name:
                return None
    return None
