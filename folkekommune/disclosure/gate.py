"""The gate: from evidence to the protected results, the only place that makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count, two_layers
from folkekommune.disclosure.evidence import Filters
from folkekommune.disclosure.inequality import interquartile_range
from folkekommune.disclosure.percentiles import Ranks, percentile
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    _SEAL,
    MeanCell,
    Note,
    Protection,
    Refusal,
    SafeCube,
    SafeDimension,
    SafeLabel,
    SafeResult,
    SafeSummary,
    SafeTable,
    SafeValue,
    ShareCell,
    Sign,
)
from folkekommune.disclosure.row_evidence import row_notes
from folkekommune.disclosure.tables import TableRequest, protect_table
from folkekommune.disclosure.values import HIDDEN, NumericCell

PERCENTILES = (0.01, 0.25, 0.50, 0.75, 0.99)
"""What ``summarize`` shows, as microdata.no does."""


@dataclass(frozen=True)
class KeyFigures:
    """What is shown of a variable: its moments, and the protected ranks of the values around percentiles.

    :param gini: its Gini coefficient, if asked for.
    """

    name: str
    numeric: NumericCell
    ranks: Ranks
    gini: SafeValue | None = None


@dataclass(frozen=True)
class Judged:
    """The population of a query: the filters that are left, and its protected size.

    :param left_out: how many conditions that somebody wrote were left out.
    """

    count: ProtectedCount
    persons: int
    left_out: int


def judge_population(context: Context, written: Filters) -> Judged:
    """Apply the low-effect rule to the population's own conditions and protect its size.

    :param written: the conditions that somebody wrote, not those that come with a data set.
    """
    asked = CellConditions(frozenset(range(context.evidence.conditions)), ())
    count = protect_count(context, asked)
    persons = count.count if count.persons is None else count.persons
    if not context.unit_is_person and not context.rows_each:
        people = count.people
        persons = people.count + two_layers(context, people.fingerprint, count.conditions, people.count)
    return Judged(count, persons, len(written - count.cell.filters))


def population_floor(policy: Policy, persons: int) -> int:
    """Give the smallest population for a databank of this many persons."""
    floors = policy.floors
    return floors.population if persons >= floors.large_databank else floors.population_small


def refuse(policy: Policy, rule: str, **parameters: str | float) -> Refusal:
    """Refuse, with the rule and its limits. The text is the same whatever the data holds."""
    return Refusal(Protection(policy.label, 0.0), _SEAL, rule=rule, parameters=tuple(parameters.items()))


def table_result(
    context: Context, request: TableRequest, dimensions: Sequence[SafeDimension], left_out: int
) -> tuple[SafeTable | Refusal, tuple[ProtectedCount, ...]]:
    """Protect a table; refuse it when too large a share of its cells is in the band."""
    policy = context.policy
    protected = protect_table(context, request)
    if protected.band_share > policy.tables.band_share:
        share = f"{100 * policy.tables.band_share:.0f}"
        return refuse(policy, "table.band-share", share=share), protected.counts
    notes = [Note("table.margins"), *population_notes(left_out), *row_notes(context.rows_each)]
    shown = [value for cell in protected.cells for _, value in cell.values]
    if any(value.sign in {Sign.BAND, Sign.HIDDEN} for value in shown):
        notes.append(Note("table.hidden", (("band", policy.floors.band),)))
    if any(value.sign is Sign.NEARLY_ALL for value in shown):
        notes.append(Note("table.nearly-all"))
    if protected.noughts:
        notes.append(Note("table.impossible"))
    result = SafeTable(
        Protection(policy.label, round(protected.variance**0.5, 1), tuple(notes)),
        _SEAL,
        dimensions=tuple(dimensions),
        measures=tuple(measure.value for measure in request.table.measures),
        cells=protected.cells,
        tests=protected.tests,
    )
    return result, protected.counts


def under_names(
    result: SafeResult, *, dimensions: Sequence[tuple[str, Mapping[str, SafeLabel]]], variables: Sequence[str]
) -> SafeResult:
    """Put an answer under the names of whoever asks now: the first to ask may have chosen others.

    :param dimensions: the name of each dimension and, by its value, the label of each category.
    """
    if isinstance(result, SafeTable):
        named = [
            SafeDimension(name, tuple(labels.get(known.value, known) for known in old.categories))
            for old, (name, labels) in zip(result.dimensions, dimensions, strict=True)
        ]
        return replace(result, seal=_SEAL, dimensions=tuple(named))
    if isinstance(result, SafeSummary):
        rows = zip(variables, result.rows, strict=True)
        return replace(result, seal=_SEAL, rows=tuple((name, values) for name, (_, values) in rows))
    return result


def summary_result(
    policy: Policy,
    population: Judged,
    variables: Sequence[KeyFigures],
    *,
    quartile_range: bool = False,
    rows_each: int = 0,
) -> SafeSummary:
    """Close the key figures of variables over a population.

    :param rows_each: where a person may have several rows, how many of them count in full; else 0.
    """
    rows = []
    for each in variables:
        count = each.numeric.count
        shares = {p: percentile(each.ranks, p, count, policy) for p in PERCENTILES}
        values = [("count", _count(each.numeric, policy))]
        values += [("mean", each.numeric.mean), ("std", each.numeric.spread)]
        values += [(f"p{100 * p:.0f}", value) for p, value in shares.items()]
        if each.gini is not None:
            values.append(("gini", each.gini))
        if quartile_range:
            values.append(("iqr", interquartile_range(shares[0.25], shares[0.75], policy)))
        rows.append((each.name, tuple(values)))
    notes = (Note("summary.clipped"), *population_notes(population.left_out), *row_notes(rows_each))
    spread = round(policy.noise.research_total**0.5 * max(rows_each, 1), 1)
    return SafeSummary(Protection(policy.label, spread, notes), _SEAL, rows=tuple(rows))


def cube_result(
    policy: Policy,
    *,
    indicator: str,
    version: int,
    municipality: str,
    cells: Sequence[ShareCell] = (),
    means: Sequence[MeanCell] = (),
) -> SafeCube:
    """Close the cube of an indicator."""
    notes = (Note("cube.noise"),)
    protection = Protection(policy.label, round(policy.noise.cube_variance**0.5, 1), notes)
    return SafeCube(
        protection,
        _SEAL,
        indicator=indicator,
        version=version,
        municipality=municipality,
        cells=tuple(cells),
        means=tuple(means),
    )


def _count(figures: NumericCell, policy: Policy) -> SafeValue:
    return SafeValue(str(figures.count)) if figures.count >= policy.floors.numeric else HIDDEN


def population_notes(left_out: int) -> tuple[Note, ...]:
    """Tell that conditions were left out, if some were."""
    # One neutral text: that conditions without effect were left out says nothing of anyone.
    return (Note("population.left-out"),) if left_out else ()
