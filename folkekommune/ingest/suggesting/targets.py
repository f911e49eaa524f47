"""What each item of a databank looks like, from the databank and its quality declaration alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import CodeList, Databank, ValueType, Variable
from folkekommune.ingest.quality.declaration import load_declaration


@dataclass(frozen=True)
class Target:
    """An item that a field may be.

    :param texts: its name and titles; :param occasions: where it is recorded.
    :param limits: the widest hard limits; :param clip: the widest public ones: where nearly all values are.
    :param usual: rows of age in days, lowest, highest usual value.
    """

    item: str
    texts: tuple[str, ...]
    occasions: frozenset[str]
    value_type: ValueType
    code_list: CodeList | None
    unit: str
    limits: tuple[float, float] | None
    clip: tuple[float, float] | None
    usual: NDArray[np.float64] | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Targets:
    """All items a field may be, and those that follow from others: item, its sources, the formula."""

    items: dict[str, Target]
    derived: tuple[tuple[str, tuple[str, ...], str], ...]


def read_targets(folder: Path, databank: Databank, *, visit_date: str | None) -> Targets:
    """Read what the items of a databank look like.

    :param visit_date: the item that holds the date of the visit, which no other field does.
    """
    declaration = load_declaration(folder / "quality.toml", databank)
    usual = {measure.item: np.asarray(measure.usual) for measure in declaration.measures}
    by_item: dict[str, list[Variable]] = {}
    for variable in databank.variables.values():
        if variable.item and variable.item not in declaration.computed_items | {visit_date}:
            by_item.setdefault(variable.item, []).append(variable)
    return Targets(
        items={item: _target(item, variables, databank, usual) for item, variables in by_item.items()},
        derived=tuple((rule.item, tuple(rule.sources), rule.formula) for rule in declaration.derived),
    )


def _target(
    item: str, variables: list[Variable], databank: Databank, usual: dict[str, NDArray[np.float64]]
) -> Target:
    first = variables[0]
    texts = {item.lower()}
    for variable in variables:
        occasion = databank.occasion(variable.occasion or "")
        for language in ("nb", "nn", "en"):
            at = f" ({getattr(occasion.title, language)})" if occasion else ""
            texts.add(str(getattr(variable.title, language)).removesuffix(at))
    return Target(
        item=item,
        texts=tuple(sorted(texts)),
        occasions=frozenset(variable.occasion or "" for variable in variables),
        value_type=first.value_type,
        code_list=first.code_list,
        unit=first.unit or "",
        limits=_widest([variable.limits for variable in variables]),
        clip=_widest([variable.clip for variable in variables]),
        usual=usual.get(item),
    )


def _widest(found: list[tuple[float, float] | None]) -> tuple[float, float] | None:
    known = [limits for limits in found if limits]
    if len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)
