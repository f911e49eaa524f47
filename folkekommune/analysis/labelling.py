"""What the coefficients of a model are called: names and levels as whoever asks has them."""

from __future__ import annotations

from collections.abc import Mapping

from folkekommune.analysis.coding import OTHERS, written
from folkekommune.disclosure.results import SafeLabel
from folkekommune.query.dataset import Dataset
from folkekommune.query.formula import Factor, Formula
from folkekommune.statistics.models.fit import CONSTANT, JOINED
from folkekommune.texts import LANGUAGES, text


class Labelling:
    """The labels of a formula's columns, by the names they have in a design."""

    def __init__(self, formula: Formula, dataset: Dataset) -> None:
        self._dependent = dataset.column(formula.dependent.column).canonical
        levels = (value for value, _ in formula.dependent.levels or ())
        self._values = sorted(levels, key=lambda value: (isinstance(value, str), value))
        self._factors: dict[str, Factor] = {}
        self._order: dict[str, int] = {}
        terms = [(formula.dependent,), *formula.all_terms]
        for place, term in enumerate(terms):
            for factor in term:
                form = dataset.column(factor.column).canonical
                known = self._factors.setdefault(form, factor)
                if factor.categorical and not known.categorical:
                    self._factors[form] = factor
            forms = sorted(dataset.column(factor.column).canonical for factor in term)
            self._order.setdefault(JOINED.join(forms), place)

    def label(self, name: str) -> SafeLabel:
        """Give the label of a column, a parameter (``@alpha``), a test or a figure of the fit."""
        if name.startswith("@"):
            code, colon, column = name.removeprefix("@").partition(":")
            found = _named(name, f"models.{code}")
            return _together(name, found, self.label(column)) if colon and column != CONSTANT else found
        outcome, column = self._divided(name)
        parts = [self._part(part) for part in column.split(JOINED)]
        before = self._part(outcome) if outcome else dict.fromkeys(LANGUAGES, "")
        return SafeLabel(
            name,
            *(
                f"{before[language]} | " * bool(outcome) + " # ".join(part[language] for part in parts)
                for language in LANGUAGES
            ),
        )

    def order(self, name: str) -> tuple[int, ...]:
        """Give where a column stands: its outcome first, then its term; what is no term stands last."""
        outcome, column = self._divided(name)
        forms = [part.partition("=")[0] for part in column.split(JOINED)]
        last = len(self._order) + (column != CONSTANT)
        return self._place(outcome), self._order.get(JOINED.join(sorted(forms)), last)

    def _divided(self, name: str) -> tuple[str, str]:
        """Split the category of the outcome, if there is one, from a column."""
        first, joined, rest = name.partition(JOINED)
        if joined and first.startswith(f"{self._dependent}="):
            return first, rest
        return "", name

    def _place(self, outcome: str) -> int:
        level = outcome.partition("=")[2]
        levels = [written(value if isinstance(value, str) else float(value)) for value in self._values]
        return levels.index(level) if level in levels else 0

    def _part(self, part: str) -> Mapping[str, str]:
        form, division, level = part.partition("=")
        if part == CONSTANT:
            return {language: text("models.constant", language) for language in LANGUAGES}
        factor = self._factors.get(form)
        if factor is None:
            return dict.fromkeys(LANGUAGES, level or part)
        if not division:
            return dict.fromkeys(LANGUAGES, factor.column)
        if level == OTHERS:
            return {language: f"{factor.column}: {text('models.others', language)}" for language in LANGUAGES}
        titles = {
            written(value if isinstance(value, str) else float(value)): t for value, t in factor.levels or ()
        }
        title = titles.get(level)
        return {
            language: f"{factor.column}: {title.in_language(language) if title else level}"
            for language in LANGUAGES
        }


def _together(name: str, figure: SafeLabel, of: SafeLabel) -> SafeLabel:
    nb, nn, en = ((figure.nb, of.nb), (figure.nn, of.nn), (figure.en, of.en))
    return SafeLabel(name, *(f"{first}: {second}" for first, second in (nb, nn, en)))


def _named(name: str, code: str) -> SafeLabel:
    return SafeLabel(name, *(text(code, language) for language in LANGUAGES))
