"""Which rule makes the answer to each kind of question: a closed list. What is not on it gets no answer."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.disclosure.results import (
    Refusal,
    SafeAnalysis,
    SafeChart,
    SafeCube,
    SafeResult,
    SafeSummary,
    SafeTable,
)
from folkekommune.errors import FolkeKommuneError
from folkekommune.query.outputs import (
    CategoryChart,
    CoefficientPlot,
    Correlation,
    Hexbin,
    Histogram,
    MeanInterval,
    Model,
    Normality,
    PanelSummary,
    PanelTable,
    ShareCube,
    Summary,
    Survival,
    Table,
    Transitions,
    Variance,
)


class NoRuleError(FolkeKommuneError):
    """A question that no rule is named for, or an answer that is not of its rule: our fault."""


@dataclass(frozen=True)
class Rule:
    """Where the rule of an output stands, and the one type of result it gives beside a refusal.

    :param module: in this room.
    """

    module: str
    result: type[SafeResult]


RULES: dict[type, Rule] = {
    Table: Rule("tables", SafeTable),
    Summary: Rule("values", SafeSummary),
    ShareCube: Rule("shares", SafeCube),
    Model: Rule("models", SafeAnalysis),
    Survival: Rule("survival", SafeAnalysis),
    Correlation: Rule("pairs", SafeAnalysis),
    MeanInterval: Rule("intervals", SafeAnalysis),
    Normality: Rule("normality", SafeAnalysis),
    Variance: Rule("variance", SafeAnalysis),
    PanelTable: Rule("slices", SafeTable),
    PanelSummary: Rule("slices", SafeAnalysis),
    Transitions: Rule("slices", SafeAnalysis),
    CategoryChart: Rule("category_charts", SafeChart),
    Histogram: Rule("charts", SafeChart),
    Hexbin: Rule("charts", SafeChart),
    CoefficientPlot: Rule("coefficient_charts", SafeChart),
}


def rule_of(output: object) -> Rule:
    """Give the rule of an output.

    :raises NoRuleError: when none is named for its type.
    """
    try:
        return RULES[type(output)]
    except KeyError:
        raise NoRuleError(type(output).__name__) from None


def check_answer(output: object, result: SafeResult) -> None:
    """Refuse to pass on what is neither the result of the output's rule nor a refusal.

    :raises NoRuleError: with the names of both types.
    """
    if type(result) not in {rule_of(output).result, Refusal}:
        raise NoRuleError(f"{type(output).__name__} {type(result).__name__}")
