"""The conditions of a cell, their identity, and the low-effect rule.

A cell rests on filters (conditions of the data set) and on its own coordinates. Each is known by
the people it selects over the whole release, never by its wording. The rule (microdata.no's rule of
ten units, Diffix's low-effect detection): a condition that makes a difference to fewer than about
ten persons is left out before anything is answered, one at a time, in an order given by the people
they select. Whether the person an attacker has in mind has the trait or not, the answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from folkekommune.disclosure.audit import Audit, figure_form
from folkekommune.disclosure.evidence import Coordinate, Evidence, Filters, People
from folkekommune.disclosure.nearness import fewer_than_half
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.row_evidence import RowEvidence


@dataclass(frozen=True)
class CellConditions:
    """What a cell rests on: filters by place in the data set, and a coordinate a dimension.

    :param present: the number of a moment whose variable must have a value.
    """

    filters: Filters
    coordinates: tuple[Coordinate, ...]
    present: int | None = None


@dataclass(frozen=True)
class Single:
    """One condition of a cell: a filter, a dimension or the presence of a value.

    :param fingerprint: of the people it selects over the release.
    """

    kind: str
    number: int
    fingerprint: int


@dataclass(frozen=True)
class StandIns:
    """What variables would be without one of those they mix.

    :param changed: for the number of a moment, by what is left out: the number of the moment that only those
        have a value of for whom the variable is then another. :param make: gives what cells are judged
        with then.
    """

    changed: Mapping[int, Mapping[str, int]]
    make: Callable[[str], Context]
    _made: dict[str, Context] = field(default_factory=dict, repr=False)

    def of(self, without: str) -> Context:
        """Give what cells are judged with when something is left out."""
        if without not in self._made:
            self._made[without] = self.make(without)
        return self._made[without]


def _nothing(without: str) -> Context:
    raise KeyError(without)


@dataclass(frozen=True)
class Context:
    """Everything needed to judge the cells of one request.

    :param audit: what was said before; counts of persons are held against it.
    :param unit_is_person: else rows are groups, counted as rows with floors on the persons behind.
    :param rows_each: where a person may have several rows, how many of them count in full over all cells;
        else 0.
    :param of_person: conditions that hold for all rows of a person or for none, by kind and number.
    :param stand_ins: of the variables of moments.
    :param identify: gives keyed stand-ins for conditions that cannot be evaluated on the root;
        ``("filter", i)``, ``("dimension", d)`` or ``("presence", m)`` to a fingerprint, or ``None``
        where people tell. ``("values", m)`` always has one: how the variable of a moment came to be. Of
        rows of persons all have one; ``("rows", 0)`` stands for which rows there are, and ``own`` before a
        kind for what it says of rows, whoever the persons are.
    """

    evidence: Evidence
    policy: Policy
    key: NoiseKey
    identify: Callable[[str, int, Coordinate | None], int | None]
    unit_is_person: bool = True
    audit: Audit | None = None
    rows_each: int = 0
    of_person: frozenset[tuple[str, int]] = frozenset()
    stand_ins: StandIns = field(default_factory=lambda: StandIns({}, _nothing))
    _known: dict[tuple[str, int, Coordinate | None], Single] = field(default_factory=dict, repr=False)

    def size(self, cell: CellConditions) -> int:
        """Give the true count of a cell, in its own units."""
        if self.unit_is_person:
            return self._count(cell)
        return self.evidence.units_of_cell(cell.filters, cell.coordinates, cell.present)

    def singles(self, cell: CellConditions) -> tuple[Single, ...]:
        """Give the conditions of a cell with their fingerprints over the whole release."""
        axes = self.evidence.axes
        found = [self._single("filter", number, None) for number in sorted(cell.filters)]
        found += [
            self._single("dimension", number, coordinate)
            for number, coordinate in enumerate(cell.coordinates)
            if coordinate.slot != axes[number].anything
        ]
        if cell.present is not None:
            found.append(self._single("presence", cell.present, None))
        return tuple(found)

    def people(self, cell: CellConditions) -> People:
        """Give the people of a cell."""
        return self.evidence.of_cell(cell.filters, cell.coordinates, cell.present)

    def people_of(self, cells: Sequence[CellConditions]) -> list[People]:
        """Give the people of many cells."""
        if isinstance(self.evidence, RowEvidence):
            return [self.people(cell) for cell in cells]
        found = dict[int, People]()
        alike = dict[tuple[Filters, int | None], list[int]]()
        for number, cell in enumerate(cells):
            if any(coordinate.within is not None for coordinate in cell.coordinates):
                found[number] = self.people(cell)
            else:
                alike.setdefault((cell.filters, cell.present), []).append(number)
        for (filters, present), numbers in alike.items():
            places = [[coordinate.slot for coordinate in cells[number].coordinates] for number in numbers]
            found.update(zip(numbers, self.evidence.of_cells(filters, places, present), strict=True))
        return [found[number] for number in range(len(cells))]

    def most_in(self, cell: CellConditions) -> int:
        """Give how much one person can change a cell: as many rows as count in full there."""
        return self.evidence.most_in(cell.coordinates) if isinstance(self.evidence, RowEvidence) else 1

    def drawn_by(self, cell: CellConditions) -> int:
        """Give what the first layer of noise hangs on: the people of a cell, and how many rows each has."""
        if isinstance(self.evidence, RowEvidence):
            return self.evidence.rows_of_cell(cell.filters, cell.coordinates, cell.present)
        return self.people(cell).fingerprint

    def standing_in(self, cell: CellConditions, moment: int) -> Context:
        """Give what a variable is judged with over a cell: without what matters to very few there."""
        context = self
        while (without := context._told_by_few(cell, moment)) is not None:
            context = context.stand_ins.of(without)
        return context

    def _told_by_few(self, cell: CellConditions, moment: int) -> str | None:
        """Tell what may not count in a variable over a cell."""
        if moment not in self.stand_ins.changed:
            return None
        cell = self.effective(replace(cell, present=None))
        people, low_effect = self.people(cell), self.policy.low_effect
        for name, place in self.stand_ins.changed[moment].items():
            others = self.people(replace(cell, present=place))
            drawn = self.key.fuzz(low_effect.fuzz, (others.fingerprint, people.fingerprint))
            if others.count < fewer_than_half(low_effect.limit + drawn, people.count):
                return name
        return None

    def settle(self, people: People, conditions: Sequence[int], count: int) -> int:
        """Give what is said of a group of persons: its protected count, or what was said of nearly it."""
        return self.audit.settle(people, conditions, count) if self.audit and self._by_person else count

    def settle_all(self, counts: Sequence[tuple[People, Sequence[int], int]]) -> list[int]:
        """Settle many counts of groups of persons, one after the other."""
        if self.audit and self._by_person:
            return self.audit.settle_all(counts)
        return [count for _, _, count in counts]

    def settle_figure(
        self, people: People, conditions: Sequence[int], value: float, form: Sequence[int]
    ) -> float:
        """Give what is said of a variable in a group of persons, as :meth:`settle` does of their number."""
        if self.audit is None or not self._by_person:
            return value
        return self.audit.settle_figure(people, conditions, value, form)

    def row_form(self, cell: CellConditions) -> int:
        """Stand in for which of a person's rows are in a cell; 0 where she has one."""
        if not self.rows_each:
            return 0
        own = [("rows", 0)]
        own += [(s.kind, s.number) for s in self.singles(cell) if (s.kind, s.number) not in self.of_person]
        coordinates = {("dimension", place): each for place, each in enumerate(cell.coordinates)}
        forms = (self.identify(f"own {kind}", place, coordinates.get((kind, place))) for kind, place in own)
        return figure_form(sorted(form or 0 for form in forms))

    def without(self, cell: CellConditions, condition: Single) -> CellConditions:
        """Leave one condition of a cell out."""
        if condition.kind == "filter":
            filters = cell.filters - {condition.number}
            return CellConditions(filters, cell.coordinates, cell.present)
        if condition.kind == "presence":
            return CellConditions(cell.filters, cell.coordinates)
        coordinates = list(cell.coordinates)
        coordinates[condition.number] = Coordinate(self.evidence.axes[condition.number].anything)
        return CellConditions(cell.filters, tuple(coordinates), cell.present)

    def effective(self, cell: CellConditions, among: Sequence[Single] | None = None) -> CellConditions:
        """Apply the low-effect rule until no condition is left out (``among`` limits which may be)."""
        if "low_effect" in self.policy.switched_off:
            return cell
        if among is None:
            cell = self._without_idle(cell)
        if self._all_have_effect(cell):
            return cell
        left = list(self.singles(cell) if among is None else among)
        left.sort(key=lambda single: (single.fingerprint, single.kind, single.number))
        while True:
            dropped = self._first_low_effect(cell, left)
            if dropped is None:
                return cell
            cell = self.without(cell, dropped)
            left.remove(dropped)

    def _without_idle(self, cell: CellConditions) -> CellConditions:
        """Leave the conditions out that all people meet: they always would be, whatever comes first."""
        evidence = self.evidence
        if isinstance(evidence, RowEvidence):
            return cell
        filters, axes = evidence.idle_filters, evidence.axes
        coordinates = list(cell.coordinates)
        idle = [
            number
            for number in evidence.complete_axes
            if coordinates[number].slot == axes[number].valid and coordinates[number].within is None
        ]
        if not idle and filters.isdisjoint(cell.filters):
            return cell
        for number in idle:
            coordinates[number] = Coordinate(axes[number].anything)
        return CellConditions(cell.filters - filters, tuple(coordinates), cell.present)

    def _all_have_effect(self, cell: CellConditions) -> bool:
        """Tell whether no draw could leave a condition out, as in nearly all cells of large tables."""
        if isinstance(self.evidence, RowEvidence):
            return False
        least = self.evidence.least_effect(cell.filters, cell.coordinates, cell.present)
        return least is not None and least >= self.policy.low_effect.limit + self.policy.low_effect.fuzz

    def _first_low_effect(self, cell: CellConditions, left: Sequence[Single]) -> Single | None:
        limit, fuzz = self.policy.low_effect.limit, self.policy.low_effect.fuzz
        inside = self._count(cell)
        for condition in left:
            rest = self.without(cell, condition)
            effect = self._effect(rest, cell, inside)
            if effect >= limit + fuzz:
                continue
            # Two questions about the same people fall apart at the edge as two about other people do: else
            # whoever asks with one person and without her learns from it whether she makes a difference.
            others = sorted(single.fingerprint for single in self.singles(rest))
            known = (condition.fingerprint, self.people(rest).fingerprint, *others)
            if effect < limit + self.key.fuzz(fuzz, known):
                return condition
        return None

    @property
    def _by_person(self) -> bool:
        """Whether it is known of every row whose it is."""
        return self.unit_is_person or self.rows_each > 0

    def _effect(self, rest: CellConditions, cell: CellConditions, inside: int) -> int:
        """Count the persons to whom a condition makes a difference: those of whom it leaves out a row."""
        if isinstance(self.evidence, RowEvidence):
            wider, narrower = ((each.filters, each.coordinates, each.present) for each in (rest, cell))
            return self.evidence.touched(wider, narrower)
        return self._count(rest) - inside

    def _count(self, cell: CellConditions) -> int:
        return self.evidence.size_of_cell(cell.filters, cell.coordinates, cell.present)

    def _single(self, kind: str, number: int, coordinate: Coordinate | None) -> Single:
        key = (kind, number, coordinate)
        if key not in self._known:
            fingerprint = self.identify(kind, number, coordinate)
            if fingerprint is None:
                fingerprint = self._of_people(kind, number, coordinate)
            self._known[key] = Single(kind, number, fingerprint)
        return self._known[key]

    def _of_people(self, kind: str, number: int, coordinate: Coordinate | None) -> int:
        if coordinate is not None:
            return self.evidence.of_coordinate(number, coordinate)
        return self.evidence.of_condition(number) if kind == "filter" else self.evidence.of_presence(number)
