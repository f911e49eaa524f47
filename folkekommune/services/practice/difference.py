"""Where the results of practice and of real data differ in form: what is there, never what it amounts to.

Two results of the same command are held against each other by what they are made of: divisions, categories,
columns, terms. No figure of either is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.disclosure.results import (
    Refusal,
    SafeAnalysis,
    SafeChart,
    SafeLabel,
    SafeResult,
    SafeSummary,
    SafeTable,
)
from folkekommune.texts import Language, text

_NAMED = 8
"""So many names are told; of more, how many there are."""


@dataclass(frozen=True)
class Facet:
    """A part of a result's form: the names of what stands there, in order.

    :param about: the text code of what it is, :param name: of which variable, where there are several.
    """

    about: str
    name: str
    entries: tuple[SafeLabel, ...]


@dataclass(frozen=True)
class Difference:
    """A difference in form.

    :param code: ``refused``, ``answered``, ``not-run``, ``kind``, ``missing``, ``added`` or ``order``.
    :param facet: where in the result, with the names that it is about.
    """

    code: str
    facet: Facet | None = None

    def message(self, language: Language) -> str:
        """Write it in a language."""
        if self.facet is None:
            return text(f"practice.form-{self.code}", language)
        about = text(f"practice.about-{self.facet.about}", language, name=self.facet.name)
        names = [f"«{getattr(each, language)}»" for each in self.facet.entries]
        told = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            told = text("practice.and-more", language, names=told, n=len(names) - _NAMED)
        return text(f"practice.form-{self.code}", language, about=about, names=told, n=len(names))


def differences(practised: SafeResult, real: SafeResult | None) -> tuple[Difference, ...]:
    """Tell how a result on real data differs in form from that of the same command in practice.

    :param real: ``None`` where the command was not run.
    """
    if real is None:
        return (Difference("not-run"),)
    if isinstance(practised, Refusal) or isinstance(real, Refusal):
        if isinstance(practised, Refusal) and isinstance(real, Refusal):
            return ()
        return (Difference("refused" if isinstance(real, Refusal) else "answered"),)
    if type(practised) is not type(real):
        return (Difference("kind"),)
    before, after = form_of(practised), form_of(real)
    known = {(each.about, each.name): each for each in after}
    found: list[Difference] = []
    for facet in before:
        # Where a whole variable is missing, the division says so: its categories need not be told again.
        if (other := known.get((facet.about, facet.name))) is not None:
            found += _held_against(facet, other)
    return tuple(found)


def form_of(result: SafeResult) -> tuple[Facet, ...]:
    """Give what a result is made of."""
    match result:
        case SafeTable():
            divided = [_facet("dimensions", [each.name for each in result.dimensions])]
            categories = [Facet("categories", each.name, each.categories) for each in result.dimensions]
            return (*divided, *categories, _facet("columns", result.measures))
        case SafeSummary():
            figures = dict.fromkeys(figure for _, row in result.rows for figure, _ in row)
            return _facet("variables", [name for name, _ in result.rows]), _facet("columns", tuple(figures))
        case SafeAnalysis():
            sections = [f"{each.about} {each.name}".strip() for each in result.sections]
            terms = [
                Facet("terms", place, tuple(row.label for row in section.rows))
                for place, section in zip(sections, result.sections, strict=True)
            ]
            return (_facet("sections", (result.method, *sections)), *terms)
        case SafeChart():
            axes = Facet("axes", "", tuple(axis.name for axis in result.axes))
            categories = [Facet("categories", axis.name.value, axis.categories) for axis in result.axes]
            return (_facet("shape", (result.chart.value, result.measure)), axes, *categories)
        case _:
            return ()


def _held_against(before: Facet, after: Facet) -> list[Difference]:
    values = {each.value for each in before.entries}, {each.value for each in after.entries}
    missing = tuple(each for each in before.entries if each.value not in values[1])
    added = tuple(each for each in after.entries if each.value not in values[0])
    if missing or added:
        sides = (("missing", missing), ("added", added))
        return [Difference(code, Facet(after.about, after.name, names)) for code, names in sides if names]
    if [each.value for each in before.entries] != [each.value for each in after.entries]:
        return [Difference("order", after)]
    return []


def _facet(about: str, names: Sequence[str]) -> Facet:
    return Facet(about, "", tuple(SafeLabel(name, name, name, name) for name in names))
