"""Random worlds and random queries over them. Every node of the query model must turn up."""

from __future__ import annotations

from hypothesis import strategies as st

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Aggregate, Assign, Dataset, GroupRoot, Join, Keep, Rename, Select, Statistic, start
from folkekommune.query.expressions import (
    ARITHMETIC,
    EQUALITY,
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
    Operator,
    Text,
)
from folkekommune.query.functions import FUNCTIONS, Function, Kind
from worlds import World

NUMBERS = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([0.5, -2.25, 1e300, -1e300, 16800, 719163, -719200, 3e6, 1e-300, 2.5, 0.1]),
).map(float)
TEXTS = st.sampled_from(["", "a", "B", "æØ", " x ", "0301", "12"])
CODES = st.integers(0, 3)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world of two overlapping parts with numbers, codes and texts."""
    size = draw(st.integers(1, 12))
    split = draw(st.integers(0, size))
    shared = draw(st.integers(0, min(2, split)))
    world = World({"4601": list(range(split)), "4624": list(range(split - shared, size))})
    for name, values in (("n1", NUMBERS), ("n2", NUMBERS), ("c1", CODES), ("t1", TEXTS)):
        for part, units in world.members.items():
            column = draw(st.lists(st.none() | values, min_size=len(units), max_size=len(units)))
            world.add(name, column, part=part)
        kinds = {"c": ValueType.INTEGER, "t": ValueType.STRING}
        world.types[name] = kinds.get(name[0], ValueType.DECIMAL)
    return world


def numbers(names: list[str], texts: list[str], depth: int) -> st.SearchStrategy[Expression]:
    """Draw an expression whose value is a number."""
    leaves: list[st.SearchStrategy[Expression]] = [NUMBERS.map(Number), st.just(Missing())]
    if names:
        leaves += [st.sampled_from(names).map(Column)] * 3
    if depth == 0:
        return st.one_of(leaves)
    inner = numbers(names, texts, depth - 1)
    strings = text_values(names, texts, depth - 1)
    operators = st.sampled_from(sorted(ARITHMETIC | ORDER | EQUALITY | {Operator.AND, Operator.OR}, key=str))
    return st.one_of(
        *leaves,
        st.builds(Negative, inner),
        st.builds(Not, inner),
        st.builds(IsMissing, inner | strings),
        st.builds(Binary, operators, inner, inner),
        st.builds(Binary, st.sampled_from(sorted(EQUALITY, key=str)), strings, strings),
        st.builds(
            Choose, st.lists(st.builds(Branch, inner, inner), min_size=1, max_size=2).map(tuple), inner
        ),
        *(_call(f, inner, strings) for f in FUNCTIONS.values() if f.result.is_number),
    )


def text_values(names: list[str], texts: list[str], depth: int) -> st.SearchStrategy[Expression]:
    """Draw an expression whose value is a text."""
    leaves: list[st.SearchStrategy[Expression]] = [TEXTS.map(Text)]
    if texts:
        leaves += [st.sampled_from(texts).map(Column)] * 2
    if depth == 0:
        return st.one_of(leaves)
    inner = numbers(names, texts, depth - 1)
    strings = text_values(names, texts, depth - 1)
    return st.one_of(*leaves, *(_call(f, inner, strings) for f in FUNCTIONS.values() if not f.result.is_number))


def _call(
    function: Function, inner: st.SearchStrategy[Expression], strings: st.SearchStrategy[Expression]
) -> st.SearchStrategy[Expression]:
    kinds = list(function.arguments) + [function.arguments[-1]] * function.repeats
    choices = {Kind.NUMBER: inner, Kind.TEXT: strings, Kind.ANY: inner, Kind.SAME: inner}
    return st.tuples(*(choices[kind] for kind in kinds)).map(lambda args: Call(function.name, args))


@st.composite
def datasets(draw: st.DrawFn, world: World, *, depth: int = 2, nested: bool = True) -> Dataset:
    """Draw a data set over a world."""
    grant = draw(st.sampled_from([("4601", "4624"), ("4601",), ("4624",)]))
    first = draw(st.sampled_from(["n1", "n2", "c1", "t1"]))
    rest = [name for name in ("n1", "n2", "c1", "t1") if name != first]
    dataset = world.dataset(first, *rest, grant=grant)
    for place in range(draw(st.integers(0, 5))):
        dataset = dataset.then(draw(_steps(world, dataset, place, depth, nested=nested)))
    return dataset


def _names(dataset: Dataset) -> tuple[list[str], list[str]]:
    types = dataset.types
    numeric = [name for name, kind in types.items() if kind.is_number]
    return numeric, [name for name, kind in types.items() if kind is ValueType.STRING]


@st.composite
def _steps(draw: st.DrawFn, world: World, dataset: Dataset, place: int, depth: int, *, nested: bool):
    numeric, textual = _names(dataset)
    values, texts = numbers(numeric, textual, depth), text_values(numeric, textual, depth)
    kinds = ["keep", "keep", "generate", "text", "rename", "select"]
    kinds += ["replace"] if numeric else []
    kinds += ["join", "merge"] if nested and "c1" in dataset.types else []
    match draw(st.sampled_from(kinds)):
        case "keep":
            return Keep(draw(values))
        case "generate":
            return Assign(f"g{place}", draw(values), draw(st.none() | values))
        case "text":
            return Assign(f"s{place}", draw(texts), draw(st.none() | values))
        case "replace":
            return Assign(draw(st.sampled_from(numeric)), draw(values), draw(values))
        case "rename":
            return Rename(draw(st.sampled_from(list(dataset.types))), f"r{place}")
        case "select":
            names = draw(st.lists(st.sampled_from(list(dataset.types)), min_size=1, unique=True))
            return Select(tuple(names))
        case "join":
            source = draw(datasets(world, depth=1, nested=False))
            name = draw(st.sampled_from(list(source.types)))
            renamed = source.then(Rename(name, f"j{place}"))
            return Join(renamed, (f"j{place}",), None)
        case _:
            source = draw(grouped(world, place))
            return Join(source, (f"a{place}",), "c1")


@st.composite
def grouped(draw: st.DrawFn, world: World, place: int = 0) -> Dataset:
    """Draw a collapsed data set, by ``c1``."""
    source = draw(datasets(world, depth=1, nested=False).filter(lambda d: "c1" in d.types and _names(d)[0]))
    statistic = draw(st.sampled_from(Statistic))
    column = draw(st.sampled_from(_names(source)[0]))
    floor = draw(st.integers(0, 3))
    ignored = draw(st.sets(st.integers(0, max(len(source.conditions) - 1, 0))).map(frozenset))
    root = GroupRoot(source, "c1", (Aggregate(statistic, column, f"a{place}"),), floor, ignored)
    dataset = start(root)
    if draw(st.booleans()):
        dataset = dataset.then(Keep(draw(numbers(["c1", f"a{place}"], [], 1))))
    return dataset
