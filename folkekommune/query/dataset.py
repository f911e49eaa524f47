"""Data sets with lineage: a root population and the steps applied to it.

**Rows leave only in output.** A data set always spans every row of its root; ``keep`` and ``drop``
set one bit a condition, so that the people a condition selects over the whole release are known at
any time. That is what noise keys, low-effect conditions and the difference audit are computed from
(disclosure-rules.md section 2). A data set is a flat list of steps, validated as it grows: one that
exists can be run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import canonical, digest
from folkekommune.query.expressions import Column, Expression, columns_of
from folkekommune.query.typing import QueryError, type_of

MAXIMUM_CONDITIONS = 60
"""Conditions of a data set are bits of one 64-bit integer."""


@dataclass(frozen=True)
class ReleaseRef:
    """A released databank, by name and full version."""

    databank: str
    version: str


@dataclass(frozen=True)
class ColumnInfo:
    """What is known of a variable of a data set without looking at data.

    :param canonical: digest of how it came to be.
    :param aggregated: whether it rests on an aggregate; its conditions are then keyed, not
        fingerprinted, since they cannot be evaluated on the root.
    :param codes: the closed set of values, when the catalogue or a recoding knows it.
    :param clip: public limits for clipping, when the catalogue states them.
    """

    type: ValueType
    canonical: str
    aggregated: bool = False
    codes: tuple[float | str, ...] | None = None
    clip: tuple[float, float] | None = None


@dataclass(frozen=True)
class Condition:
    """A condition that rows must satisfy to be live.

    :param keyed: identify it by a keyed digest of its canonical form instead of by its people.
    """

    canonical: str
    keyed: bool = False


class Statistic(Enum):
    """Statistics of a group of rows, as ``collapse`` names them."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    SD = "sd"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"


@dataclass(frozen=True)
class PersonRoot:
    """All persons of a release's parts.

    :param grant: the parts (municipalities) the asking project may see; never dropped.
    """

    release: ReleaseRef
    grant: tuple[str, ...]


@dataclass(frozen=True)
class Aggregate:
    """One statistic of one variable in a collapse."""

    statistic: Statistic
    column: str
    name: str


@dataclass(frozen=True)
class GroupRoot:
    """The groups of a collapsed data set: one row for each value of ``by``.

    :param floor: a group resting on fewer live persons has no values (set by the policy).
    :param ignored: conditions of the source that are left out, by their place (the low-effect rule).
    """

    source: Dataset
    by: str
    aggregates: tuple[Aggregate, ...]
    floor: int = 1
    ignored: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Import:
    """Add a variable of the release: one value a unit, missing where it has none.

    :param population: the first import; only units with a value are live.
    :param at: reference date in days since 1970-01-01, for variables that are not FIXED.
    """

    variable: str
    release: ReleaseRef
    name: str
    info: ColumnInfo
    population: bool = False
    at: int | None = None


@dataclass(frozen=True)
class Assign:
    """Give a variable the value of an expression where a condition holds.

    Elsewhere a new variable is missing and an old one keeps its value. The condition is kept apart
    from the value because edits of few rows are a matter for disclosure control.
    """

    name: str
    value: Expression
    where: Expression | None = None
    codes: tuple[float | str, ...] | None = None


@dataclass(frozen=True)
class Keep:
    """Let only rows that satisfy the condition be live. One conjunct a step."""

    condition: Expression


@dataclass(frozen=True)
class Rename:
    """Give a variable another name."""

    old: str
    new: str


@dataclass(frozen=True)
class Select:
    """Keep these variables and no others."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Join:
    """Bring variables of another data set in, by unit or by a key of this one.

    The other data set has at most one live row for each key; rows without a match get missing.

    :param ignored: conditions of the source that are left out, by their place (the low-effect rule).
    """

    source: Dataset
    names: tuple[str, ...]
    key: str | None
    ignored: frozenset[int] = frozenset()


Root = PersonRoot | GroupRoot
Step = Import | Assign | Keep | Rename | Select | Join


@dataclass(frozen=True)
class Dataset:
    """A root population and the steps applied to it; make one with :func:`start`.

    ``columns`` and ``conditions`` are derived as steps are added; ``identity`` is a digest of root
    and steps as written, by which engines keep what they have computed; ``previous`` is the data set
    before the last step.
    """

    root: Root
    steps: tuple[Step, ...] = ()
    columns: Mapping[str, ColumnInfo] = field(default_factory=dict, compare=False, repr=False)
    conditions: tuple[Condition, ...] = field(default=(), compare=False, repr=False)
    identity: str = field(default="", compare=False, repr=False)
    previous: Dataset | None = field(default=None, compare=False, repr=False)

    def __hash__(self) -> int:
        """Hash by identity digest: flat, however long the list of steps."""
        return hash(self.identity)

    @property
    def canonical(self) -> str:
        """Digest of the population: root and conditions, in any order, names aside."""
        return digest("dataset", _canonical_root(self.root), *sorted(c.canonical for c in self.conditions))

    @property
    def persons(self) -> bool:
        """Whether a row is a person."""
        return isinstance(self.root, PersonRoot)

    @property
    def types(self) -> dict[str, ValueType]:
        """The type of each variable."""
        return {name: info.type for name, info in self.columns.items()}

    def column(self, name: str) -> ColumnInfo:
        """Give what is known of a variable.

        :raises QueryError: when the data set has none of that name.
        """
        if name not in self.columns:
            raise QueryError("query.unknown-variable", name=name)
        return self.columns[name]

    def then(self, step: Step) -> Dataset:
        """Apply a step.

        :raises QueryError: when the step does not fit the data set.
        """
        columns, added = _apply(self, step)
        conditions = self.conditions + added
        if len(conditions) > MAXIMUM_CONDITIONS:
            raise QueryError("query.too-many-conditions")
        identity = digest(self.identity, _identity_of_step(step))
        return Dataset(self.root, (*self.steps, step), columns, conditions, identity, self)


def start(root: Root) -> Dataset:
    """Make the data set of a root before any step."""
    columns = _group_columns(root) if isinstance(root, GroupRoot) else {}
    return Dataset(root, (), columns, (), digest("root", _identity_of_root(root)))


def _apply(dataset: Dataset, step: Step) -> tuple[dict[str, ColumnInfo], tuple[Condition, ...]]:
    columns = dict(dataset.columns)
    match step:
        case Import():
            return _import(dataset, step, columns)
        case Assign():
            _assign(step, columns)
        case Keep(condition):
            info = _derived(condition, columns)
            return columns, (Condition(digest("holds", info.canonical), keyed=info.aggregated),)
        case Rename(old, new):
            _free(new, columns)
            dataset.column(old)
            return {new if name == old else name: info for name, info in columns.items()}, ()
        case Select(names):
            return {name: dataset.column(name) for name in names}, ()
        case Join():
            _join(dataset, step, columns)
    return columns, ()


def _import(
    dataset: Dataset, step: Import, columns: dict[str, ColumnInfo]
) -> tuple[dict[str, ColumnInfo], tuple[Condition, ...]]:
    if not dataset.persons:
        raise QueryError("query.unit-type", name=step.variable)
    _free(step.name, columns)
    columns[step.name] = step.info
    if step.population:
        return columns, (Condition(digest("present", step.info.canonical)),)
    return columns, ()


def _assign(step: Assign, columns: dict[str, ColumnInfo]) -> None:
    value = _derived(step.value, columns)
    old = columns.get(step.name)
    if step.where is None:
        canonical_form, aggregated = value.canonical, value.aggregated
    else:
        where = _derived(step.where, columns)
        before = old.canonical if old else digest("missing")
        canonical_form = digest("where", where.canonical, value.canonical, before)
        aggregated = value.aggregated or where.aggregated or (old is not None and old.aggregated)
    kind = value.type
    if old is not None and step.where is not None:
        if old.type.is_number != kind.is_number:
            raise QueryError("query.mixed-types")
        kind = old.type if old.type is kind else ValueType.DECIMAL if kind.is_number else kind
    copied = columns[step.value.name] if isinstance(step.value, Column) and step.where is None else None
    codes = step.codes if step.codes is not None else copied.codes if copied else None
    columns[step.name] = ColumnInfo(
        kind, canonical_form, aggregated, codes=codes, clip=copied.clip if copied else None
    )


def _join(dataset: Dataset, step: Join, columns: dict[str, ColumnInfo]) -> None:
    source = step.source
    if step.key is None and not (dataset.persons and source.persons):
        root = source.root
        if not isinstance(root, GroupRoot):
            raise QueryError("query.unit-type", name=step.names[0])
        raise QueryError("query.merge-key", name=root.by)
    if step.key is not None:
        key = dataset.column(step.key)
        if not isinstance(source.root, GroupRoot):
            raise QueryError("query.merge-key", name=step.key)
        if source.column(source.root.by).type.is_number != key.type.is_number:
            raise QueryError("query.mixed-types")
    for name in step.names:
        info = source.column(name)
        _free(name, columns)
        form = digest("joined", info.canonical, source.canonical, step.key or "")
        columns[name] = ColumnInfo(info.type, form, aggregated=True, codes=info.codes, clip=info.clip)


def _derived(expression: Expression, columns: Mapping[str, ColumnInfo]) -> ColumnInfo:
    types = {name: info.type for name, info in columns.items()}
    kind = type_of(expression, types) or ValueType.DECIMAL
    form = canonical(expression, {name: info.canonical for name, info in columns.items()})
    aggregated = any(columns[name].aggregated for name in columns_of(expression))
    return ColumnInfo(kind, form, aggregated)


def _free(name: str, columns: Mapping[str, ColumnInfo]) -> None:
    if name in columns:
        raise QueryError("query.name-taken", name=name)


def _group_columns(root: GroupRoot) -> dict[str, ColumnInfo]:
    by = root.source.column(root.by)
    population = root.source.canonical
    form = digest("group", population, by.canonical)
    columns = {root.by: ColumnInfo(by.type, form, aggregated=False, codes=by.codes)}
    for aggregate in root.aggregates:
        info = root.source.column(aggregate.column)
        if aggregate.statistic is not Statistic.COUNT and not info.type.is_number:
            raise QueryError("query.number-expected", name=aggregate.statistic.value)
        _free(aggregate.name, columns)
        whole = aggregate.statistic is Statistic.COUNT
        columns[aggregate.name] = ColumnInfo(
            ValueType.INTEGER if whole else ValueType.DECIMAL,
            digest("aggregate", form, aggregate.statistic.value, info.canonical),
            aggregated=True,
        )
    return columns


def _identity_of_root(root: Root) -> str:
    if isinstance(root, PersonRoot):
        return digest("persons", root.release.databank, root.release.version, *root.grant)
    parts = [repr(aggregate) for aggregate in root.aggregates]
    left_out = [str(place) for place in sorted(root.ignored)]
    return digest("groups", root.source.identity, root.by, str(root.floor), *parts, "but", *left_out)


def _canonical_root(root: Root) -> str:
    if isinstance(root, PersonRoot):
        return _identity_of_root(root)
    return digest("groups", root.source.canonical, root.source.column(root.by).canonical)


def _identity_of_step(step: Step) -> str:
    if isinstance(step, Join):
        left_out = [str(place) for place in sorted(step.ignored)]
        return digest("join", step.source.identity, *step.names, "by", step.key or "", "but", *left_out)
    return repr(step)
