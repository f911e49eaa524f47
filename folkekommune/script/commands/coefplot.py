"""Draw the coefficients of a regression with their confidence intervals; the constant is left out.

A whole regression command stands after the word, with its own options, and is protected as it is by itself.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.query.outputs import CoefficientPlot, Model
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments
from folkekommune.script.bound import Around, Effect
from folkekommune.script.charting import chart_fault
from folkekommune.script.faults import Refused, ScriptFault
from folkekommune.script.options import OF_ANOTHER
from folkekommune.script.session import Session
from folkekommune.script.words import COMMAND_WORDS

NAME = "coefplot"
SYNTAX = ("coefplot COMMAND VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {OF_ANOTHER: "charting.option-of-model"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "coefplot regress vekt hoyde i.KJONN, robust"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Bind the regression, and ask for a chart of it."""
    first = Arguments(statement, SYNTAX).peek()
    span = first.span if first is not None else statement.word_span
    no_model = chart_fault("not-a-model", span)
    if not isinstance(first, ast.Name | ast.Word) or first.text not in COMMAND_WORDS or first.text == NAME:
        raise Refused(no_model)
    rest = statement.arguments[1:]
    regression = replace(statement, word=first.text, arguments=rest, span=statement.span, word_span=span)
    return Effect(session, around=Around(regression, lambda effect: _drawn(effect, no_model)))


def _drawn(effect: Effect, no_model: ScriptFault) -> Effect:
    if not isinstance(effect.output, Model):
        raise Refused(no_model)
    return replace(effect, output=CoefficientPlot(effect.output.dataset, effect.output))
