"""The steps of a data set as SQL on DuckDB: one SELECT a step, over the one before.

Beside its variables, every relation carries the hidden columns of lineage: ``_unit``, ``_key`` (the
person key, or the XOR of those behind a group), ``_persons``, ``_parts``, ``_mask`` and ``_granted``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from folkekommune.engines.duckdb_dialect import DUCKDB
from folkekommune.engines.emitter import Emitter, quoted
from folkekommune.engines.source import granted_bits
from folkekommune.query.dataset import (
    Aggregate,
    Assign,
    Dataset,
    GroupRoot,
    Import,
    Join,
    Keep,
    PersonRoot,
    ReleaseRef,
    Rename,
    Select,
    Statistic,
    Step,
)

HIDDEN = ("_unit", "_key", "_persons", "_parts", "_mask", "_granted")


@dataclass(frozen=True)
class AttachedRelease:
    """A release's serving file as the connection sees it.

    :param overlap: whether some person has more than one part.
    """

    schema: str
    parts: tuple[str, ...]
    overlap: bool


@dataclass
class Plan:
    """A relation as SQL text with bound parameters, growing step by step.

    :param release: attaches a release, :param keep: materialises a data set and gives its table.
    """

    release: Callable[[ReleaseRef], AttachedRelease]
    keep: Callable[[Dataset], str]
    sql: str = ""
    names: tuple[str, ...] = ()
    bit: int = 0
    emitter: Emitter = field(default_factory=lambda: Emitter(DUCKDB))

    def root(self, root: PersonRoot | GroupRoot) -> None:
        """Begin with all rows of a root."""
        if isinstance(root, PersonRoot):
            attached = self.release(root.release)
            bits = granted_bits(attached.parts, root.grant)
            self.sql = (
                "SELECT unit AS _unit, key AS _key, CAST(1 AS BIGINT) AS _persons, parts AS _parts,"
                f" CAST(0 AS BIGINT) AS _mask, (parts & {bits}) <> 0 AS _granted"
                f" FROM {attached.schema}.persons"
            )
        else:
            self.sql = self._groups(root)
            self.names = (root.by, *(aggregate.name for aggregate in root.aggregates))

    def table(self, name: str, names: tuple[str, ...], bit: int) -> None:
        """Begin with a table that was kept."""
        self.sql, self.names, self.bit = f"SELECT * FROM {name}", names, bit

    def step(self, step: Step, root: PersonRoot | GroupRoot) -> None:
        """Apply a step."""
        match step:
            case Import():
                assert isinstance(root, PersonRoot)  # noqa: S101 - validated when the step was added
                self._import(step, root)
            case Assign():
                self._assign(step)
            case Keep(condition):
                self._select(mask=self._bit(self.emitter.condition(condition)))
            case Rename(old, new):
                self._rename(old, new)
            case Select(names):
                self.names = names
                self._select()
            case Join():
                self._join(step)

    def _select(self, *, mask: str | None = None, **changed: str) -> None:
        """Wrap the relation, giving some variables other values."""
        hidden = [f"{mask} AS _mask" if name == "_mask" and mask else name for name in HIDDEN]
        visible = [
            f"{changed[name]} AS {quoted(name)}" if name in changed else quoted(name) for name in self.names
        ]
        self.sql = f"SELECT {', '.join(hidden + visible)} FROM ({self.sql})"

    def _bit(self, condition: str) -> str:
        mask = f"(_mask | CASE WHEN {condition} THEN {1 << self.bit} ELSE 0 END)"
        self.bit += 1
        return mask

    def _import(self, step: Import, root: PersonRoot) -> None:
        values = self._values(step, root)
        columns = ", ".join(f"base.{quoted(name)}" for name in (*HIDDEN, *self.names))
        self.sql = (
            f"SELECT {columns}, found.value AS {quoted(step.name)} FROM ({self.sql}) AS base"
            f" LEFT JOIN ({values}) AS found ON found.unit = base._unit"
        )
        self.names = (*self.names, step.name)
        if step.population:
            self._select(mask=self._bit(f"{quoted(step.name)} IS NOT NULL"))

    def _values(self, step: Import, root: PersonRoot) -> str:
        attached = self.release(step.release)
        granted = [str(bit) for bit, part in enumerate(attached.parts) if part in root.grant] or ["-1"]
        kind = "DOUBLE" if step.info.type.is_number else "VARCHAR"
        table = f"{attached.schema}.{quoted('V_' + step.variable)}"
        where = [] if len(granted) == len(attached.parts) else [f"part IN ({', '.join(granted)})"]
        if step.at is not None:
            day = self.emitter.bind(step.at, "INTEGER")
            where += [f"(start IS NULL OR start <= {day})", f"(stop IS NULL OR {day} <= stop)"]
        condition = f" WHERE {' AND '.join(where)}" if where else ""
        if attached.overlap and len(granted) > 1:
            return (
                f"SELECT unit, CAST(arg_min(value, part) AS {kind}) AS value FROM {table}{condition}"
                " GROUP BY unit"
            )
        return f"SELECT unit, CAST(value AS {kind}) AS value FROM {table}{condition}"

    def _assign(self, step: Assign) -> None:
        value = self.emitter.assigned(step.value)
        known = step.name in self.names
        if step.where is not None:
            before = quoted(step.name) if known else "NULL"
            value = f"CASE WHEN {self.emitter.condition(step.where)} THEN {value} ELSE {before} END"
        if not known:
            self.names = (*self.names, step.name)
        # A variable that is always missing still needs a type.
        self._select(**{step.name: "CAST(NULL AS DOUBLE)" if value == "NULL" else value})

    def _rename(self, old: str, new: str) -> None:
        columns = [f"{quoted(name)} AS {quoted(new)}" if name == old else quoted(name) for name in self.names]
        self.sql = f"SELECT {', '.join([*HIDDEN, *columns])} FROM ({self.sql})"
        self.names = tuple(new if name == old else name for name in self.names)

    def _join(self, step: Join) -> None:
        source = step.source
        by = "_unit" if step.key is None else quoted(_group_key(source))
        on = "base._unit" if step.key is None else f"base.{quoted(step.key)}"
        found = ", ".join(quoted(name) for name in step.names)
        rows = f"SELECT {by} AS _match, {found} FROM {self.keep(source)} WHERE {live(source, step.ignored)}"
        columns = [f"base.{quoted(name)}" for name in (*HIDDEN, *self.names)]
        columns += [f"found.{quoted(name)}" for name in step.names]
        self.sql = (
            f"SELECT {', '.join(columns)} FROM ({self.sql}) AS base"
            f" LEFT JOIN ({rows}) AS found ON found._match = {on}"
        )
        self.names = (*self.names, *step.names)

    def _groups(self, root: GroupRoot) -> str:
        source = root.source
        by = quoted(root.by)
        columns = "".join(f", {_aggregate(a, root.floor)} AS {quoted(a.name)}" for a in root.aggregates)
        return (
            f"SELECT row_number() OVER () AS _unit, bit_xor(_key) AS _key,"
            " CAST(sum(_persons) AS BIGINT) AS _persons, CAST(0 AS BIGINT) AS _parts,"
            f" CAST(0 AS BIGINT) AS _mask, TRUE AS _granted, {by}{columns} FROM {self.keep(source)}"
            f" WHERE {live(source, root.ignored)} AND {by} IS NOT NULL GROUP BY {by}"
        )


def live(dataset: Dataset, ignored: frozenset[int] = frozenset()) -> str:
    """Give the SQL condition of live rows, leaving some conditions out."""
    needed = sum(1 << place for place in range(len(dataset.conditions)) if place not in ignored)
    return f"_granted AND (_mask & {needed}) = {needed}"


def _group_key(source: Dataset) -> str:
    assert isinstance(source.root, GroupRoot)  # noqa: S101 - validated when the step was added
    return source.root.by


_AGGREGATES = {
    Statistic.SUM: "fsum({x})",
    Statistic.MEAN: "favg({x})",
    Statistic.SD: "stddev_samp({x})",
    Statistic.MIN: "min({x})",
    Statistic.MAX: "max({x})",
    Statistic.MEDIAN: "median({x})",
}


def _aggregate(aggregate: Aggregate, floor: int) -> str:
    x = quoted(aggregate.column)
    if aggregate.statistic is Statistic.COUNT:
        value = f"CAST(count({x}) AS DOUBLE)"
    else:
        # Twelve digits, so that the order of summation cannot be seen.
        statistic = _AGGREGATES[aggregate.statistic].format(x=x)
        value = f"CASE WHEN isfinite({statistic}) THEN CAST(printf('%.12g', {statistic}) AS DOUBLE) END"
    return f"CASE WHEN sum(_persons) >= {floor} THEN {value} END"
