"""Short words for queries in tests: plain values stand for literals, ``None`` for missing."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset, PersonRoot, start
from folkekommune.query.expressions import (
    Binary,
    Call,
    Column,
    Expression,
    Missing,
    Number,
    Operator,
    Text,
    conjuncts,
)
from folkekommune.query.steps import Import, Keep

Word = Expression | float | str | None

BANK = ReleaseRef("no.example.bank", "1.0.0")


def node(word: Word) -> Expression:
    """Give the node a plain value stands for."""
    if word is None:
        return Missing()
    if isinstance(word, str):
        return Text(word)
    return Number(word) if isinstance(word, int | float) else word


def col(name: str) -> Column:
    """Read a variable."""
    return Column(name)


def call(name: str, *arguments: Word) -> Call:
    """Call a function."""
    return Call(name, tuple(node(argument) for argument in arguments))


def op(left: Word, sign: str, right: Word) -> Binary:
    """Apply a binary operator, by its sign in the language."""
    return Binary(Operator(sign), node(left), node(right))


def kept(dataset: Dataset, condition: Expression) -> Dataset:
    """Keep by a condition, each conjunct a step."""
    for conjunct in conjuncts(condition):
        dataset = dataset.then(Keep(conjunct))
    return dataset


def info(kind: ValueType = ValueType.INTEGER, form: str = "") -> ColumnInfo:
    """Describe a variable of the release."""
    return ColumnInfo(kind, digest("variable", form or kind.value))


def persons(**types: ValueType) -> Dataset:
    """Import variables of these types; the first decides the population."""
    dataset = start(PersonRoot(BANK, ("4601", "4624")))
    for place, (name, kind) in enumerate(types.items()):
        step = Import(name.upper(), BANK, name, info(kind, name.upper()), population=place == 0)
        dataset = dataset.then(step)
    return dataset
