"""How common each code is, as far as published figures tell: nothing else is known of any person.

A published share tells how many of those with an answer have one of some codes. Several shares of one
variable, such as of wholly and of at all, are brought to agree by scaling in turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.errors import InputError
from folkekommune.indicators.definition import Definition, Dimension, names_in
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.query.expressions import Expression
from folkekommune.services.indicator_expressions import expression_reader
from folkekommune.services.practice.conditions import holds_for

_ROUNDS = 20
_OUTSIDE = 0.05
"""How many answers have codes that no published share counts."""

Code = int | str
_Which = tuple[str, str, int]
"""Databank, indicator and version."""


@dataclass(frozen=True)
class Weights:
    """What published figures tell of a databank.

    :param codes: how common each code is, by variable or by code list, :param means: of measured variables.
    :param homes: how many live in each municipality.
    """

    codes: Mapping[str, Mapping[Code, float]] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)
    homes: Mapping[str, float] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Give them as plain data; codes are pairs, for they are numbers or texts."""
        codes = {name: list(common.items()) for name, common in self.codes.items()}
        return {"codes": codes, "means": dict(self.means), "homes": dict(self.homes)}

    @classmethod
    def restored(cls, plain: Mapping[str, Any]) -> Self:
        """Read them back from plain data."""
        codes = {name: dict(common) for name, common in plain["codes"].items()}
        return cls(codes, plain["means"], plain["homes"])


@dataclass(frozen=True)
class _Share:
    """That so large a share of those with one code of a set have one of some of them."""

    among: frozenset[Code]
    of: frozenset[Code]
    share: float


def published_weights(databank: Databank, definitions: Sequence[Definition], figures: FigureSet) -> Weights:
    """Read from published figures how common codes are, and the means of what is measured."""
    read = expression_reader(databank)
    shares: dict[str, list[_Share]] = defaultdict(list)
    means: dict[str, float] = {}
    codes: dict[str, dict[Code, float]] = {}
    homes: dict[str, float] = defaultdict(float)
    newest = _newest(figures)
    for definition in definitions:
        if definition.databank != databank.name:
            continue
        cells = newest.get((definition.databank, definition.code, definition.version), {})
        for key, counts in cells.items():
            if key.is_whole:
                homes[key.municipality] = max(homes[key.municipality], sum(counts))
        _note_divisions(definition, databank, cells=cells, codes=codes)
        whole = [people for key, people in cells.items() if key.is_whole]
        counted = _told_by(definition, databank, read)
        people = sum(cases + others for cases, others in whole)
        if counted is not None and people:
            name, among, of = counted
            share = sum(cases for cases, _ in whole) / people
            shares[name].append(_Share(among, of, share))
        found = _mean(definition, figures)
        if found is not None:
            means[definition.counting.value] = found
    told = {name: _agreed(databank.variables[name], each) for name, each in shares.items()}
    return Weights(codes | told, means, dict(homes))


def _newest(figures: FigureSet) -> dict[_Which, dict[CellKey, tuple[int, int]]]:
    """Give for each indicator the shown counts with and without the trait, of the newest single year."""
    newest: dict[_Which, dict[CellKey, tuple[int, tuple[int, int]]]] = defaultdict(dict)
    for key, cell in figures.cells.items():
        counts = cell.numerator.text, cell.complement.text
        if (key.years, key.group) != (1, None) or counts[0] is None or counts[1] is None:
            continue
        of, plain = newest[key.databank, key.indicator, key.version], key._replace(year=0)
        if plain not in of or of[plain][0] < key.year:
            of[plain] = key.year, (int(counts[0]), int(counts[1]))
    return {which: {key: people for key, (_, people) in of.items()} for which, of in newest.items()}


def _note_divisions(
    definition: Definition,
    databank: Databank,
    *,
    cells: Mapping[CellKey, tuple[int, int]],
    codes: dict[str, dict[Code, float]],
) -> None:
    """Note how people spread over the sexes and the districts."""
    for dimension in (Dimension.SEX, Dimension.DISTRICT):
        variable = databank.variables.get(definition.dimensions.get(dimension, ""))
        if variable is None or variable.code_list is None:
            continue
        spread: dict[str, float] = defaultdict(float)
        for key, people in cells.items():
            code, other = (key.sex, key.district) if dimension is Dimension.SEX else (key.district, key.sex)
            if code is not None and other is None:
                spread[code] += sum(people)
        found = {each.value: spread.get(str(each.value), 0.0) for each in variable.code_list.latest}
        if sum(found.values()) > sum(codes.get(variable.code_list.name, {}).values()):
            codes[variable.code_list.name] = found


def _told_by(
    definition: Definition, databank: Databank, read: Callable[[str], Expression]
) -> tuple[str, frozenset[Code], frozenset[Code]] | None:
    """Give the coded variable that a share is about, the codes of the trait and those that are counted."""
    counting = definition.counting
    named = names_in(counting.numerator)
    if len(named) != 1 or not names_in(counting.denominator) <= named:
        return None
    (name,) = named
    variable = databank.variables.get(name)
    if variable is None or variable.code_list is None:
        return None
    try:
        numerator, denominator = read(counting.numerator), read(counting.denominator)
    except InputError:
        return None
    values = [code.value for code in variable.code_list.latest]
    held = {value: (holds_for(numerator, value), holds_for(denominator, value)) for value in values}
    if any(answer is None for answers in held.values() for answer in answers):
        return None
    of = frozenset(value for value, (_, counted) in held.items() if counted)
    return name, frozenset(value for value in of if held[value][0]), of


def _agreed(variable: Variable, shares: Sequence[_Share]) -> dict[Code, float]:
    """Find weights with which all the shares come out, as far as they agree."""
    values = [code.value for code in variable.code_list.latest] if variable.code_list else []
    counted = frozenset(value for each in shares for value in each.of)
    weights = {value: 1 / len(counted) for value in values if value in counted}
    for _ in range(_ROUNDS):
        for each in shares:
            whole = sum(weights[value] for value in each.of)
            _scale(weights, each.among, each.share * whole)
            _scale(weights, each.of - each.among, (1 - each.share) * whole)
    outside = [value for value in values if value not in counted]
    scale = (1 - _OUTSIDE * bool(outside)) / sum(weights.values())
    others = dict.fromkeys(outside, _OUTSIDE / len(outside)) if outside else {}
    return {value: weight * scale for value, weight in weights.items()} | others


def _scale(weights: dict[Code, float], values: Collection[Code], to: float) -> None:
    now = sum(weights[value] for value in values)
    if now > 0:
        for value in values:
            weights[value] *= to / now


def _mean(definition: Definition, figures: FigureSet) -> float | None:
    """Give the newest published mean, of the municipalities together."""
    newest: dict[str, tuple[int, float, float]] = {}
    for key, cell in figures.means.items():
        asked = (key.databank, key.indicator, key.version)
        count, mean = cell.count.text, cell.mean.text
        if asked != (definition.databank, definition.code, definition.version) or not key.is_whole:
            continue
        if count is None or mean is None or newest.get(key.municipality, (0,))[0] >= key.year:
            continue
        newest[key.municipality] = key.year, float(count), float(mean)
    people = sum(count for _, count, _ in newest.values())
    return sum(count * mean for _, count, mean in newest.values()) / people if people else None
