"""Read what the commands that predict share: the model of their parent, and the names of new variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from folkekommune.query.formula import FactorKind, Formula
from folkekommune.query.prediction import Predict
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Confirmation, Effect
from folkekommune.script.expressions import bind_condition
from folkekommune.script.faults import Refused, ScriptFault, together
from folkekommune.script.labels import written
from folkekommune.script.lookup import filled_set, free_variable
from folkekommune.script.modelling import Reader, read_formula, wrong
from folkekommune.script.options import find, one_name
from folkekommune.script.session import Session, WorkingSet

PREDICTED = {"predicted(NAME)": "models.option-predicted"}
LINEAR = {"predicted(NAME)": "models.option-linear"}
PROBABILITIES = {"probabilities(NAME)": "models.option-probabilities"}
RESIDUALS = {"residuals(NAME)": "models.option-residuals"}
NOCONSTANT = {"noconstant": "models.option-noconstant"}


@dataclass(frozen=True)
class Prediction:
    """What a command can predict.

    :param method: the estimator, :param what: for each option what it asks for, the default first.
    """

    method: str
    what: Mapping[str, str]
    dependent: FactorKind = FactorKind.CONTINUOUS
    flags: Iterable[str] = ()


def bind_prediction(
    statement: ast.Command,
    session: Session,
    *,
    prediction: Prediction,
    syntax: Sequence[str],
    reader: Reader | None = None,
) -> Effect:
    """Add variables that a model gives.

    :param reader: reads a formula that is not of the shape ``y terms``.
    :raises Refused: for what is wrong with the model or the names.
    """
    arguments = read(statement, tuple(syntax), condition=True)
    working, dataset = filled_set(session, statement)

    def plain(arguments: Arguments, working: WorkingSet) -> Formula:
        return read_formula(
            statement,
            arguments,
            working,
            session,
            method=prediction.method,
            flags=prediction.flags,
            dependent=prediction.dependent,
        )

    formula, named = together(
        lambda: (reader or plain)(arguments, working),
        lambda: _named(statement, prediction.what),
    )
    condition = statement.condition
    where = bind_condition(condition, working.columns, session) if condition is not None else None
    made: dict[str, str] = {}
    faults: list[ScriptFault] = []
    for what, node in named:
        for full, name in _by_outcome(what, node, formula):
            try:
                free = free_variable(ast.Name(name, span=node.span), working)
            except Refused as refused:
                faults += refused.faults
                continue
            if free in made.values():
                faults.append(wrong("name-twice", node.span, name=name))
            made[full] = free
    if faults:
        raise Refused(*faults)
    after = working.with_dataset(dataset.then(Predict(formula, tuple(made.items()), where)))
    said = Confirmation("models.done-predict", {"names": ", ".join(made.values()), "name": working.name})
    return Effect(session.with_set(after), said)


def _named(statement: ast.Command, what: Mapping[str, str]) -> list[tuple[str, ast.Name]]:
    found = []
    for option, asked in what.items():
        given = find(statement, option)
        if given is not None:
            found.append((asked, one_name(given)))
    if found:
        return found
    default = next(iter(what))
    return [(what[default], ast.Name(default, span=statement.word_span))]


def _by_outcome(what: str, node: ast.Name, formula: Formula) -> list[tuple[str, str]]:
    """Give what is asked and the name; with several outcomes one for each, with its value at the end."""
    if not formula.dependent.categorical:
        return [(what, node.text)]
    if formula.dependent.levels is None:
        raise Refused(wrong("outcomes-unknown", node.span, name=formula.dependent.column))
    values = [written(value) for value, _ in formula.dependent.levels]
    return [(f"{what}:{value}", f"{node.text}_{value}") for value in values]
