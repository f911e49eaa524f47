"""Read what the commands of models share: the formula, the terms, the options about errors.

In an interaction a bare name divides persons into levels, as in Stata; ``c.`` makes it a quantity.
``a##b`` is both main effects and the interaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from folkekommune.catalogue.model import ValueType
from folkekommune.errors import Parameter
from folkekommune.query.formula import Factor, FactorKind, Formula, Option, Options, Term
from folkekommune.query.outputs import Model
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, ScriptFault, fault, together
from folkekommune.script.labels import categories
from folkekommune.script.lookup import filled_set, readable
from folkekommune.script.options import find, has, one_name
from folkekommune.script.places import Span
from folkekommune.script.session import Session, WorkingSet

ERRORS = {
    "noconstant": "models.option-noconstant",
    "level(NUMBER)": "models.option-level",
    "robust": "models.option-robust",
    "cluster(VAR)": "models.option-cluster",
}
"""Options of nearly all models."""

CONTROL = {"control(VAR [VAR …])": "models.option-control"}

MARGINS = {"margins[(VAR)]": "models.option-margins"}

EFFECTS = {"mfx[(TEXT)]": "models.option-mfx", "mfx_at(TEXT)": "models.option-mfx-at"}
"""Options of models of probabilities."""

EXPOSURE = {"exposure(VAR)": "models.option-exposure"}

Reader = Callable[[Arguments, WorkingSet], Formula]

_SLOPES = ("dydx", "eyex", "dyex", "eydx")
_POINTS = ("overall", "mean", "median", "zero")
_LEVELS = (1, 99.99)


def bind_model(
    statement: ast.Command,
    session: Session,
    *,
    method: str,
    syntax: Sequence[str],
    flags: Iterable[str] = (),
    dependent: FactorKind = FactorKind.CONTINUOUS,
) -> Effect:
    """Ask for a model of the shape ``command y terms``.

    :param flags: further options without argument that the estimator reads.
    """

    def reader(arguments: Arguments, working: WorkingSet) -> Formula:
        return read_formula(
            statement, arguments, working, session, method=method, flags=flags, dependent=dependent
        )

    return bind_formula(statement, session, syntax=syntax, reader=reader)


def bind_formula(
    statement: ast.Command, session: Session, *, syntax: Sequence[str], reader: Reader
) -> Effect:
    """Ask for a model of any shape.

    :param reader: reads the formula from the arguments.
    """
    arguments = read(statement, tuple(syntax), condition=True)
    working, dataset = filled_set(session, statement)
    formula, live = together(
        lambda: reader(arguments, working),
        lambda: restricted(dataset, statement, working, session),
    )
    titles = {name: working.titles[name] for name in formula.columns if name in working.titles}
    return Effect(session, output=Model(live, formula), titles=titles)


def read_formula(
    statement: ast.Command,
    arguments: Arguments,
    working: WorkingSet,
    session: Session,
    *,
    method: str,
    flags: Iterable[str] = (),
    dependent: FactorKind = FactorKind.CONTINUOUS,
    least: int = 1,
) -> Formula:
    """Read the outcome, the terms and the shared options.

    :param least: how many terms there must be.
    :raises Refused: with what is wrong with them.
    """
    outcome, terms = together(
        lambda: factor(arguments.name(), dependent, working, session),
        lambda: terms_of(_rest(arguments), arguments, working, session),
    )
    if len(terms) < least:
        raise Refused(arguments.incomplete())
    control, roles = together(
        lambda: _control(statement, arguments, working, session),
        lambda: _roles(statement, working, session),
    )
    formula = Formula(
        method,
        outcome,
        terms,
        parts=(("control", control),) if control else (),
        roles=roles,
        options=read_options(statement, flags),
    )
    _check_apart(statement, formula)
    return formula


def terms_of(
    nodes: Iterable[ast.Node], arguments: Arguments, working: WorkingSet, session: Session
) -> tuple[Term, ...]:
    """Read terms, each once, with what ``##`` stands for.

    :raises Refused: with every one that is none.
    """
    faults: list[ScriptFault] = []
    found: list[Term] = []
    doubtful = False
    for node in nodes:
        try:
            found += _term(node, arguments, working, session)
        except Refused as refused:
            faults += refused.faults
            doubtful = doubtful or not refused.faults
    if faults or doubtful:
        raise Refused(*faults)
    distinct: dict[frozenset[Factor], Term] = {}
    for term in found:
        distinct.setdefault(frozenset(term), term)
    return tuple(distinct.values())


def factor(node: ast.Name, kind: FactorKind, working: WorkingSet, session: Session) -> Factor:
    """Read a variable as a quantity or as a division into levels.

    :raises Refused: for a text as a quantity, or a division whose levels are not known.
    """
    (name,) = readable((node,), working, session)
    info = working.columns[name]
    if kind is FactorKind.CONTINUOUS:
        if info.type is ValueType.STRING:
            raise Refused(wrong("text", node.span, suggestion=f"i.{name}", name=name))
        return Factor(name)
    known = categories(info, working.labels.get(name), plain=False)
    if known is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
        code = "categories-unknown" if info.type is ValueType.STRING else "measured"
        raise Refused(fault(code, node.span, name=name))
    levels = None if known is None else tuple((each.value, each.label) for each in known)
    return Factor(name, kind, levels)


def read_options(statement: ast.Command, flags: Iterable[str] = ()) -> Options:
    """Read the options that estimators know by name.

    :raises Refused: for one with a wrong value, and two that exclude each other.
    """
    options: dict[str, Option] = {
        name: True for name in ("noconstant", "robust", *flags) if has(statement, name)
    }
    robust = find(statement, "robust")
    if robust is not None and has(statement, "cluster"):
        raise Refused(fault("options-exclude", robust.span, option="robust", other="cluster"))
    level = find(statement, "level")
    if level is not None:
        options["level"] = number_in(level, *_LEVELS)
    margins = find(statement, "margins")
    if margins is not None:
        options["margins"] = one_name(margins).text if margins.arguments else True
    for name, words in (("mfx", _SLOPES), ("mfx_at", _POINTS)):
        option = find(statement, name)
        if option is not None:
            options[name] = word_of(option, words) if option.arguments else words[0]
    at = find(statement, "mfx_at")
    if at is not None and "mfx" not in options:
        raise Refused(fault("option-needs-option", at.span, option="mfx_at", needed="mfx"))
    return Options.of(**options)


def number_in(option: ast.Option, low: float, high: float) -> float:
    """Give the one number in an option's parentheses.

    :raises Refused: when it is none, or not between the limits.
    """
    match option.arguments:
        case (ast.Number(value),) if low <= value <= high:
            return float(value)
    raise Refused(wrong("number-in-option", option.span, option=option.name, low=low, high=high))


def word_of(option: ast.Option, words: Sequence[str]) -> str:
    """Give the one word in an option's parentheses, which must be one of some.

    :raises Refused: when it is not.
    """
    match option.arguments:
        case (ast.Name(word),) | (ast.String(word),) if word in words:
            return word
    listed = ", ".join(words)
    raise Refused(wrong("word-in-option", option.span, option=option.name, words=listed))


def wrong(code: str, span: Span, *, suggestion: str | None = None, **parameters: Parameter) -> ScriptFault:
    """Make a fault with a text of ``texts/models.toml``."""
    return ScriptFault(f"models.fault-{code}", span, parameters, suggestion)


def _rest(arguments: Arguments) -> list[ast.Node]:
    found: list[ast.Node] = []
    while arguments.peek() is not None:
        found.append(arguments.next())
    return found


def _term(node: ast.Node, arguments: Arguments, working: WorkingSet, session: Session) -> list[Term]:
    match node:
        case ast.Name():
            return [(factor(node, FactorKind.CONTINUOUS, working, session),)]
        case ast.Factor(prefix, ast.Name() as name):
            return [(factor(name, _KINDS[prefix], working, session),)]
        case ast.Interaction():
            return _interaction(node, arguments, working, session)
        case _:
            raise Refused(arguments.misfit(node))


_KINDS: Mapping[str, FactorKind] = {"i": FactorKind.CATEGORY, "c": FactorKind.CONTINUOUS}


def _interaction(
    node: ast.Interaction, arguments: Arguments, working: WorkingSet, session: Session
) -> list[Term]:
    """Read an interaction; where any of its signs is ``##``, all lower terms belong to it."""
    factors: list[Factor] = []
    crossed = False
    waiting: list[ast.Node] = [node]
    while waiting:
        part = waiting.pop(0)
        match part:
            case ast.Interaction(operator, left, right):
                crossed = crossed or operator == "##"
                waiting = [left, right, *waiting]
            case ast.Name():
                factors.append(factor(part, FactorKind.CATEGORY, working, session))
            case ast.Factor(prefix, ast.Name() as name):
                factors.append(factor(name, _KINDS[prefix], working, session))
            case _:
                raise Refused(arguments.misfit(part))
    if not crossed:
        return [tuple(factors)]
    return [term for size in range(1, len(factors) + 1) for term in combinations(factors, size)]


def _control(
    statement: ast.Command, arguments: Arguments, working: WorkingSet, session: Session
) -> tuple[Term, ...]:
    option = find(statement, "control")
    return () if option is None else terms_of(option.arguments or (), arguments, working, session)


def _roles(statement: ast.Command, working: WorkingSet, session: Session) -> tuple[tuple[str, str], ...]:
    found = []
    for role in ("cluster", "exposure"):
        option = find(statement, role)
        if option is not None:
            node = one_name(option)
            (name,) = readable((node,), working, session)
            if working.columns[name].type is ValueType.STRING:
                raise Refused(fault("summarize-text", node.span, name=name))
            found.append((role, name))
    return tuple(found)


def _check_apart(statement: ast.Command, formula: Formula) -> None:
    """Refuse an outcome that explains itself, and a cluster or exposure that explains too.

    :raises Refused: with the first.
    """
    explaining = {each.column for term in formula.all_terms for each in term}
    if formula.dependent.column in explaining:
        raise Refused(wrong("explains-itself", statement.span, name=formula.dependent.column))
    for role, name in formula.roles:
        option = find(statement, role)
        if name in explaining and option is not None:
            raise Refused(wrong("role-explains", option.span, option=role, name=name))
    margins = formula.options.get("margins")
    option = find(statement, "margins")
    if isinstance(margins, str) and option is not None and margins not in explaining:
        raise Refused(wrong("margins-of", option.span, name=margins))
