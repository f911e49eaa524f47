"""The one door: a query goes in, a protected result comes out. Nothing else can make one.

Before the engine is asked for a figure, the population is judged; what the engine gives is evidence
about all rows of the release, from which disclosure control makes what may be shown. The first
answer to a canonical query is stored and repeated, for every user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from folkekommune.analysis.edits import Edits, Verdict
from folkekommune.analysis.groups import UnprotectedError
from folkekommune.analysis.inquiry import Inquiry, person_root
from folkekommune.analysis.made_up import made_up
from folkekommune.analysis.sources import Ask, TooFewError, resolve
from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.gate import (
    PERCENTILES,
    Judged,
    population_floor,
    refuse,
    summary_result,
    table_result,
    under_names,
)
from folkekommune.disclosure.ledger import AnsweredCell, Entry, Ledger
from folkekommune.disclosure.limits import whole_numbers
from folkekommune.disclosure.memory import Audit, Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import Refusal, SafeDimension, SafeLabel, SafeResult
from folkekommune.disclosure.rules import check_answer, rule_of
from folkekommune.disclosure.tables import TableRequest
from folkekommune.disclosure.values import numeric
from folkekommune.disclosure.watch import Use, Watch
from folkekommune.keys import Keys
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset, ReleaseRef
from folkekommune.query.engine import Cells, Engine, TooManyGroupsError
from folkekommune.query.outputs import Category, Dimension, Output, Summary, Table

Answer = tuple[SafeResult, Judged | None, tuple[ProtectedCount, ...]]


@dataclass(frozen=True)
class ReleaseFacts:
    """What the door must know of a release.

    :param identities: for each part what tells its content apart; part noise keys hang on it.
    """

    release: ReleaseRef
    parts: tuple[str, ...]
    identities: Mapping[str, str]
    persons: int


class Releases(Protocol):
    """Where the door learns about releases."""

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts of a release."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and in which project."""

    user: str
    project: str


@dataclass(frozen=True)
class _Asked:
    """What a question costs: a population, and the divisions of people that it makes up."""

    population: str
    divisions: frozenset[str]


@dataclass(frozen=True)
class Door:
    """The one door to protected results of releases.

    :param keys: noise keys are derived from them, one for each set of release parts.
    :param watch: holds projects to their budgets; without one, nobody is held to any.
    """

    engine: Engine
    policy: Policy
    keys: Keys
    ledger: Ledger
    cubes: CubeRegistry
    releases: Releases
    watch: Watch | None = None
    _verdicts: dict[str, Verdict] = field(default_factory=dict, repr=False)

    def answer(self, output: Output, asker: Asker) -> SafeResult:
        """Answer a query: the stored first answer, or a new one that is stored.

        A refusal is an answer, with its reason.
        """
        rule_of(output)
        release = release_of(output.dataset)
        question = digest(release.databank, release.version, self.policy.label, output.canonical)
        stored = self.ledger.first_answer(question)
        if stored is not None:
            return _under_names(stored, output)
        asked = _Asked(output.dataset.canonical, made_up(output))
        spent = self._over_budget(asker, asked)
        if spent is not None:
            return refuse(self.policy, f"budget.{spent}")
        # Whoever answered the same or nearly the same meanwhile was first: then it is answered anew.
        while True:
            audit = self._audit(release)
            entry, result = self._first(output, asker, audit)
            check_answer(output, result)
            kept = self.ledger.remember(question, entry, result, audit)
            if kept is not None:
                self._note(asker, asked, entry, kept, audit)
                return _under_names(kept, output)

    def _over_budget(self, asker: Asker, asked: _Asked) -> str | None:
        """Tell which budget of the day another question would go beyond."""
        if self.watch is None:
            return None
        divisions = frozenset[str]() if "made_up" in self.policy.switched_off else asked.divisions
        return self.watch.spent(self.policy.budget, asker.project, asked.population, divisions)

    def _note(self, asker: Asker, asked: _Asked, entry: Entry, result: SafeResult, audit: Audit) -> None:
        if self.watch is not None:
            self.watch.note(
                asker.project,
                Use(
                    asker.user,
                    self.watch.now(),
                    asked.population,
                    cells=len(entry.cells),
                    made_up=tuple(sorted(asked.divisions)),
                    repeated=audit.repeated,
                    refused=isinstance(result, Refusal),
                ),
            )

    def nearness(self, release: ReleaseRef) -> Nearness:
        """Give when two groups of people of a databank are nearly one."""
        key = NoiseKey(self.keys.derive(f"audit/{release.databank}"))
        return Nearness(self.policy.low_effect.limit, self.policy.low_effect.fuzz, key)

    def _first(self, output: Output, asker: Asker, audit: Audit) -> tuple[Entry, SafeResult]:
        release = release_of(output.dataset)
        try:
            result, population, counts = self._answer(output, audit)
        except TooManyGroupsError:
            result, population, counts = self._too_large(), None, ()
        entry = Entry(
            user=asker.user,
            project=asker.project,
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            release=_label(release),
            policy=self.policy.label,
            canonical=output.canonical,
            population=answered(population.count) if population else AnsweredCell(0, 0, (), 0),
            cells=tuple(answered(count) for count in counts),
        )
        return entry, result

    def noise_key(self, facts: ReleaseFacts, parts: tuple[str, ...]) -> NoiseKey:
        """Give the noise key of some parts of a release."""
        identities = "+".join(f"{part}={facts.identities[part]}" for part in sorted(parts))
        return NoiseKey(self.keys.derive(f"noise/{facts.release.databank}/{identities}"))

    def _audit(self, release: ReleaseRef) -> Audit:
        """Begin to hold an answer against everything that was said of a databank, to anybody.

        A person keeps the key from release to release: what a child more would tell is held back too.
        """
        memory = self.ledger.memory(release.databank)
        scope = int(digest("release", release.version)[:16], 16)
        return Audit(memory, self.nearness(release), self.policy.floors.hard, scope)

    def _answer(self, output: Output, audit: Audit) -> Answer:
        facts = self.releases.facts(release_of(output.dataset))
        floor = population_floor(self.policy, facts.persons)
        try:
            inquiry = resolve(output.dataset, self._asking(facts, audit), floor)
        except TooFewError as few:
            return refuse(self.policy, "population.floor", floor=floor), few.population, ()
        except UnprotectedError as asked:
            return refuse(self.policy, asked.rule), None, ()
        population = inquiry.judged()
        if population.persons < floor:
            return refuse(self.policy, "population.floor", floor=floor), population, ()
        if isinstance(output, Table):
            return self._table(output, inquiry, (facts, population))
        return self._summary(output, inquiry, population)

    def _asking(self, facts: ReleaseFacts, audit: Audit) -> Ask:
        key = self.noise_key(facts, facts.parts)
        used = None if "difference_audit" in self.policy.switched_off else audit
        edits = Edits(self.engine, self.policy, self._verdicts)

        def ask(dataset: Dataset, sources: int) -> Inquiry:
            settled = edits.settle(dataset, key)
            return Inquiry(
                self.engine, self.policy, key, settled.dataset, sources, used, ignored=settled.ignored
            )

        return ask

    def _too_large(self) -> SafeResult:
        return refuse(self.policy, "table.cells", cells=self.policy.tables.cells)

    def _table(self, table: Table, inquiry: Inquiry, judged: tuple[ReleaseFacts, Judged]) -> Answer:
        facts, population = judged
        limits = self.policy.tables
        if len(table.dimensions) > limits.dimensions:
            return refuse(self.policy, "table.dimensions", dimensions=limits.dimensions), population, ()
        moments = (inquiry.moment(table.value),) if table.value else ()
        names = tuple(dimension.column for dimension in table.dimensions)
        cells = inquiry.cells(names, moments)
        shown = _shown(table, inquiry, population, cells)
        size = 1
        for categories in shown:
            size *= len(categories) + table.missing
        if size > limits.cells:
            return self._too_large(), population, ()
        values = tuple(tuple(category.value for category in found) for found in shown)
        context = inquiry.context(names, categories=values, moments=moments, cells=cells)
        request = TableRequest(
            table,
            population.count.cell.filters,
            tuple(tuple(range(len(found) + table.missing)) for found in shown),
            moments[0] if moments else None,
            self._registered(inquiry.dataset, facts),
        )
        labels = [
            _labels(dimension, found, missing=table.missing)
            for dimension, found in zip(table.dimensions, shown, strict=True)
        ]
        result, counts = table_result(context, request, labels, population.left_out)
        return result, population, counts

    def _summary(self, summary: Summary, inquiry: Inquiry, population: Judged) -> Answer:
        moments = tuple(inquiry.moment(name) for name in summary.variables)
        context = inquiry.context(moments=moments)
        variables = []
        for place, moment in enumerate(moments):
            figures = numeric(context, population.count.cell, place, moment)
            cell = figures.counted.cell
            thresholds = inquiry.around(moment.column, cell, PERCENTILES)
            ranks, _ = inquiry.ranks(moment.column, cell, thresholds)
            variables.append((moment.column, figures, ranks))
        counts = tuple(figures.counted for _, figures, _ in variables)
        return summary_result(self.policy, population, variables), population, counts

    def _registered(self, dataset: Dataset, facts: ReleaseFacts) -> tuple[RegisteredPart, ...]:
        """Give the cubes of the granted parts; a collapsed data set has no cube cells."""
        if not dataset.persons:
            return ()
        registered = self.cubes.of_release(facts.release)
        granted = person_root(dataset).grant
        return tuple(
            RegisteredPart(part, bit, self.noise_key(facts, (part,)), registered[part])
            for bit, part in enumerate(self.engine.parts(dataset))
            if part in registered and part in granted
        )


def _label(release: ReleaseRef) -> str:
    return f"{release.databank}:{release.version}"


def release_of(dataset: Dataset) -> ReleaseRef:
    """Give the release a data set rests on."""
    return person_root(dataset).release


def answered(count: ProtectedCount) -> AnsweredCell:
    """Give what the ledger keeps of a protected count."""
    return AnsweredCell(count.people.fingerprint, count.people.count, count.conditions, count.count)


def _shown(table: Table, inquiry: Inquiry, population: Judged, cells: Cells) -> list[tuple[Category, ...]]:
    """Give the categories of each dimension: those that are not in the band over the population.

    Whether a category is listed is decided from its protected count, never from a true zero, and
    says less than a row whose cells are all in the band.
    """
    filters = population.count.cell.filters
    candidates = [
        dimension.categories or whole_categories(cells.coordinates[number], inquiry.limits(dimension.column))
        for number, dimension in enumerate(table.dimensions)
    ]
    values = tuple(tuple(category.value for category in found) for found in candidates)
    names = tuple(dimension.column for dimension in table.dimensions)
    context = inquiry.context(names, categories=values, cells=cells)
    return [
        tuple(
            category
            for slot, category in enumerate(found)
            if not _count_of_category(context, filters, number, slot).banded
        )
        for number, found in enumerate(candidates)
    ]


def _count_of_category(context: Context, filters: Filters, dimension: int, slot: int) -> ProtectedCount:
    coordinates = [Coordinate(axis.anything) for axis in context.evidence.axes]
    coordinates[dimension] = Coordinate(slot)
    return protect_count(context, CellConditions(filters, tuple(coordinates)))


def whole_categories(
    values: tuple[float | str | None, ...], limits: tuple[float, float]
) -> tuple[Category, ...]:
    """Give the whole numbers within public limits that a derived variable takes, as categories."""
    return tuple(Category(value, Texts(*[f"{value:.0f}"] * 3)) for value in whole_numbers(values, limits))


def _under_names(result: SafeResult, output: Output) -> SafeResult:
    if isinstance(output, Summary):
        return under_names(result, dimensions=(), variables=output.variables)
    labelled = [_labels(each, each.categories or (), missing=False) for each in output.dimensions]
    dimensions = [(each.name, {label.value: label for label in each.categories}) for each in labelled]
    return under_names(result, dimensions=dimensions, variables=())


def _labels(dimension: Dimension, categories: tuple[Category, ...], *, missing: bool) -> SafeDimension:
    labels = [SafeLabel(_written(c.value), c.label.nb, c.label.nn, c.label.en) for c in categories]
    if missing:
        labels.append(SafeLabel(".", "Mangler", "Manglar", "Missing"))
    return SafeDimension(dimension.label, tuple(labels))


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
