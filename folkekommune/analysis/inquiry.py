"""An inquiry: evidence about one data set, as disclosure control needs it, from an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from folkekommune.analysis.ranking import PLACE, imported, placed, written_conditions
from folkekommune.analysis.stand_ins import Beside, with_stand_ins, without
from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.conditions import CellConditions, Context, StandIns
from folkekommune.disclosure.evidence import Coordinate, Evidence, gather
from folkekommune.disclosure.gate import Judged, judge_population
from folkekommune.disclosure.limits import bounded, round_outward
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.percentiles import Ranking, Ranks, protect_ranks, reach
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.row_evidence import RowEvidence, gather_rows
from folkekommune.query.dataset import (
    DATE_OF_PANEL,
    PERSON,
    Dataset,
    GroupRoot,
    PanelRoot,
    PersonRoot,
    SpellRoot,
    UnitRoot,
)
from folkekommune.query.engine import CellRequest, Cells, Engine, Moment, TooManyGroupsError

GROUPS = 500_000
"""Most groups an engine gives for one request; beyond it the answer is refused as too large."""

ROWS = 5_000_000
"""Most groups of rows of persons: each person's are groups of their own, in an array of each dimension."""

GRID = 200
"""Steps of a population among which a percentile of one of its groups is looked for."""

Values = tuple[tuple[float | str, ...], ...]


@dataclass(frozen=True)
class Foreseen:
    """Groups of persons by some dimensions; each person is in one of them."""

    dimensions: tuple[str, ...]
    cells: Cells


@dataclass(frozen=True)
class Inquiry:
    """What can be asked about a data set whose sources are ready to be used.

    :param key: of the noise, :param sources: fingerprint of the sources of collapse and merge.
    :param audit: what was said before, :param ignored: edits that count for none or for all.
    :param foreseen: groups that the engine gave already.
    """

    engine: Engine
    policy: Policy
    key: NoiseKey
    dataset: Dataset
    sources: int
    audit: Audit | None = None
    ignored: int = 0
    foreseen: Foreseen | None = None

    def foreseeing(self, dimensions: Sequence[str]) -> Inquiry:
        """Ask the engine at once for the groups that will be asked for; the population is judged by them too.

        A country's rows are gone through once for a table, not twice. Groups that are too many are asked
        for again in their turn, so that the population is still judged first.
        """
        if not (dimensions and self.dataset.persons):
            return self
        try:
            return replace(self, foreseen=Foreseen(tuple(dimensions), self.cells(dimensions)))
        except TooManyGroupsError:
            return self

    @property
    def of_persons(self) -> Inquiry:
        """The inquiry about the persons whose rows a panel has; about anything else, this one."""
        root = self.dataset.root
        return replace(self, dataset=root.source) if isinstance(root, PanelRoot) else self

    def judged(self) -> Judged:
        """Judge the population."""
        persons = self.of_persons
        judged = judge_population(persons.context(), written_conditions(persons.dataset))
        return replace(judged, left_out=judged.left_out + self.ignored)

    def cells(self, dimensions: Sequence[str] = (), moments: Sequence[Moment] = ()) -> Cells:
        """Ask the engine for groups."""
        return self._cells(dimensions, self._beside(moments))

    def context(
        self,
        dimensions: Sequence[str] = (),
        *,
        categories: Values = (),
        moments: Sequence[Moment] = (),
        cells: Cells | None = None,
    ) -> Context:
        """Give what cells are judged with.

        :param cells: the groups of the same dimensions and moments, if they are known already.
        """
        beside, asked = self._beside(moments), moments
        dataset, moments = beside.dataset, beside.moments
        found = self._cells(dimensions, beside) if cells is None else cells
        usual = self.policy.noise.clip_high
        evidence = arrange(self.engine, dataset, found, categories, dimensions=dimensions, usual=usual)
        each = evidence.most if isinstance(evidence, RowEvidence) else 0

        def identify(kind: str, number: int, coordinate: Coordinate | None) -> int | None:
            sources = 0 if kind.startswith("own ") else self.sources
            kind = kind.removeprefix("own ")
            if kind == "rows":
                keyed, form = True, rows_form(dataset)
            elif kind == "filter":
                condition = dataset.conditions[number]
                keyed, form = condition.keyed or each > 0, condition.canonical
            elif coordinate is not None:
                info = dataset.column(dimensions[number])
                if not (info.aggregated or each):
                    return None
                keyed, form = True, f"{info.canonical} {evidence.written(number, coordinate)}"
            else:
                info = dataset.column(moments[number].column)
                keyed = info.aggregated or kind == "values" or each > 0
                form = f"{info.canonical} {kind}"
            return self.key.secret_fingerprint(form, sources) if keyed else None

        def told_without(key: str) -> Context:
            other, others = without(self.dataset, tuple(asked), key)
            return replace(self, dataset=other).context(dimensions, categories=categories, moments=others)

        return Context(
            evidence,
            self.policy,
            self.key,
            identify,
            unit_is_person=dataset.persons,
            audit=self.audit,
            rows_each=each,
            of_person=_of_person(dataset, dimensions, moments) if each else frozenset(),
            stand_ins=StandIns(beside.changed, told_without),
        )

    def _cells(self, dimensions: Sequence[str], beside: Beside) -> Cells:
        foreseen = None if beside.moments else self.foreseen
        if foreseen is not None and tuple(dimensions) in {foreseen.dimensions, ()}:
            return foreseen.cells if dimensions else replace(foreseen.cells, coordinates=())
        rows = self.dataset.rows_of_persons
        asked = (*dimensions, PERSON) if rows else tuple(dimensions)
        request = CellRequest(beside.dataset, asked, beside.moments)
        return self.engine.cells(request, limit=ROWS if rows else GROUPS)

    def _beside(self, moments: Sequence[Moment]) -> Beside:
        """Give the data set with what stands in for variables that mix others."""
        if "counterfactuals" in self.policy.switched_off:
            return Beside(self.dataset, tuple(moments))
        return with_stand_ins(self.dataset, tuple(moments))

    def moment(self, column: str) -> Moment:
        """Give a numeric variable with its public limits."""
        return Moment(column, *self.limits(column))

    def limits(self, column: str) -> tuple[float, float]:
        """Give public clip limits.

        The catalogue's, else the codes' of a derived variable, else quantiles of the release, rounded
        outward. Whoever derives a variable decides how many persons lie beyond a value, so the ranks of
        its quantiles are protected counts.
        """
        info, noise = self.dataset.column(column), self.policy.noise
        if info.clip is not None:
            return info.clip
        probabilities = (noise.clip_low, noise.clip_high)
        if imported(self.dataset, column):
            found = self.engine.quantiles(self.dataset, column, probabilities)
            return round_outward(*found) if found else (0.0, 1.0)
        if info.codes:
            codes = [bounded(float(code)) for code in info.codes]
            return min(codes), max(codes)
        everybody = CellConditions(frozenset(), ())
        ranks, count = self.ranks(column, everybody, self.around(column, everybody, probabilities))
        if not ranks.thresholds:
            return 0.0, 1.0
        return round_outward(*(ranks.at(probability * count) for probability in probabilities))

    def around(self, column: str, cell: CellConditions, probabilities: tuple[float, ...]) -> list[float]:
        """Give the values near quantiles, as many as protected percentiles may need."""
        return self._near(column, cell, probabilities, side=reach(self.policy))

    def grid(self, column: str, cell: CellConditions, steps: int) -> list[float]:
        """Give values spread evenly over those of a cell."""
        return self._near(column, cell, tuple(step / steps for step in range(1, steps + 1)), side=0)

    def ranks(self, column: str, cell: CellConditions, thresholds: Sequence[float]) -> tuple[Ranks, int]:
        """Give the protected ranks of some values, and the protected number of all of them."""
        context = self.by_place(column, thresholds)
        asked = CellConditions(cell.filters, (Coordinate(context.evidence.axes[0].anything),))
        return protect_ranks(context, asked, thresholds, self.form(column))

    def by_place(
        self,
        column: str,
        thresholds: Sequence[float],
        dimensions: Sequence[str] = (),
        categories: Values = (),
    ) -> Context:
        """Divide by the place of a value among thresholds, as the last dimension."""
        divided = replace(self, dataset=placed(self.dataset, column, thresholds))
        places = tuple(float(place) for place in range(len(thresholds) + 1))
        return divided.context((*dimensions, PLACE), categories=(*categories, places))

    def ranking(
        self, column: str, within: CellConditions, dimensions: Sequence[str] = (), categories: Values = ()
    ) -> Ranking:
        """Divide a variable so that the percentiles of any group can be read, on a grid of a population."""
        thresholds = self.grid(column, CellConditions(within.filters, ()), GRID)
        context = self.by_place(column, thresholds, dimensions, categories)
        return Ranking(context, tuple(thresholds), self.form(column))

    def form(self, column: str) -> int:
        """Stand in for how a variable came to be."""
        return self.key.secret_fingerprint(self.dataset.column(column).canonical, self.sources)

    def _near(
        self, column: str, cell: CellConditions, probabilities: tuple[float, ...], *, side: int
    ) -> list[float]:
        ignored = frozenset(range(len(self.dataset.conditions))) - cell.filters
        windows = self.engine.neighbours(self.dataset, column, probabilities, side=side, ignored=ignored)
        return sorted({value for window in windows for value in window})


def _of_person(
    dataset: Dataset, dimensions: Sequence[str], moments: Sequence[Moment]
) -> frozenset[tuple[str, int]]:
    """Give the conditions that hold for all rows of a person or for none."""
    found = [("filter", place) for place, each in enumerate(dataset.conditions) if each.of_person]
    found += [("dimension", place) for place, name in enumerate(dimensions) if dataset.column(name).of_person]
    found += [("presence", n) for n, moment in enumerate(moments) if dataset.column(moment.column).of_person]
    return frozenset(found)


def arrange(
    engine: Engine,
    dataset: Dataset,
    cells: Cells,
    categories: Values,
    *,
    dimensions: Sequence[str] = (),
    usual: float = 1.0,
) -> Evidence:
    """Arrange an engine's groups as evidence within the grant of the data set.

    :param usual: where a person may have several rows, so large a share of persons have all counted in full.
    """
    if dataset.rows_of_persons:
        dates = len(dataset.root.dates) if isinstance(dataset.root, PanelRoot) else None
        plain = [name == DATE_OF_PANEL or imported(dataset, name) for name in dimensions]
        conditions = len(dataset.conditions)
        return gather_rows(cells, categories, plain=plain, conditions=conditions, usual=usual, bound=dates)
    root = person_root(dataset)
    grant = sum(1 << bit for bit, part in enumerate(engine.parts(dataset)) if part in root.grant)
    return gather(cells, categories, grant=grant, conditions=len(dataset.conditions))


def person_root(dataset: Dataset) -> PersonRoot:
    """Give the persons a data set rests on, through its collapses and panels."""
    root = dataset.root
    while isinstance(root, GroupRoot | PanelRoot):
        root = root.source.root
    return root if isinstance(root, PersonRoot) else PersonRoot(root.release, root.grant)


def rows_form(dataset: Dataset) -> str:
    """Tell which rows of persons there are, whoever the persons are."""
    match dataset.root:
        case UnitRoot(unit_type=unit_type):
            return f"units {unit_type}"
        case SpellRoot(variable=variable, low=low, high=high):
            return f"spells {variable} {low} {high}"
        case PanelRoot(dates=dates):
            return f"dates {dates}"
        case _:
            return ""
