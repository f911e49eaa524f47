"""Draw the coefficients of a regression with their confidence intervals; the constant is left out.

A whole regression command stands after the word, with its own options, and is protected as it is by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from folkekommune.query.outputs import CoefficientPlot, Model
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments
from folkekommune.script.bound import Effect
from folkekommune.script.charting import chart_fault
from folkekommune.script.faults import Refused, together
from folkekommune.script.options import check_options
from folkekommune.script.registry import CommandFile, command_files
from folkekommune.script.session import Session

NAME = "coefplot"
SYNTAX = ("coefplot COMMAND VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
LATER: frozenset[str] = frozenset()
EXAMPLE = "coefplot regress vekt hoyde i.KJONN, robust"

_MODELS = (
    *("regress", "logit", "probit", "mlogit", "poisson", "negative-binomial", "ivregress", "regress-panel"),
    *("regress-panel-diff", "regress-mml", "rdd", "cox", "weibull"),
)


class _OptionsOfModels(Mapping[str, str]):
    """The options of every regression; which of them goes with the one named is checked when it is bound."""

    def __getitem__(self, form: str) -> str:
        return self._all()[form]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    @staticmethod
    def _all() -> dict[str, str]:
        files = command_files()
        found = (files[word] for word in _MODELS if word in files)
        return {form: code for file in found for form, code in file.OPTIONS.items()}


OPTIONS: Mapping[str, str] = _OptionsOfModels()


def bind(statement: ast.Command, session: Session) -> Effect:
    """Bind the regression, and ask for a chart of it."""
    first = Arguments(statement, SYNTAX).peek()
    if not isinstance(first, ast.Name | ast.Word) or first.text not in _MODELS:
        raise Refused(chart_fault("not-a-model", first.span if first is not None else statement.word_span))
    file = command_files().get(first.text)
    if file is None:
        raise Refused(chart_fault("not-a-model", first.span))
    regression = replace(
        statement,
        word=first.text,
        arguments=statement.arguments[1:],
        span=statement.span,
        word_span=first.span,
    )
    effect = _bound(file, regression, session)
    if not isinstance(effect.output, Model):
        raise Refused(chart_fault("not-a-model", first.span))
    plot = CoefficientPlot(effect.output.dataset, effect.output)
    return replace(effect, output=plot)


def _bound(file: CommandFile, regression: ast.Command, session: Session) -> Effect:
    _, effect = together(
        lambda: check_options(regression, file.OPTIONS, file.LATER), lambda: file.bind(regression, session)
    )
    return effect
