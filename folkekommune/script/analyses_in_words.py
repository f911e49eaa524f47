"""Words for commands that show something: tables, figures, models. One text a command, and its options."""

from __future__ import annotations

from collections.abc import Mapping

from folkekommune.script import ast
from folkekommune.script.formatting import format_argument
from folkekommune.script.labels import Labels
from folkekommune.script.wording import code, condition_in_words, listed
from folkekommune.texts import Language, catalogue, text

MODELS = frozenset(
    {"regress", "logit", "probit", "mlogit", "poisson", "negative-binomial", "regress-panel", "anova"}
    | {"regress-mml", "rdd", "oaxaca", "ivregress", "regress-panel-diff", "hausman", "cox", "weibull"}
)
"""Commands whose first variable is explained by the others."""

_SPOKEN_OF = ("by", "over", "summarize", "robust", "cluster", "rowpct", "colpct", "cellpct", "missing")
_STATISTICS = {"std": "sd", "p50": "median"}


def analysis_in_words(command: ast.Command, labels: Mapping[str, Labels], language: Language) -> str | None:
    """Say what a command shows, as part of a sentence; nothing for commands that show no figures."""
    known = f"explain.show-{command.word}"
    if known not in catalogue() and command.word not in MODELS:
        return None
    statistic, arguments = _parts(command)
    measured = _summarized(command, language)
    if command.word in MODELS:
        first, *others = arguments or ["…"]
        said = text(
            "explain.model",
            language,
            model=text(f"explain.model-{command.word}", language),
            outcome=first,
            terms=listed(others, language),
        )
        if not others:
            said = text(
                "explain.model-alone", language, model=text(f"explain.model-{command.word}", language)
            )
    elif measured:
        said = text("explain.show-measured", language, measured=measured, names=listed(arguments, language))
    elif not arguments:
        said = text("explain.show-all", language, what=text(f"{known}-all", language))
    else:
        said = text(known, language, names=listed(arguments, language))
    if statistic:
        said = text("explain.statistic", language, what=said, statistic=_statistic(statistic, language))
    for option in command.options:
        if option.name in _SPOKEN_OF and option.name != "summarize":
            names = listed([code(format_argument(each)) for each in option.arguments or ()], language)
            said += text(f"explain.option-{option.name}", language, names=names)
    if command.condition is not None:
        where = condition_in_words(command.condition, labels, language)
        said += text("explain.among", language, condition=where)
    return said


def statistic_in_words(statistic: str, name: str, language: Language) -> str:
    """Say what a statistic of a variable is."""
    return text("explain.of", language, statistic=_statistic(statistic, language), name=code(name))


def _parts(command: ast.Command) -> tuple[str, list[str]]:
    """Give the statistic in parentheses, if one stands first, and the arguments."""
    match command.arguments:
        case (ast.Group((ast.Name(statistic),), None), *rest):
            return statistic, [code(format_argument(each)) for each in rest]
        case arguments:
            return "", [code(format_argument(each)) for each in arguments]


def _summarized(command: ast.Command, language: Language) -> str:
    found = next((option for option in command.options if option.name == "summarize"), None)
    if found is None or not found.arguments:
        return ""
    names = {option.name for option in command.options}
    asked = [each for each in ("mean", "std", "sum", "p25", "p50", "p75", "gini", "iqr") if each in names]
    value = code(format_argument(found.arguments[0]))
    statistics = listed([_statistic(each, language) for each in asked or ["mean"]], language)
    return text("explain.of", language, statistic=statistics, name=value)


def _statistic(statistic: str, language: Language) -> str:
    known = f"explain.statistic-{_STATISTICS.get(statistic, statistic)}"
    return text(known, language) if known in catalogue() else statistic
