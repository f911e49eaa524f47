"""Analyse how much of the variation of a number goes with groups.

Factors are categorical, with ``i.`` before them or not; ``a#b`` is an interaction, ``a##b`` the main effects
too. Sums of squares are partial: each term given all others, so that groups need not be equally large.
Everything is computed from the protected count, mean and standard deviation of each combination of levels.
``posthoc`` compares the levels of each factor two by two (Tukey). With a continuous covariate, use
``regress``.
"""

from __future__ import annotations

from folkekommune.query.outputs import Variance
from folkekommune.script import ast
from folkekommune.script.analysing import numeric_names, titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.session import Session
from folkekommune.script.tabling import read_dimensions

NAME = "anova"
SYNTAX = ("anova VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {"noconstant": "analyses.option-noconstant", "posthoc": "analyses.option-posthoc"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "anova vekt KJONN##fodselsaar, posthoc"

_Named = tuple[ast.Name, ...]


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for an analysis of variance."""
    arguments = read(statement, SYNTAX, condition=True)
    outcome = arguments.name()
    terms: list[_Named] = []
    while not terms or arguments.peek() is not None:
        found = arguments.next()
        if not isinstance(found, ast.Name | ast.Factor | ast.Interaction):
            raise Refused(arguments.misfit(found))
        terms += _terms(found)
    factors = {node.text: node for term in terms for node in term}
    working, dataset = filled_set(session, statement)
    ((value,), dimensions), live = together(
        lambda: together(
            lambda: numeric_names((outcome,), statement, working, session),
            lambda: read_dimensions(tuple(factors.values()), working, session, plain=False),
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    places = {name: place for place, name in enumerate(factors)}
    asked = dict.fromkeys(tuple(sorted({places[node.text] for node in term})) for term in terms)
    # Main effects before interactions: the order of the table.
    ordered = tuple(sorted(asked, key=len))
    output = Variance(
        live,
        value,
        dimensions,
        ordered,
        constant=not has(statement, "noconstant"),
        pairs=has(statement, "posthoc"),
    )
    return Effect(session, output=output, titles=titles_of((value, *factors), working))


def _terms(found: ast.Node) -> list[_Named]:
    """Give the terms that are written: an interaction stands for itself, or with its main effects.

    :raises Refused: for a continuous covariate.
    """
    match found:
        case ast.Name():
            return [(found,)]
        case ast.Factor("i", ast.Name() as name):
            return [(name,)]
        case ast.Interaction(operator, left, right):
            lefts, rights = _terms(left), _terms(right)
            both = [(*one, *other) for one in lefts for other in rights]
            return [*lefts, *rights, *both] if operator == "##" else both
    raise Refused(fault("anova-covariate", found.span))
