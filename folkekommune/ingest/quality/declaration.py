"""What a databank's ``quality.toml`` declares: thresholds, and what is usual at which age."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.cells.formulas import FORMULAS
from folkekommune.ingest.mappings.mapping import items_of
from folkekommune.ingest.mappings.toml_tables import TomlTable, read_toml
from folkekommune.ingest.quality.review_declaration import Reviewed, read_reviewed
from folkekommune.ingest.quality.thresholds import Threshold, read_thresholds

_PAIR = 2


@dataclass(frozen=True)
class UnitMistake:
    """A way in which a number gets into the wrong unit: multiplied by ``factor`` it is right again."""

    rule: str
    factor: float
    at_least: float
    at_most: float


@dataclass(frozen=True)
class Measure:
    """A measured item: what is usual at an age, and the mistakes of unit that happen to it.

    :param usual: age in days, lowest and highest usual value, by rising age.
    """

    item: str
    usual: NDArray[np.float64] = field(hash=False)
    mistakes: tuple[UnitMistake, ...] = ()

    def is_usual(self, values: NDArray[np.float64], age: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which values are usual at their age, between the stated ages on a straight line."""
        low = np.interp(age, self.usual[:, 0], self.usual[:, 1])
        high = np.interp(age, self.usual[:, 0], self.usual[:, 2])
        usual: NDArray[np.bool_] = (values >= low) & (values <= high)
        return usual


@dataclass(frozen=True)
class Derived:
    """An item that follows from others, age and sex.

    :param formula: one of ``ingest.formulas``; empty when only the record system knows how.
    """

    item: str
    sources: tuple[str, ...]
    formula: str
    decimals: int


@dataclass(frozen=True)
class Overlap:
    """Spells of a kind that cannot hold at the same time: those with the same values of these items."""

    kind: str
    same: tuple[str, ...]


@dataclass(frozen=True)
class Declaration:
    """The whole file.

    :param swaps: pairs of measures that are taken for each other.
    :param derived: items that record systems work out; :param computed: items that are worked out here.
    :param overlaps: spells that cannot hold at the same time.
    :param reviewed: what the review of a whole draft is told.
    """

    fingerprint: str
    thresholds: dict[str, Threshold] = field(hash=False)
    measures: tuple[Measure, ...]
    swaps: tuple[tuple[str, str], ...]
    derived: tuple[Derived, ...]
    computed: tuple[Derived, ...]
    overlaps: tuple[Overlap, ...] = ()
    reviewed: Reviewed = field(default_factory=Reviewed, hash=False)

    @property
    def computed_items(self) -> frozenset[str]:
        """Give the items that no delivery brings."""
        return frozenset(computed.item for computed in self.computed)

    @property
    def asked_for(self) -> tuple[str, ...]:
        """Give the checks that what is declared asks for: of units, of swaps, of logic."""
        asked = {
            "P3": any(measure.mistakes for measure in self.measures),
            "P4": bool(self.swaps),
            "P15": bool(self.derived or self.overlaps or self.reviewed.logic),
        }
        return tuple(check for check, needed in asked.items() if needed)


def load_declaration(file: Path, databank: Databank) -> Declaration:
    """Read a databank's ``quality.toml``.

    :raises InputError: with the file and the key that is wrong.
    """
    content, top = read_toml(file)
    checks = top.table("checks")
    thresholds = read_thresholds(checks)
    items = items_of(databank)
    measures = tuple(_measure(table, items) for table in top.tables("measures"))
    measured = {measure.item for measure in measures}
    swaps = tuple(_swap(table, measured) for table in top.tables("swaps"))
    derived = tuple(_derived(table, items, must=False) for table in top.tables("derived"))
    computed = tuple(_derived(table, items, must=True) for table in top.tables("computed"))
    overlaps = tuple(_overlap(table, databank) for table in top.tables("overlaps"))
    reviewed = read_reviewed(top, items)
    top.close()
    declaration = Declaration(
        fingerprint=hashlib.sha256(content).hexdigest(),
        thresholds=thresholds,
        measures=measures,
        swaps=swaps,
        derived=derived,
        computed=computed,
        overlaps=overlaps,
        reviewed=reviewed,
    )
    for check in declaration.asked_for:
        if check not in thresholds:
            raise checks.fault(check, "ingest.check-undeclared", check=check)
    return declaration


def _measure(table: TomlTable, items: set[str]) -> Measure:
    item = table.text("item")
    if item not in items:
        raise table.fault("item", "ingest.target-unknown")
    usual = np.array(table.rows("usual", 3), dtype=np.float64)
    if len(usual) == 0 or (np.diff(usual[:, 0]) <= 0).any() or (usual[:, 1] >= usual[:, 2]).any():
        raise table.fault("usual", "ingest.usual-disordered")
    mistakes = tuple(_mistake(entry) for entry in table.tables("mistakes"))
    table.close()
    return Measure(item, usual, mistakes)


def _mistake(table: TomlTable) -> UnitMistake:
    mistake = UnitMistake(
        rule=table.text("rule"),
        factor=table.number("factor"),
        at_least=table.number("at_least", float("-inf")),
        at_most=table.number("at_most", float("inf")),
    )
    if mistake.factor <= 0:
        raise table.fault("factor", "ingest.key-not-number")
    table.close()
    return mistake


def _swap(table: TomlTable, measured: set[str]) -> tuple[str, str]:
    pair = table.texts("items")
    if len(pair) != _PAIR or not set(pair) <= measured:
        raise table.fault("items", "ingest.target-unknown")
    table.close()
    return pair[0], pair[1]


def _overlap(table: TomlTable, databank: Databank) -> Overlap:
    overlap = Overlap(table.choice("kind", databank.spell_kinds), table.texts("same"))
    items = {v.item for v in databank.variables.values() if v.occasion == overlap.kind}
    if not set(overlap.same) <= items:
        raise table.fault("same", "ingest.target-unknown")
    table.close()
    return overlap


def _derived(table: TomlTable, items: set[str], *, must: bool) -> Derived:
    derived = Derived(
        item=table.text("item"),
        sources=table.texts("sources"),
        formula=table.choice("formula", tuple(FORMULAS), None if must else "")
        if must or "formula" in table
        else "",
        decimals=int(table.number("decimals", 1)),
    )
    for key, names in (("item", (derived.item,)), ("sources", derived.sources)):
        if not set(names) <= items or not names:
            raise table.fault(key, "ingest.target-unknown")
    if derived.formula and len(derived.sources) != FORMULAS[derived.formula][1]:
        raise table.fault("sources", "ingest.target-unknown")
    table.close()
    return derived
