"""The steps of a data set as SQL: one SELECT a step, over the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from folkekommune.catalogue.model import PERSON_TYPE, ValueType
from folkekommune.engines.emitter import Dialect, Emitter
from folkekommune.engines.layers import Layers
from folkekommune.engines.source import granted_bits
from folkekommune.engines.tables import HIDDEN, NUMBER, AttachedRelease, Held, Kept, Kind, computed_kind
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import (
    DATE_OF_PANEL,
    PERSON,
    Dataset,
    Join,
    PanelRoot,
    PersonRoot,
    SpellRoot,
    Step,
    UnitRoot,
)
from folkekommune.query.places import place_among
from folkekommune.query.steps import Assign, Copy, Draw, Import, Keep, Rank, Rename, Select

_LONG_AGO = 2**31
"""How long before 1970 what has no beginning began, in days."""

_MOST_PARTS = 64


@dataclass
class Plan:
    """A relation as SQL text with bound parameters, growing step by step.

    :param release: attaches a release, :param keep: materialises a data set.
    :param rows: how many rows there must be, whatever the steps.
    """

    dialect: Dialect
    release: Callable[[ReleaseRef], AttachedRelease]
    keep: Callable[[Dataset], Kept]
    rows: int | None = 0
    columns: dict[str, Held] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    emitter: Emitter = field(init=False)
    _layers: Layers = field(init=False)
    _read: set[str] = field(default_factory=set)
    _made: int = 0

    def __post_init__(self) -> None:
        """Let expressions read the columns as they stand when they are emitted."""
        self.emitter = Emitter(self.dialect, self._value_of)
        self.sql = ""

    @property
    def sql(self) -> str:
        """The SQL of the rows, with all that was added to them."""
        return self._layers.written()

    @sql.setter
    def sql(self, rows: str) -> None:
        self._layers = Layers(rows, self.dialect.rows.without)

    def persons(self, root: PersonRoot) -> None:
        """Begin with all persons of a release."""
        attached = self.release(root.release)
        self.rows = attached.count
        bits = granted_bits(attached.parts, root.grant)
        everything = bits == granted_bits(attached.parts, attached.parts)
        self.constants = {"_persons": "CAST(1 AS BIGINT)", "_mask": "CAST(0 AS BIGINT)"}
        if len(attached.parts) == 1:
            self.constants["_parts"] = "CAST(1 AS BIGINT)"
        if everything:
            self.constants["_granted"] = "TRUE"
        parts = self.constants.get("_parts", f"CAST(parts AS {self._mask_type(len(attached.parts))})")
        granted = self.constants.get("_granted", f"((parts & {bits}) <> 0)")
        self.sql = (
            f"SELECT unit AS _unit, key AS _key, {self.dialect.rows.sketch} AS _mark,"
            f" {self.constants['_persons']} AS _persons,"
            f" {parts} AS _parts, {self.constants['_mask']} AS _mask, {granted} AS _granted"
            f" FROM {attached.persons}"
        )

    def units(self, root: UnitRoot) -> None:
        """Begin with all units of a type below persons, each with whose it is."""
        self.persons(PersonRoot(root.release, root.grant))
        attached = self.release(root.release)
        person = self._new(NUMBER)
        self.sql = (
            f"SELECT {self._all_but('_unit', of='base')}, own.unit AS _unit,"
            f" CAST(base._unit AS DOUBLE) AS {person.column}"
            f" FROM ({self.sql}) AS base {_owned(attached, root.unit_type)}"
            f" WHERE own.part IN ({_bits(attached, root.grant)})"
        )
        self.columns = {PERSON: person}
        self.rows = None

    def spells(self, root: SpellRoot) -> None:
        """Begin with the spells of a variable that touch a window."""
        self.persons(PersonRoot(root.release, root.grant))
        attached = self.release(root.release)
        low, high = (self.emitter.bind(day, "INTEGER") for day in (root.low, root.high))
        where = f"spell.part IN ({_bits(attached, root.grant)}) AND (start IS NULL OR start <= {high})"
        where += f" AND (stop IS NULL OR stop >= {low})"
        owned = "" if root.unit_type == PERSON_TYPE else _owned(attached, root.unit_type)
        unit = "own.unit" if owned else "base._unit"
        held = self._new(computed_kind(root.info.type))
        value = self._finite(root.info.type)
        begin, end, person = (self._new(NUMBER) for _ in range(3))
        self.sql = (
            f"SELECT {self._all_but('_unit', of='base')}, {unit} AS _unit,"
            f" CAST({value} AS {held.kind.sql}) AS {held.column},"
            f" CAST(start AS DOUBLE) AS {begin.column}, CAST(stop AS DOUBLE) AS {end.column},"
            f" CAST(base._unit AS DOUBLE) AS {person.column} FROM ({self.sql}) AS base {owned}"
            f" JOIN {attached.values(root.variable, root.info.type)} AS spell ON spell.unit = {unit}"
            f" WHERE {where}"
        )
        names = (root.name, root.start_name, root.stop_name, PERSON)
        self.columns = dict(zip(names, (held, begin, end, person), strict=True))
        self.rows = None

    def panel(self, root: PanelRoot, source: Kept) -> None:
        """Begin with the live persons of a data set at each of several dates."""
        names = list(root.at(0))
        held = [self._new(computed_kind(root.source.columns[root.at(0)[name]].type)) for name in names]
        date, person = self._new(NUMBER), self._new(NUMBER)
        where = live(root.source, source.constants)
        lineage = ", ".join(name for name in HIDDEN if name != "_mask")
        parts = []
        for place, day in enumerate(root.dates):
            columns = (source.columns[root.at(place)[name]].value for name in names)
            values = "".join(f", {sql} AS {new.column}" for sql, new in zip(columns, held, strict=True))
            parts.append(
                f"SELECT {lineage}, CAST(0 AS BIGINT) AS _mask{values},"
                f" CAST({int(day)} AS DOUBLE) AS {date.column}, CAST(_unit AS DOUBLE) AS {person.column}"
                f" FROM ({source.relation}) WHERE {where}"
            )
        self.sql = " UNION ALL ".join(parts)
        self.columns = dict(zip((*names, DATE_OF_PANEL, PERSON), (*held, date, person), strict=True))
        self.constants = {"_mask": "CAST(0 AS BIGINT)"}
        self.rows = None

    def kept(self, kept: Kept) -> None:
        """Begin with a table that was kept."""
        self.sql, self.rows, self._made = kept.relation, kept.rows, len(kept.columns)
        self.columns, self.constants = dict(kept.columns), dict(kept.constants)

    def step(self, reached: Dataset, limits: tuple[float, ...] = ()) -> None:
        """Apply the last step of a data set.

        :param limits: what the step needs to know of all live rows (:meth:`asked`).
        """
        self._read.clear()
        match reached.steps[-1]:
            case Import() as step:
                self._import(step, reached)
            case Assign() as step:
                self._assign(step, reached)
            case Keep(condition):
                self._bit(self.emitter.met(condition), reached)
            case Rename(old, new):
                self.columns = {new if name == old else name: held for name, held in self.columns.items()}
            case Copy(old, new):
                self.columns[new] = self.columns[old]
            case Rank(name, column, _):
                self._assign(Assign(name, place_among(column, limits)), reached)
            case Draw() as step:
                self._draw(step, reached, limits)
            case Select(names):
                self.columns = {name: self.columns[name] for name in names}
            case Join() as step:
                self._join(step)

    def asked(self, step: Step) -> str | None:
        """Give the SQL of the value whose order among the live rows a step needs to know, if any."""
        match step:
            case Rank(_, column, _):
                return self.columns[column].value
            case Draw(_, size, _, salt) if size >= 1:
                return self.dialect.rows.drawn(salt)
            case _:
                return None

    def at_rest(self, kinds: Mapping[str, Kind]) -> tuple[str, dict[str, Held]]:
        """Give the SQL of what is kept, and its columns.

        :param kinds: types of variables that are not kept as they are computed.
        """
        lineage = [name for name in HIDDEN if name not in self.constants]
        columns, selected = {}, []
        for place, (name, held) in enumerate(self.columns.items()):
            kind, column = kinds.get(name, held.kind), f"c{place}"
            cast = held.column if kind == held.kind else f"CAST({held.column} AS {kind.sql})"
            selected.append(f"{cast} AS {column}")
            columns[name] = Held(column, kind)
        return f"SELECT {', '.join(lineage + selected)} FROM ({self.sql})", columns

    def _all_but(self, name: str, *, of: str = "") -> str:
        """Write all columns but one, which is given anew after them."""
        return f"{of + '.' if of else ''}* {self.dialect.rows.without} ({name})"

    def _finite(self, kind: ValueType) -> str:
        """Write a stored value, which is missing where it is a number that is not finite."""
        if kind is not ValueType.DECIMAL:
            return "value"
        return f"CASE WHEN {self.dialect.finite('value')} THEN value END"

    def _mask_type(self, bits: int) -> str:
        return self.dialect.rows.mask(bits)

    def _new(self, kind: Kind) -> Held:
        self._made += 1
        return Held(f"c{self._made - 1}", kind)

    def _value_of(self, name: str) -> str:
        """Give the SQL of a variable's value, and note that it is read."""
        held = self.columns[name]
        self._read.add(held.column)
        return held.value

    def _add(self, held: Held, value: str) -> None:
        """Add a column, of a value that was emitted since the step began."""
        self._layers.add(held.column, f"CAST({value} AS {held.kind.sql})", self._read)

    def _bit(self, condition: str, reached: Dataset) -> None:
        place, kind = len(reached.conditions) - 1, self._mask_type(len(reached.conditions))
        bit = f"CASE WHEN {condition} THEN CAST({1 << place} AS {kind}) ELSE CAST(0 AS {kind}) END"
        self._layers.mark(bit, kind)
        self.constants.pop("_mask", None)

    def _import(self, step: Import, reached: Dataset) -> None:
        assert isinstance(reached.root, PersonRoot | UnitRoot)  # noqa: S101 - validated when it was added
        held = self._new(computed_kind(step.info.type))
        self.sql = (
            f"SELECT base.*, found.value AS {held.column} FROM ({self.sql}) AS base"
            f" LEFT JOIN ({self._values(step, reached.root)}) AS found ON found.unit = base._unit"
        )
        self.columns[step.name] = held
        if step.population:
            self._bit(f"{held.column} IS NOT NULL", reached)
        if step.outer:
            known = f"_mask = 0 AND {held.column} IS NOT NULL"
            kind = self._mask_type(1)
            widened = f"CASE WHEN {known} THEN CAST(1 AS {kind}) ELSE CAST(_mask AS {kind}) END"
            self.sql = f"SELECT {self._all_but('_mask')}, {widened} AS _mask FROM ({self.sql})"

    def _values(self, step: Import, root: PersonRoot | UnitRoot) -> str:
        """Give the SQL of a variable's values in the granted parts: one for each unit.

        A variable has one value for each unit, part and day; of a person's values in several parts the
        one that began last counts, and of those of the same day the one in the first part.
        """
        attached = self.release(step.release)
        granted = [part for part in attached.parts if part in root.grant]
        everything = len(granted) == len(attached.parts)
        where = [] if everything else [f"part IN ({_bits(attached, root.grant)})"]
        if step.at is not None:
            day = self.emitter.bind(step.at, "INTEGER")
            where += [f"(start IS NULL OR start <= {day})", f"(stop IS NULL OR {day} <= stop)"]
        condition = f" WHERE {' AND '.join(where)}" if where else ""
        value = f"CAST({self._finite(step.info.type)} AS {computed_kind(step.info.type).sql})"
        table = attached.values(step.variable, step.info.type)
        if attached.shared is None or len(granted) <= 1 or isinstance(root, UnitRoot):
            # A unit below persons has one part; of several persons' parts one alone is looked at.
            return f"SELECT unit, {value} AS value FROM {table}{condition}"
        # Few persons have several parts: they alone need to be looked through for the one that counts.
        place = (
            "part"
            if step.at is None
            else f"part - CAST(coalesce(start, {-_LONG_AGO}) AS BIGINT) * {_MOST_PARTS}"
        )
        rows = f"SELECT unit, {place} AS place, {value} AS value FROM {table}{condition}"
        shared = f"{attached.shared} USING (unit)"
        first = f"SELECT unit, min_by(value, place) AS value FROM ({rows}) SEMI JOIN {shared} GROUP BY unit"
        return f"SELECT unit, value FROM ({rows}) ANTI JOIN {shared} UNION ALL {first}"

    def _assign(self, step: Assign, reached: Dataset) -> None:
        value = self.emitter.clean(step.value)
        if step.where is not None:
            before = self._value_of(step.name) if step.name in self.columns else "NULL"
            value = f"CASE WHEN {self.emitter.met(step.where)} THEN {value} ELSE {before} END"
        held = self._new(computed_kind(reached.columns[step.name].type))
        self._add(held, value)
        self.columns[step.name] = held

    def _draw(self, step: Draw, reached: Dataset, limits: tuple[float, ...]) -> None:
        limit = self.emitter.bind(limits[0] if limits else min(float(step.size), 1.0), "DOUBLE")
        held = self._new(computed_kind(reached.columns[step.name].type))
        self._add(held, f"{self.dialect.rows.drawn(step.salt)} < {limit}")
        self.columns[step.name] = held

    def _join(self, step: Join) -> None:
        source = self.keep(step.source)
        on = "found._unit = base._unit"
        if step.key is None and step.source.named:
            on = "CAST(found._unit AS BIGINT) = base._key"
        elif step.key == PERSON:
            on = f"found._unit = {self.columns[PERSON].of('base').value}"
        elif step.key is not None:
            held = self.columns[step.key].of("base").value
            # An identifier holds the record key of the person it names, which is the same in all databanks.
            named = isinstance(step.source.root, PersonRoot)
            on = f"found._key = CAST({held} AS BIGINT)" if named else f"found._unit = {held}"
        brought = [(self._new(source.columns[name].kind), source.columns[name]) for name in step.names]
        added = "".join(f", found.{old.column} AS {new.column}" for new, old in brought)
        where = live(step.source, source.constants, step.ignored)
        found = f"(SELECT * FROM ({source.relation}) WHERE {where}) AS found"
        self.sql = f"SELECT base.*{added} FROM ({self.sql}) AS base LEFT JOIN {found} ON {on}"
        self.columns |= {name: new for name, (new, _) in zip(step.names, brought, strict=True)}


def _owned(attached: AttachedRelease, unit_type: str) -> str:
    """Write the join of persons with their units of a type."""
    return f"JOIN {attached.units(unit_type)} AS own ON own.person = base._unit"


def _bits(attached: AttachedRelease, grant: tuple[str, ...]) -> str:
    """List the numbers of the granted parts; none is no part's number."""
    return ", ".join(str(bit) for bit, part in enumerate(attached.parts) if part in grant) or "-1"


def live(dataset: Dataset, constants: Mapping[str, str], ignored: frozenset[int] = frozenset()) -> str:
    """Give the SQL condition of live rows, leaving some conditions out."""
    needed = sum(1 << place for place in range(len(dataset.conditions)) if place not in ignored)
    parts = [] if "_granted" in constants else ["_granted"]
    parts += [f"(_mask & {needed}) = {needed}"] if needed else []
    return " AND ".join(parts) or "TRUE"
