"""Random worlds and random queries over them, each from one number. Every node must turn up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from worlds import RELEASE, World, person_key

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.source import StoredValue
from folkekommune.query.dataset import (
    PERSON,
    Aggregate,
    Dataset,
    GroupRoot,
    Join,
    PanelRoot,
    SpellRoot,
    Statistic,
    Step,
    UnitRoot,
    start,
)
from folkekommune.query.engine import CellRequest, Moment
from folkekommune.query.expressions import (
    ARITHMETIC,
    EQUALITY,
    LOGIC,
    ORDER,
    Binary,
    Branch,
    Call,
    Choose,
    Column,
    Expression,
    IsMissing,
    Missing,
    Negative,
    Not,
    Number,
    Text,
    conjuncts,
)
from folkekommune.query.functions import FUNCTIONS, Function, Kind
from folkekommune.query.steps import Assign, Copy, Draw, Keep, Rank, Rename, Select

PARTS = ("4601", "4624")
NUMBERS = [
    -1234567.8914,
    -5,
    -2.25,
    -1,
    -0.0,
    0,
    0.1,
    0.5,
    1,
    2,
    2.5,
    3,
    4,
    5,
    7.005,
    10,
    100,
    2015.0,
    16800,
    719163,
]
EXTREMES = [1e300, -1e300, 1e-300, 1.7e308, 3e6, -719200, -719162, 2.0**31, 2.0**53, 9007199254740993.0]
TEXTS = ["", "a", "B", "æØ", " x ", "0301", "12", "aab", "1e3", "-0", "'\"$p0"]
CODES = (0, 1, 2, 3)
PLACES = ("0301", "4601", "4624")
NAMES = ["_mask", "_unit", "c0", "C0", "N1", 'q"1', "value", "ålder"]
"""Names that would harm an engine that let them into its SQL."""


def random_world(seed: int) -> World:
    """Make a world of two overlapping parts with numbers, codes, texts, dates and identifiers.

    In some, values lie outside the codes or do not fit the types that engines store codes in.
    """
    draw = Random(f"world {seed}")  # noqa: S311 - a test
    size = draw.choice([1, 2, 5, 12, 30, 60])
    split = draw.randint(0, size)
    shared = draw.randint(0, min(3, split))
    world = World({PARTS[0]: list(range(split)), PARTS[1]: list(range(split - shared, size))})
    dates = list(range(14000, 14010))
    columns: list[tuple[str, list[float | str], ValueType, tuple[float | str, ...] | None]] = [
        ("n1", [*NUMBERS, *EXTREMES], ValueType.DECIMAL, None),
        ("n2", [0.1, 0.2, 0.25, 0.3, 1e-5, -0.0, 3.3], ValueType.DECIMAL, None),
        ("c1", [*CODES, *draw.choice([(), (300,), (2**33,)])], ValueType.INTEGER, CODES),
        ("w1", [*CODES, 2**31, -(2**40)] if draw.random() < 0.5 else list(CODES), ValueType.INTEGER, None),
        ("d1", dates, ValueType.DATE, None),
        ("k1", [*PLACES, *draw.choice([(), ("9999",)])], ValueType.STRING, PLACES),
        ("k2", list(PLACES), ValueType.STRING, (*PLACES[::-1], "")),
        ("t1", list(TEXTS), ValueType.STRING, None),
        ("i1", [10**15 + 1, 77, *map(person_key, range(min(size, 3)))], ValueType.IDENTIFIER, None),
    ]
    for name, values, kind, codes in columns:
        filled = draw.choice([0, 0.5, 0.9, 1])
        for part, units in world.members.items():
            column = [draw.choice(values) if draw.random() < filled else None for _ in units]
            world.add(name, column, part=part, codes=codes, kind=kind)
    world.add_rows("p1", _periods(world, draw), ValueType.INTEGER)
    owners = [(bit, unit) for bit, units in enumerate(world.members.values()) for unit in units]
    world.add_units("VISIT", [draw.choice(owners) for _ in range(draw.choice([1, 4, 20, 90]))])
    units = world.units["VISIT"]
    for name, among, kind, codes in (
        ("u1", NUMBERS, ValueType.DECIMAL, None),
        ("u2", CODES, ValueType.INTEGER, CODES),
        ("u3", PLACES, ValueType.STRING, PLACES),
    ):
        values = [draw.choice(among) if draw.random() < 0.8 else None for _ in units]  # type: ignore[arg-type]
        world.add_of_units("VISIT", name, values, codes=codes, kind=kind)
    return world


def _periods(world: World, draw: Random) -> list[StoredValue]:
    """Make two spells a unit and part, which do not overlap."""
    rows = [StoredValue(0, 0, 1, start=0, stop=0)]
    for bit, units in enumerate(world.members.values()):
        for unit in units:
            end = draw.choice([10, 20])
            first = None if draw.random() < 0.3 else draw.randint(0, 9)
            rows.append(StoredValue(unit, bit, draw.choice(CODES), start=first, stop=end))
            rows.append(StoredValue(unit, bit, draw.choice(CODES), start=end + 1, stop=None))
    return rows[1:] or rows


@dataclass(frozen=True)
class Query:
    """What is asked of an engine about one data set."""

    request: CellRequest
    numeric: tuple[str, ...]
    probabilities: tuple[float, ...]
    side: int
    ignored: frozenset[int]

    @property
    def dataset(self) -> Dataset:
        """The data set asked about."""
        return self.request.dataset


def random_query(seed: int, world: World) -> Query:
    """Make a query over a world."""
    draw = Random(f"query {seed}")  # noqa: S311 - a test
    maker = _Maker(draw, world)
    kind = draw.random()
    if kind < 0.2:
        dataset = maker.grouped(1)
    elif kind < 0.35:
        dataset = maker.rows_below()
    else:
        dataset = maker.dataset(2, nested=True)
    # Functions take turns, so that none is forgotten.
    function = list(FUNCTIONS.values())[seed % len(FUNCTIONS)]
    dataset = dataset.then(Assign(maker.name(dataset), maker.call(function, _read(dataset), 2)))
    shown = [name for name, kind in dataset.types.items() if kind is not ValueType.IDENTIFIER]
    dimensions = tuple(draw.choices(shown, k=draw.randint(0, 3))) if shown else ()
    numeric = [name for name, kind in dataset.types.items() if kind.is_number]
    moments = tuple(
        Moment(name, *draw.choice([(-4.0, 5.0), (0.1, 0.3), (2.0, 2.0), (0, 10)]), draw.random() < 0.5)
        for name in (draw.choices(numeric, k=draw.randint(0, 2)) if numeric else [])
    )
    return Query(
        CellRequest(dataset, dimensions, moments),
        tuple(draw.sample(numeric, k=min(2, len(numeric)))),
        probabilities=tuple(draw.choices([0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0], k=3)),
        side=draw.randint(0, 5),
        ignored=frozenset(draw.sample(range(4), k=draw.randint(0, 2))),
    )


@dataclass
class _Maker:
    """Makes expressions, steps and data sets."""

    draw: Random
    world: World
    made: int = 0

    def name(self, dataset: Dataset) -> str:
        """Choose a name that is free."""
        free = [name for name in NAMES if name not in dataset.types]
        if free and self.draw.random() < 0.3:
            return self.draw.choice(free)
        self.made += 1
        return f"v{self.made}"

    def number(self, types: dict[str, ValueType], depth: int) -> Expression:
        """Make an expression whose value is a number."""
        names = [name for name, kind in types.items() if kind.is_number]
        if depth == 0 or self.draw.random() < 0.15:
            if names and self.draw.random() < 0.7:
                return Column(self.draw.choice(names))
            if self.draw.random() < 0.1:
                return Missing()
            return Number(self.draw.choice(NUMBERS if self.draw.random() < 0.8 else [*EXTREMES, 1e999]))
        number = lambda: self.number(types, depth - 1)  # noqa: E731
        text = lambda: self.text(types, depth - 1)  # noqa: E731
        options: list[Callable[[], Expression]] = [
            lambda: Negative(number()),
            lambda: Not(number()),
            lambda: IsMissing(self.draw.choice([number, text])()),
            lambda: Binary(self._operator(ARITHMETIC), number(), number()),
            lambda: Binary(self._operator(ARITHMETIC), number(), number()),
            lambda: Binary(self._operator(ORDER | EQUALITY), number(), number()),
            lambda: Binary(self._operator(LOGIC), number(), number()),
            lambda: Binary(self._operator(EQUALITY), text(), text()),
            lambda: Choose(
                tuple(Branch(number(), number()) for _ in range(self.draw.randint(1, 2))), number()
            ),
            *[lambda: self.call(self._function(numeric=True), types, depth)] * 5,
        ]
        return self.draw.choice(options)()

    def text(self, types: dict[str, ValueType], depth: int) -> Expression:
        """Make an expression whose value is a text."""
        names = [name for name, kind in types.items() if kind is ValueType.STRING]
        if depth == 0 or self.draw.random() < 0.3:
            if names and self.draw.random() < 0.7:
                return Column(self.draw.choice(names))
            return Missing() if self.draw.random() < 0.1 else Text(self.draw.choice(TEXTS))
        if self.draw.random() < 0.15:
            branch = Branch(self.number(types, depth - 1), self.text(types, depth - 1))
            return Choose((branch,), self.text(types, depth - 1))
        return self.call(self._function(numeric=False), types, depth)

    def _operator(self, among: frozenset) -> object:
        return self.draw.choice(sorted(among, key=str))

    def _function(self, *, numeric: bool) -> Function:
        return self.draw.choice([f for f in FUNCTIONS.values() if f.result.is_number is numeric])

    def call(self, function: Function, types: dict[str, ValueType], depth: int) -> Call:
        """Call a function."""
        kinds = list(function.arguments)
        kinds += kinds[-1:] * (self.draw.randint(0, 2) if function.repeats else 0)
        kinds = kinds[: len(kinds) - (self.draw.randint(0, function.optional))]
        of_text = self.draw.random() < 0.4
        arguments = []
        for kind in kinds:
            either = of_text if Kind.SAME in kinds else self.draw.random() < 0.4
            textual = kind is Kind.TEXT or (kind in {Kind.ANY, Kind.SAME} and either)
            arguments.append((self.text if textual else self.number)(types, depth - 1))
        return Call(function.name, tuple(arguments))

    def condition(self, dataset: Dataset, depth: int) -> Expression:
        """Make one conjunct; mostly a plain comparison, so that not everything holds or fails."""
        names = [name for name, kind in dataset.types.items() if kind.is_number]
        if names and self.draw.random() < 0.5:
            operator = self._operator(ORDER | EQUALITY)
            return Binary(operator, Column(self.draw.choice(names)), Number(self.draw.choice(NUMBERS)))
        return conjuncts(self.number(_read(dataset), depth))[0]

    def dataset(self, depth: int, *, nested: bool) -> Dataset:
        """Make a data set of persons."""
        grant = self.draw.choice([PARTS, PARTS, PARTS[::-1], PARTS[:1], PARTS[1:], ()])
        dataset = self.world.dataset(grant=grant)
        of_persons = sorted(self.world.types.keys() - self.world.unit_types.keys())
        names = self.draw.sample(of_persons, k=self.draw.randint(1, 6))
        for place, name in enumerate(names):
            at = self.draw.choice([-1, 0, 5, 10, 11, 15, 20, 21, 40]) if name == "p1" else None
            alias = name if self.draw.random() < 0.8 else self.name(dataset)
            step = self.world.variable(name, population=place == 0, alias=alias, at=at)
            dataset = dataset.then(replace(step, outer=place > 0 and self.draw.random() < 0.2))
        many = self.draw.random() < 0.05
        for _ in range(self.draw.randint(18, 45) if many else self.draw.randint(0, 6)):
            step = self._step(dataset, 1 if many else depth, nested=nested and not many)
            dataset = dataset.then(step) if step else dataset
        return dataset

    def _step(self, dataset: Dataset, depth: int, *, nested: bool) -> Step | None:
        types = _read(dataset)
        numeric = [name for name, kind in types.items() if kind.is_number]
        textual = [name for name, kind in types.items() if kind is ValueType.STRING]
        where = self.condition(dataset, depth) if self.draw.random() < 0.5 else None
        kinds = ["keep", "keep", "generate", "generate", "text", "rename", "select", "recode", "missing"]
        kinds += ["copy"] + (["draw"] if dataset.persons else [])
        kinds += ["rank"] if numeric and not dataset.rows_of_persons else []
        kinds += ["replace", "replace"] if numeric else []
        kinds += ["replace text"] if textual else []
        kinds += ["join", "merge", "merge"] if nested else []
        kinds += ["fold"] if dataset.persons or dataset.rows_of_persons else []
        if not dataset.types:
            return None
        match self.draw.choice(kinds):
            case "keep":
                return Keep(self.condition(dataset, depth)) if len(dataset.conditions) < 12 else None
            case "generate":
                return Assign(self.name(dataset), self.number(types, depth), where)
            case "text":
                return Assign(self.name(dataset), self.text(types, depth), where)
            case "recode":
                branches = tuple(Branch(self.condition(dataset, 1), Number(code)) for code in CODES[:2])
                return Assign(self.name(dataset), Choose(branches, Missing()), where, codes=CODES[:2])
            case "missing":
                return Assign(self.draw.choice([*numeric, *textual, self.name(dataset)]), Missing(), where)
            case "replace":
                return Assign(self.draw.choice(numeric), self.number(types, depth), where)
            case "replace text":
                return Assign(self.draw.choice(textual), self.text(types, depth), where)
            case "rename":
                return Rename(self.draw.choice(list(dataset.types)), self.name(dataset))
            case "copy":
                return Copy(self.draw.choice(list(dataset.types)), self.name(dataset))
            case "rank":
                return Rank(self.name(dataset), self.draw.choice(numeric), self.draw.choice([2, 4, 10]))
            case "draw":
                size = self.draw.choice([0.0, 0.3, 0.5, 0.99, 1, 7, 20, 1000])
                seed = self.draw.randint(1, 9)
                return Draw(self.name(dataset), size, seed, salt=self.draw.randint(-(2**63), 2**63 - 1))
            case "select":
                names = list(dataset.types)
                return Select(tuple(self.draw.sample(names, k=self.draw.randint(1, len(names)))))
            case "fold":
                return self._joined(
                    dataset, self.folded(), PERSON if isinstance(dataset.root, UnitRoot) else None
                )
            case "join":
                source = self.dataset(1, nested=False)
                return self._joined(dataset, source, None)
            case _:
                return self._merged(dataset)

    def _merged(self, dataset: Dataset) -> Join | None:
        """Bring the groups of a collapse in, by a key or by whom they are named."""
        source = self.grouped(0)
        if source.named and dataset.persons and self.draw.random() < 0.7:
            return self._joined(dataset, source, None)
        by = source.root.source.column(source.root.by).type
        keys = [name for name, kind in dataset.types.items() if kind.is_number == by.is_number]
        return self._joined(dataset, source, self.draw.choice(keys)) if keys else None

    def _joined(self, dataset: Dataset, source: Dataset, key: str | None) -> Join | None:
        names = [name for name in source.types if name not in dataset.types and name != PERSON]
        chosen = tuple(self.draw.sample(names, k=min(len(names), 2)))
        ignored = frozenset(self.draw.sample(range(3), k=self.draw.randint(0, 1)))
        return Join(source, chosen, key, ignored) if chosen else None

    def folded(self) -> Dataset:
        """Make one group a person, of her spells."""
        grant = self.draw.choice([PARTS, PARTS[:1], PARTS[1:], ()])
        low = self.draw.choice([-5, 0, 9, 10, 15, 21])
        info = self.world.variable("p1").info
        window = (low, low + self.draw.choice([0, 3, 12, 100]))
        match self.draw.choice(["spells", "panel", "units"]):
            case "spells":
                spells = start(SpellRoot(RELEASE, grant, "p1", self.draw.choice(["p1", "s"]), info, *window))
            case "panel":
                spells = self.panel()
            case _:
                spells = self.units()
        for _ in range(self.draw.randint(0, 4)):
            step = self._step(spells, 1, nested=False)
            if step and not isinstance(step, Select | Rename | Draw):
                spells = spells.then(step)
        numeric = [name for name, kind in spells.types.items() if kind.is_number and name != PERSON]
        aggregates = tuple(
            Aggregate(self.draw.choice(list(Statistic)), self.draw.choice(numeric), f"f{self.made}{place}")
            for place in range(self.draw.randint(1, 3))
        )
        self.made += 1
        return start(GroupRoot(spells, PERSON, aggregates))

    def rows_below(self) -> Dataset:
        """Make rows of which a person may have several."""
        rows = self.panel() if self.draw.random() < 0.3 else self.units()
        if isinstance(rows.root, UnitRoot) and self.draw.random() < 0.6:
            source = self.dataset(1, nested=False) if self.draw.random() < 0.6 else self.folded()
            join = self._joined(rows, source, PERSON)
            rows = rows.then(join) if join else rows
        for _ in range(self.draw.randint(0, 5)):
            step = self._step(rows, 1, nested=False)
            if step and not isinstance(step, Select | Join | Rename):
                rows = rows.then(step)
        return rows

    def units(self) -> Dataset:
        """Make units below persons."""
        grant = self.draw.choice([PARTS, PARTS, PARTS[:1], PARTS[1:], ()])
        rows = start(UnitRoot(RELEASE, grant, "VISIT"))
        names = self.draw.sample(sorted(self.world.unit_types), k=self.draw.randint(2, 4))
        for place, name in enumerate(names):
            step = self.world.variable(name, population=place == 0)
            rows = rows.then(replace(step, outer=place > 0 and self.draw.random() < 0.2))
        return rows

    def panel(self) -> Dataset:
        """Make persons at several dates."""
        source = self.dataset(1, nested=False)
        by_type: dict[ValueType, list[str]] = {}
        for name, kind in source.types.items():
            by_type.setdefault(kind, []).append(name)
        dates = tuple(range(2000, 2000 + self.draw.randint(1, 3)))
        variables = tuple(
            (f"x{place}", tuple(self.draw.choice(names) for _ in dates))
            for place, names in enumerate(by_type.values())
        )
        fixed = tuple(name for name in source.types if self.draw.random() < 0.3 and name[0] != "x")
        return start(PanelRoot(source, dates, variables, fixed))

    def grouped(self, deeper: int) -> Dataset:
        """Make a collapsed data set, at times of a collapsed one."""
        again = deeper > 0 and self.draw.random() < 0.2
        source = self.grouped(deeper - 1) if again else self.dataset(1, nested=False)
        by = self.draw.choice(list(source.types))
        numeric = [name for name, kind in source.types.items() if kind.is_number]
        aggregates = []
        for _ in range(self.draw.randint(1, 4)):
            statistic = self.draw.choice(list(Statistic)) if numeric else Statistic.COUNT
            among = list(source.types) if statistic is Statistic.COUNT else numeric
            self.made += 1
            aggregates.append(Aggregate(statistic, self.draw.choice(among), f"a{self.made}"))
        ignored = frozenset(self.draw.sample(range(3), k=self.draw.randint(0, 1)))
        root = GroupRoot(source, by, tuple(aggregates), self.draw.randint(0, 3), ignored)
        dataset = start(root)
        for _ in range(self.draw.randint(0, 2)):
            step = self._step(dataset, 1, nested=False)
            dataset = dataset.then(step) if step else dataset
        return dataset


def _read(dataset: Dataset) -> dict[str, ValueType]:
    """Give the variables that expressions may read."""
    return {
        name: kind
        for name, kind in dataset.types.items()
        if name != PERSON and kind is not ValueType.IDENTIFIER
    }
