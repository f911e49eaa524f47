"""Data sets with lineage: a root population and the steps applied to it.

**Rows leave only in output.** A data set always spans every row of its root; ``keep`` and ``drop``
set one bit a condition, so that the people a condition selects over the whole release are known at
any time. That is what noise keys, low-effect conditions and the difference audit are computed from
(disclosure-rules.md section 2). A data set is a flat list of steps, validated as it grows: one that
exists can be run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from folkekommune.catalogue.model import PERSON_TYPE, ValueType
from folkekommune.query.assigning import assign
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, Condition, ReleaseRef, derived, free
from folkekommune.query.expressions import conjuncts
from folkekommune.query.prediction import Predict
from folkekommune.query.steps import Assign, Copy, Draw, Import, Keep, Rank, Rename, Select
from folkekommune.query.typing import QueryError, type_of_condition

MAXIMUM_CONDITIONS = 60
"""Conditions of a data set are bits of one 64-bit integer."""


class Statistic(Enum):
    """Statistics of a group of rows, as ``collapse`` names them."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    SD = "sd"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"
    P25 = "p25"
    P75 = "p75"
    GINI = "gini"


@dataclass(frozen=True)
class PersonRoot:
    """All persons of a release's parts.

    :param grant: the parts (municipalities) the asking project may see, in any order; never dropped.
    """

    release: ReleaseRef
    grant: tuple[str, ...]


PERSON = "@person"
"""The column that says whose row it is, where a person has several; no script can name it."""


@dataclass(frozen=True)
class SpellRoot:
    """The spells of a variable that touch a window: one row each, so several a person.

    Nothing is shown of such rows: they are folded into persons first, by grouping them by
    :data:`PERSON` and joining the groups to persons (docs/decisions/0014).

    :param low: first day of the window, :param high: its last.
    :param unit_type: what the spells are of: persons, or units below them.
    """

    release: ReleaseRef
    grant: tuple[str, ...]
    variable: str
    name: str
    info: ColumnInfo
    low: int
    high: int
    unit_type: str = PERSON_TYPE

    @property
    def start_name(self) -> str:
        """The variable with the day a spell began."""
        return f"START@{self.name}"

    @property
    def stop_name(self) -> str:
        """The variable with the day it ended, missing while it lasts."""
        return f"STOP@{self.name}"


@dataclass(frozen=True)
class UnitRoot:
    """All units of a type below persons, such as visits: each belongs to one person.

    Whose each is stands in :data:`PERSON`; its own variables are imported as those of persons are.
    """

    release: ReleaseRef
    grant: tuple[str, ...]
    unit_type: str


DATE_OF_PANEL = "date@panel"


@dataclass(frozen=True)
class PanelRoot:
    """Persons at several dates: one row for each person and date.

    :param source: the persons, with the values of all dates beside each other.
    :param dates: days, or what a suffix of names says as a number.
    :param variables: for each variable its name and the column of the source for each date.
    :param fixed: variables of the source that are the same at every date.
    """

    source: Dataset
    dates: tuple[int, ...]
    variables: tuple[tuple[str, tuple[str, ...]], ...]
    fixed: tuple[str, ...] = ()

    def at(self, place: int) -> dict[str, str]:
        """Give for each variable the column of the source that holds it at a date."""
        return {name: columns[place] for name, columns in self.variables} | {n: n for n in self.fixed}


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
class Join:
    """Bring variables of another data set in, by unit or by a key of this one.

    The other data set has at most one live row for each key; rows without a match get missing.

    :param key: the variable here that holds units of the other data set: the groups of a collapse, or
        persons of any release, whom an identifier names; :data:`PERSON` joins rows with whose they are;
        ``None`` joins units with themselves, and persons with the groups that are named by them.
    :param ignored: conditions of the source that are left out, by their place (the low-effect rule).
    """

    source: Dataset
    names: tuple[str, ...]
    key: str | None
    ignored: frozenset[int] = frozenset()


Root = PersonRoot | GroupRoot | SpellRoot | PanelRoot | UnitRoot
Step = Import | Assign | Keep | Rename | Copy | Rank | Draw | Select | Join | Predict


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
        return digest("dataset", _canonical_root(self.root), *sorted({c.canonical for c in self.conditions}))

    @property
    def persons(self) -> bool:
        """Whether a row is a person."""
        return isinstance(self.root, PersonRoot)

    @property
    def rows_of_persons(self) -> bool:
        """Whether a person may have several rows."""
        return isinstance(self.root, SpellRoot | PanelRoot | UnitRoot)

    @property
    def unit_type(self) -> str | None:
        """The unit type of its rows; none where they are groups."""
        match self.root:
            case UnitRoot() | SpellRoot():
                return self.root.unit_type
            case GroupRoot():
                return PERSON_TYPE if self.fold else None
            case _:
                return PERSON_TYPE

    @property
    def named(self) -> bool:
        """Whether it is one group for each person that others name, such as a mother with her children."""
        root = self.root
        return isinstance(root, GroupRoot) and root.source.column(root.by).type is ValueType.IDENTIFIER

    @property
    def fold(self) -> bool:
        """Whether it is one group a person, made of her own rows."""
        return isinstance(self.root, GroupRoot) and self.root.by == PERSON

    @property
    def release(self) -> ReleaseRef:
        """The release whose persons the data set is about, through any collapse."""
        root = self.root
        while isinstance(root, GroupRoot | PanelRoot):
            root = root.source.root
        return root.release

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

    def before(self, place: int) -> Dataset:
        """Give the data set as it was before one of its steps, so that what engines kept of it is used."""
        dataset = self
        while len(dataset.steps) > place and dataset.previous is not None:
            dataset = dataset.previous
        return dataset

    def then(self, step: Step) -> Dataset:
        """Apply a step.

        :raises QueryError: when the step does not fit the data set.
        """
        columns, added = _apply(self, step)
        conditions = _conditions(self, step, columns) + added
        if len(conditions) > MAXIMUM_CONDITIONS:
            raise QueryError("query.too-many-conditions")
        identity = digest(self.identity, _identity_of_step(step))
        return Dataset(self.root, (*self.steps, step), columns, conditions, identity, self)


def start(root: Root) -> Dataset:
    """Make the data set of a root before any step."""
    match root:
        case GroupRoot():
            columns = _group_columns(root)
        case SpellRoot():
            columns = _spell_columns(root)
        case PanelRoot():
            columns = _panel_columns(root)
        case UnitRoot():
            columns = {PERSON: _person_column(_canonical_root(root))}
        case _:
            columns = {}
    return Dataset(root, (), columns, (), digest("root", _identity_of_root(root)))


def _apply(dataset: Dataset, step: Step) -> tuple[dict[str, ColumnInfo], tuple[Condition, ...]]:
    columns = dict(dataset.columns)
    match step:
        case Import():
            return _import(dataset, step, columns)
        case Assign():
            assign(step, columns)
        case Keep(condition):
            if len(conjuncts(condition)) > 1:
                raise ValueError("a step keeps by one conjunct")
            type_of_condition(condition, dataset.types)
            info = derived(condition, columns)
            form = digest("holds", info.canonical)
            return columns, (Condition(form, keyed=info.aggregated, of_person=info.of_person),)
        case Rename(old, new):
            free(new, columns)
            dataset.column(old)
            return {new if name == old else name: info for name, info in columns.items()}, ()
        case Copy(old, new):
            free(new, columns)
            columns[new] = dataset.column(old)
        case Rank():
            _rank(dataset, step, columns)
        case Draw():
            _draw(dataset, step, columns)
        case Select(names):
            return {name: dataset.column(name) for name in names}, ()
        case Join():
            _join(dataset, step, columns)
        case Predict():
            _predict(dataset, step, columns)
    return columns, ()


def _import(
    dataset: Dataset, step: Import, columns: dict[str, ColumnInfo]
) -> tuple[dict[str, ColumnInfo], tuple[Condition, ...]]:
    if not isinstance(dataset.root, PersonRoot | UnitRoot) or step.unit_type != dataset.unit_type:
        raise QueryError("query.unit-type", name=step.variable)
    _same_release(dataset, step.release)
    free(step.name, columns)
    at = "" if step.at is None else str(step.at)
    form = digest(
        "import", step.release.databank, step.release.version, step.variable, at, step.info.canonical
    )
    columns[step.name] = replace(step.info, canonical=form)
    if step.population:
        return columns, (Condition(digest("present", form)),)
    if step.outer and len(dataset.conditions) != 1:
        raise QueryError("query.outer-join-late", name=step.variable)
    return columns, ()


def _conditions(dataset: Dataset, step: Step, columns: Mapping[str, ColumnInfo]) -> tuple[Condition, ...]:
    """Give the conditions there were; an outer import widens the one of the population."""
    if not (isinstance(step, Import) and step.outer):
        return dataset.conditions
    (population,) = dataset.conditions
    forms = sorted((population.canonical, digest("present", columns[step.name].canonical)))
    return (Condition(digest("either", *forms)),)


def _rank(dataset: Dataset, step: Rank, columns: dict[str, ColumnInfo]) -> None:
    if dataset.rows_of_persons:
        raise QueryError("query.rows-of-persons")
    free(step.name, columns)
    info = dataset.column(step.column)
    if info.type is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=step.column)
    if not info.type.is_number:
        raise QueryError("query.number-expected", name=step.column)
    form = digest("rank", info.canonical, str(step.groups), dataset.canonical)
    codes = tuple(float(place) for place in range(step.groups))
    columns[step.name] = ColumnInfo(ValueType.INTEGER, form, aggregated=True, codes=codes)


def _draw(dataset: Dataset, step: Draw, columns: dict[str, ColumnInfo]) -> None:
    if not dataset.persons:
        raise QueryError("query.unit-type", name=step.name)
    free(step.name, columns)
    form = digest("draw", float(step.size).hex(), str(step.seed), dataset.canonical)
    columns[step.name] = ColumnInfo(ValueType.INTEGER, form, aggregated=True, codes=(0.0, 1.0))


def _join(dataset: Dataset, step: Join, columns: dict[str, ColumnInfo]) -> None:
    source, root = step.source, step.source.root
    if step.key is None and source.named:
        # Whom the groups are named by is told by a key that is the same in all releases.
        if not dataset.persons:
            raise QueryError("query.unit-type", name=step.names[0])
        key_form = "named"
    elif step.key in {None, PERSON}:
        _same_units(dataset, step)
        key_form = step.key or ""
    else:
        key = dataset.column(step.key)
        if not isinstance(root, GroupRoot):
            # Whoever an identifier names is found in any databank; else persons are joined as they are.
            if key.type is not ValueType.IDENTIFIER:
                raise QueryError("query.merge-key", name=step.key)
        elif root.source.column(root.by).type.is_number != key.type.is_number:
            raise QueryError("query.mixed-types")
        key_form = key.canonical
    for name in step.names:
        info = source.column(name)
        free(name, columns)
        form = digest("joined", info.canonical, source.canonical, key_form)
        # What a fold gives is known of every person from her own rows, as an imported variable is.
        aggregated = info.aggregated if source.fold else True
        columns[name] = ColumnInfo(
            info.type,
            form,
            aggregated,
            codes=info.codes,
            clip=info.clip,
            link=info.link and step.key is None,
            few=info.few,
            of_person=dataset.rows_of_persons and (step.key or dataset.unit_type) in {PERSON, PERSON_TYPE},
        )


def _same_units(dataset: Dataset, step: Join) -> None:
    """Refuse a source that has not one row for each unit here, or for each person if they are joined by."""
    source, root = step.source, step.source.root
    if isinstance(root, GroupRoot) and not source.fold:
        raise QueryError("query.merge-key", name=root.by)
    by_person = step.key == PERSON
    if by_person:
        dataset.column(PERSON)
    wanted = PERSON_TYPE if by_person else dataset.unit_type
    if isinstance(root, SpellRoot | PanelRoot) or source.unit_type != wanted:
        raise QueryError("query.unit-type", name=step.names[0])
    _same_release(dataset, source.release)


def _predict(dataset: Dataset, step: Predict, columns: dict[str, ColumnInfo]) -> None:
    """Add what a model gives; it rests on everybody, so its conditions are keyed."""
    if isinstance(dataset.root, SpellRoot | UnitRoot):
        raise QueryError("query.rows-of-persons")
    for name in step.formula.columns:
        if dataset.column(name).type is ValueType.IDENTIFIER:
            raise QueryError("query.identifier", name=name)
    form = step.formula.canonical({name: info.canonical for name, info in dataset.columns.items()})
    where = derived(step.where, columns).canonical if step.where is not None else ""
    for what, name in step.made:
        free(name, columns)
        made = digest("predicted", dataset.canonical, form, where, what)
        columns[name] = ColumnInfo(ValueType.DECIMAL, made, aggregated=True)


def _same_release(dataset: Dataset, release: ReleaseRef) -> None:
    # Units are numbered anew in every release: one number is two persons in two releases.
    if dataset.release != release:
        raise QueryError("query.other-release", name=release.databank, version=release.version)


def _spell_columns(root: SpellRoot) -> dict[str, ColumnInfo]:
    form = _canonical_root(root)
    day = ColumnInfo(ValueType.DATE, digest("start", form))
    return {
        root.name: replace(root.info, canonical=digest("value", form)),
        root.start_name: day,
        root.stop_name: replace(day, canonical=digest("stop", form)),
        PERSON: _person_column(form),
    }


def _person_column(form: str) -> ColumnInfo:
    return ColumnInfo(ValueType.INTEGER, digest("person", form), of_person=True)


def _panel_columns(root: PanelRoot) -> dict[str, ColumnInfo]:
    columns: dict[str, ColumnInfo] = {}
    for name, places in root.variables:
        infos = [root.source.column(place) for place in places]
        if len({info.type for info in infos}) > 1:
            raise QueryError("query.mixed-types")
        form = digest("panel", *(info.canonical for info in infos))
        codes = _codes_of_all(infos)
        aggregated = any(info.aggregated for info in infos)
        columns[name] = ColumnInfo(infos[0].type, form, aggregated, codes=codes, clip=infos[0].clip)
    columns |= {name: replace(root.source.column(name), of_person=True) for name in root.fixed}
    dates = tuple(float(each) for each in root.dates)
    form = digest("dates", *map(str, root.dates))
    columns[DATE_OF_PANEL] = ColumnInfo(ValueType.INTEGER, form, codes=dates)
    columns[PERSON] = _person_column(root.source.canonical)
    return columns


def _codes_of_all(infos: list[ColumnInfo]) -> tuple[float | str, ...] | None:
    if any(info.codes is None for info in infos):
        return None
    return tuple(dict.fromkeys(code for info in infos for code in info.codes or ()))


def _group_columns(root: GroupRoot) -> dict[str, ColumnInfo]:
    by = root.source.column(root.by)
    if root.source.rows_of_persons and root.by != PERSON:
        raise QueryError("query.rows-of-persons")
    folded = root.by == PERSON
    raw = folded or by.type is ValueType.IDENTIFIER
    population = root.source.canonical
    form = digest("group", population, by.canonical)
    columns = {root.by: ColumnInfo(by.type, form, aggregated=False, codes=by.codes)}
    for aggregate in root.aggregates:
        info = root.source.column(aggregate.column)
        if aggregate.statistic is not Statistic.COUNT and not info.type.is_number:
            raise QueryError("query.number-expected", name=aggregate.statistic.value)
        free(aggregate.name, columns)
        columns[aggregate.name] = ColumnInfo(
            _type_of_statistic(aggregate.statistic, info.type, raw=raw),
            digest("aggregate", form, aggregate.statistic.value, info.canonical),
            aggregated=info.aggregated if folded else True,
            few=raw and aggregate.statistic in _OF_VALUES and info.made_of_few,
        )
    return columns


_OF_VALUES = frozenset({Statistic.SUM, Statistic.MEAN, Statistic.MEDIAN, Statistic.MIN, Statistic.MAX})
"""Statistics that are of the kind of the values, where those of a person are put together."""


def _type_of_statistic(statistic: Statistic, of: ValueType, *, raw: bool) -> ValueType:
    """Give the type of a statistic; where groups are not protected, whole numbers add up to whole ones."""
    if statistic is Statistic.COUNT:
        return ValueType.INTEGER
    if raw and of in {ValueType.INTEGER, ValueType.DATE}:
        if statistic in {Statistic.MIN, Statistic.MAX}:
            return of
        if statistic is Statistic.SUM:
            return ValueType.INTEGER
    return ValueType.DECIMAL


def _identity_of_root(root: Root) -> str:
    if isinstance(root, PersonRoot):
        return digest("persons", root.release.databank, root.release.version, *root.grant)
    if isinstance(root, SpellRoot):
        return digest("spells", repr(root))
    if isinstance(root, UnitRoot):
        return digest("units", repr(root))
    if isinstance(root, PanelRoot):
        return digest("panel", root.source.identity, repr((root.dates, root.variables, root.fixed)))
    parts = [repr(aggregate) for aggregate in root.aggregates]
    left_out = [str(place) for place in sorted(root.ignored)]
    return digest("groups", root.source.identity, root.by, str(root.floor), *parts, "but", *left_out)


def _canonical_root(root: Root) -> str:
    if isinstance(root, PersonRoot):
        return digest("persons", root.release.databank, root.release.version, *sorted(set(root.grant)))
    if isinstance(root, PanelRoot):
        return digest("panel", root.source.canonical, *map(str, root.dates))
    if isinstance(root, SpellRoot):
        release, window = root.release, (str(root.low), str(root.high))
        grant = sorted(set(root.grant))
        return digest("spells", release.databank, release.version, root.variable, *window, *grant)
    if isinstance(root, UnitRoot):
        release, grant = root.release, sorted(set(root.grant))
        return digest("units", release.databank, release.version, root.unit_type, *grant)
    return digest("groups", root.source.canonical, root.source.column(root.by).canonical)


def _identity_of_step(step: Step) -> str:
    if isinstance(step, Join):
        left_out = [str(place) for place in sorted(step.ignored)]
        return digest("join", step.source.identity, *step.names, "by", step.key or "", "but", *left_out)
    return repr(step)
