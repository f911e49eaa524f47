"""The one door: a query goes in, a protected result comes out. Nothing else can make one.

Before the engine is asked for a figure, the population is judged; what the engine gives is evidence
about all rows of the release, from which disclosure control makes what may be shown. The first
answer to a canonical query is stored and repeated, for every user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from folkekommune.analysis.ranking import PLACE, imported, placed, written_conditions
from folkekommune.analysis.sources import Resolved, resolve
from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.evidence import Coordinate, Evidence, Filters, gather
from folkekommune.disclosure.gate import (
    PERCENTILES,
    Judged,
    judge_population,
    population_floor,
    refuse,
    summary_result,
    table_result,
    under_names,
)
from folkekommune.disclosure.ledger import AnsweredCell, Entry, Ledger
from folkekommune.disclosure.limits import round_outward, whole_numbers
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.percentiles import Ranks, protect_ranks, reach
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeDimension, SafeLabel, SafeResult
from folkekommune.disclosure.tables import TableRequest
from folkekommune.disclosure.values import numeric
from folkekommune.keys import Keys
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset, GroupRoot, PersonRoot, ReleaseRef
from folkekommune.query.engine import CellRequest, Cells, Engine, Moment, TooManyGroupsError
from folkekommune.query.outputs import Category, Dimension, Output, Summary, Table

GROUPS = 500_000
"""Most groups an engine gives for one request; beyond it the table is refused as too large."""

Values = tuple[tuple[float | str, ...], ...]
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
class Door:
    """The one door to protected results of releases.

    :param keys: noise keys are derived from them, one for each set of release parts.
    """

    engine: Engine
    policy: Policy
    keys: Keys
    ledger: Ledger
    cubes: CubeRegistry
    releases: Releases

    def answer(self, output: Output, asker: Asker) -> SafeResult:
        """Answer a query: the stored first answer, or a new one that is stored.

        A refusal is an answer, with its reason.
        """
        release = release_of(output.dataset)
        question = digest(release.databank, release.version, self.policy.label, output.canonical)
        stored = self.ledger.first_answer(question)
        if stored is not None:
            return _under_names(stored, output)
        try:
            result, population, counts = self._answer(output)
        except TooManyGroupsError:
            result, population, counts = self._too_large(), None, ()
        entry = Entry(
            user=asker.user,
            project=asker.project,
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            release=f"{release.databank}:{release.version}",
            policy=self.policy.label,
            canonical=output.canonical,
            population=answered(population.count) if population else AnsweredCell(0, 0, (), 0),
            cells=tuple(answered(count) for count in counts),
        )
        return _under_names(self.ledger.remember(question, entry, result), output)

    def noise_key(self, facts: ReleaseFacts, parts: tuple[str, ...]) -> NoiseKey:
        """Give the noise key of some parts of a release."""
        identities = "+".join(f"{part}={facts.identities[part]}" for part in sorted(parts))
        return NoiseKey(self.keys.derive(f"noise/{facts.release.databank}/{identities}"))

    def gather(
        self, cells: Cells, dataset: Dataset, categories: tuple[tuple[float | str, ...], ...]
    ) -> Evidence:
        """Arrange an engine's groups as evidence within the grant of the data set."""
        root = person_root(dataset)
        parts = self.engine.parts(dataset)
        grant = sum(1 << bit for bit, part in enumerate(parts) if part in root.grant)
        return gather(cells, categories, grant=grant, conditions=len(dataset.conditions))

    def _answer(self, output: Output) -> Answer:
        facts = self.releases.facts(release_of(output.dataset))
        too_small = refuse(
            self.policy, "population.floor", floor=population_floor(self.policy, facts.persons)
        )
        try:
            resolved = resolve(output.dataset, self.policy, lambda source: self._left_out(source, facts))
        except _TooFewError as few:
            return too_small, few.population, ()
        population = self._judged(resolved, facts)
        if population.persons < population_floor(self.policy, facts.persons):
            return too_small, population, ()
        if isinstance(output, Table):
            return self._table(output, resolved, (facts, population))
        return self._summary(output, resolved, (facts, population))

    def _judged(self, resolved: Resolved, facts: ReleaseFacts) -> Judged:
        return judge_population(self._context(resolved, facts), written_conditions(resolved.dataset))

    def _too_large(self) -> SafeResult:
        return refuse(self.policy, "table.cells", cells=self.policy.tables.cells)

    def _left_out(self, source: Dataset, facts: ReleaseFacts) -> tuple[frozenset[int], int]:
        """Judge the population of a source as that of an output: its values come out through another."""
        judged = self._judged(Resolved(source, 0), facts)
        if judged.persons < population_floor(self.policy, facts.persons):
            raise _TooFewError(judged)
        everything = frozenset(range(len(source.conditions)))
        return everything - judged.count.cell.filters, judged.count.people.fingerprint

    def _context(
        self,
        resolved: Resolved,
        facts: ReleaseFacts,
        dimensions: tuple[Dimension, ...] = (),
        *,
        categories: Values = (),
        moments: tuple[Moment, ...] = (),
        cells: Cells | None = None,
    ) -> Context:
        dataset = resolved.dataset
        names = tuple(dimension.column for dimension in dimensions)
        if cells is None:
            cells = self.engine.cells(CellRequest(dataset, names, moments), limit=GROUPS)
        evidence = self.gather(cells, dataset, categories)
        key = self.noise_key(facts, facts.parts)

        def identify(kind: str, number: int, coordinate: Coordinate | None) -> int | None:
            if kind == "filter":
                condition = dataset.conditions[number]
                keyed, form = condition.keyed, condition.canonical
            elif coordinate is not None:
                info = dataset.column(names[number])
                keyed, form = info.aggregated, f"{info.canonical} {evidence.written(number, coordinate)}"
            else:
                info = dataset.column(moments[number].column)
                keyed, form = info.aggregated or kind == "values", f"{info.canonical} {kind}"
            return key.secret_fingerprint(form, resolved.sources) if keyed else None

        return Context(evidence, self.policy, key, identify, unit_is_person=dataset.persons)

    def _table(self, table: Table, resolved: Resolved, judged: tuple[ReleaseFacts, Judged]) -> Answer:
        facts, population = judged
        limits = self.policy.tables
        if len(table.dimensions) > limits.dimensions:
            return refuse(self.policy, "table.dimensions", dimensions=limits.dimensions), population, ()
        moments = (self._moment(resolved, facts, table.value),) if table.value else ()
        names = tuple(dimension.column for dimension in table.dimensions)
        cells = self.engine.cells(CellRequest(resolved.dataset, names, moments), limit=GROUPS)
        shown = self._shown(table, resolved, judged, cells)
        size = 1
        for categories in shown:
            size *= len(categories) + table.missing
        if size > limits.cells:
            return self._too_large(), population, ()
        context = self._context(
            resolved,
            facts,
            table.dimensions,
            categories=tuple(tuple(category.value for category in found) for found in shown),
            moments=moments,
            cells=cells,
        )
        slots = tuple(tuple(range(len(found) + table.missing)) for found in shown)
        request = TableRequest(
            table,
            population.count.cell.filters,
            slots,
            moments[0] if moments else None,
            self._registered(resolved.dataset, facts),
        )
        labels = [
            _labels(dimension, found, missing=table.missing)
            for dimension, found in zip(table.dimensions, shown, strict=True)
        ]
        result, counts = table_result(context, request, labels, population.left_out)
        return result, population, counts

    def _shown(
        self, table: Table, resolved: Resolved, judged: tuple[ReleaseFacts, Judged], cells: Cells
    ) -> list[tuple[Category, ...]]:
        """Give the categories of each dimension: those that are not in the band over the population.

        Whether a category is listed is decided from its protected count, never from a true zero, and
        says less than a row whose cells are all in the band.
        """
        facts, population = judged
        filters = population.count.cell.filters
        candidates = [
            dimension.categories
            or whole_categories(cells.coordinates[number], self._limits(resolved, facts, dimension.column))
            for number, dimension in enumerate(table.dimensions)
        ]
        values = tuple(tuple(category.value for category in found) for found in candidates)
        context = self._context(resolved, facts, table.dimensions, categories=values, cells=cells)
        return [
            tuple(
                category
                for slot, category in enumerate(found)
                if not _count_of_category(context, filters, number, slot).banded
            )
            for number, found in enumerate(candidates)
        ]

    def _moment(self, resolved: Resolved, facts: ReleaseFacts, column: str) -> Moment:
        return Moment(column, *self._limits(resolved, facts, column))

    def _limits(self, resolved: Resolved, facts: ReleaseFacts, column: str) -> tuple[float, float]:
        """Give public clip limits.

        The catalogue's, else the codes' of a derived variable, else quantiles of the release, rounded
        outward. Whoever derives a variable decides how many persons lie beyond a value, so the ranks of
        its quantiles are protected counts.
        """
        dataset = resolved.dataset
        info, noise = dataset.column(column), self.policy.noise
        if info.clip is not None:
            return info.clip
        probabilities = (noise.clip_low, noise.clip_high)
        if imported(dataset, column):
            found = self.engine.quantiles(dataset, column, probabilities)
            return round_outward(*found) if found else (0.0, 1.0)
        if info.codes:
            codes = [float(code) for code in info.codes]
            return min(codes), max(codes)
        everybody = CellConditions(frozenset(), ())
        ranks, count = self._ranks(resolved, facts, (column, everybody, probabilities))
        if not ranks.thresholds:
            return 0.0, 1.0
        return round_outward(*(ranks.at(probability * count) for probability in probabilities))

    def _ranks(
        self, resolved: Resolved, facts: ReleaseFacts, wanted: tuple[str, CellConditions, tuple[float, ...]]
    ) -> tuple[Ranks, int]:
        """Give the protected ranks of the values around quantiles, and the protected number of values."""
        column, cell, probabilities = wanted
        ignored = frozenset(range(len(resolved.dataset.conditions))) - cell.filters
        windows = self.engine.neighbours(
            resolved.dataset, column, probabilities, side=reach(self.policy), ignored=ignored
        )
        thresholds = sorted({value for window in windows for value in window})
        dataset = placed(resolved.dataset, column, thresholds)
        places = tuple(float(place) for place in range(len(thresholds) + 1))
        context = self._context(
            replace(resolved, dataset=dataset), facts, (Dimension(PLACE, PLACE),), categories=(places,)
        )
        form = context.key.secret_fingerprint(dataset.column(column).canonical, resolved.sources)
        return protect_ranks(context, cell, thresholds, form)

    def _summary(self, summary: Summary, resolved: Resolved, judged: tuple[ReleaseFacts, Judged]) -> Answer:
        facts, population = judged
        moments = tuple(self._moment(resolved, facts, name) for name in summary.variables)
        context = self._context(resolved, facts, moments=moments)
        variables = []
        for place, moment in enumerate(moments):
            figures = numeric(context, population.count.cell, place, moment)
            ranks, _ = self._ranks(resolved, facts, (moment.column, figures.counted.cell, PERCENTILES))
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


def person_root(dataset: Dataset) -> PersonRoot:
    """Give the persons a data set rests on, through its collapses."""
    root = dataset.root
    while isinstance(root, GroupRoot):
        root = root.source.root
    return root


def release_of(dataset: Dataset) -> ReleaseRef:
    """Give the release a data set rests on."""
    return person_root(dataset).release


def answered(count: ProtectedCount) -> AnsweredCell:
    """Give what the ledger keeps of a protected count."""
    return AnsweredCell(count.people.fingerprint, count.people.count, count.conditions, count.count)


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


class _TooFewError(Exception):
    """A source of the data set rests on a population under the floor."""

    def __init__(self, population: Judged) -> None:
        super().__init__()
        self.population = population


def _labels(dimension: Dimension, categories: tuple[Category, ...], *, missing: bool) -> SafeDimension:
    labels = [SafeLabel(_written(c.value), c.label.nb, c.label.nn, c.label.en) for c in categories]
    if missing:
        labels.append(SafeLabel(".", "Mangler", "Manglar", "Missing"))
    return SafeDimension(dimension.label, tuple(labels))


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
