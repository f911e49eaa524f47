"""Invented releases to attack: twin worlds that differ in the secrets of the targets alone.

Twenty thousand persons in sixty districts, aged 0-20, with a birth month, a sex and a secret that 30 %
have. A target is the only person of her birth month, sex and district. Half of the targets have the
secret in one world and the other half in its twin, so that one pair of worlds serves every target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.catalogue.model import Code, CodeList, Databank, Texts, ValueType, Variable
from folkekommune.query.columns import ReleaseRef

PERSONS, DISTRICTS, YEARS, MONTHS, SEXES = 20_000, 60, 21, 12, 2
PREVALENCE = 0.3
PART = "4601"
RELEASE = ReleaseRef("no.example.attacked", "1.0.0")
_BEGINNING = date(1900, 1, 1)


@dataclass(frozen=True)
class Attribute:
    """A variable of an invented release.

    :param values: one for each person; ``None`` in a list of texts is missing.
    :param codes: what the catalogue knows of the values, if it knows them.
    """

    kind: ValueType
    values: NDArray[np.generic] | Sequence[str | None]
    codes: tuple[int | str, ...] | None = None


@dataclass(frozen=True)
class Release:
    """An invented release: what the catalogue says of it, and where its data is.

    :param keys: the keys of its persons, which no attacker sees.
    """

    databank: Databank
    serving: Path
    persons: int
    keys: NDArray[np.int64]
    ref: ReleaseRef = RELEASE


@dataclass(frozen=True)
class People:
    """What an attacker may know of everybody, and who the targets are."""

    month: NDArray[np.int64]
    sex: NDArray[np.int64]
    district: NDArray[np.int64]
    targets: NDArray[np.int64]

    @property
    def age(self) -> NDArray[np.int64]:
        """Age in whole years."""
        return self.month // MONTHS

    def only(self, chosen: NDArray[np.bool_]) -> People:
        """Give some of the persons, with no targets among them."""
        none = np.zeros(0, dtype=np.int64)
        return People(self.month[chosen], self.sex[chosen], self.district[chosen], none)


def people(random: np.random.Generator, targets: int) -> People:
    """Invent the persons and choose targets among those who are alone with their combination.

    :raises ValueError: when fewer persons than that are alone.
    """
    month = random.integers(0, YEARS * MONTHS, PERSONS)
    sex = random.integers(1, SEXES + 1, PERSONS)
    district = random.integers(1, DISTRICTS + 1, PERSONS)
    combination = (month * SEXES + sex - 1) * DISTRICTS + district - 1
    alone = np.flatnonzero(np.bincount(combination, minlength=combination.max() + 1)[combination] == 1)
    return People(month, sex, district, random.choice(alone, targets, replace=False))


def twin_secrets(random: np.random.Generator, known: People) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give everybody's secret in two worlds: the targets' bits balanced, and complementary."""
    first = (random.random(PERSONS) < PREVALENCE).astype(np.int64)
    bits = random.permutation(np.arange(len(known.targets)) % 2)
    second = first.copy()
    first[known.targets], second[known.targets] = bits, 1 - bits
    return first, second


def attributes_of(known: People, secret: NDArray[np.int64]) -> dict[str, Attribute]:
    """Give the variables of a world."""
    whole = ValueType.INTEGER
    return {
        "AGE": Attribute(whole, known.age, tuple(range(YEARS))),
        "MONTH": Attribute(whole, known.month),
        "SEX": Attribute(whole, known.sex, (1, 2)),
        "DISTRICT": Attribute(whole, known.district, tuple(range(1, DISTRICTS + 1))),
        "SECRET": Attribute(whole, secret, (0, 1)),
    }


def draw_person_keys(random: np.random.Generator, persons: int) -> NDArray[np.int64]:
    """Draw the keys of persons; twins that draw them from the same seed share them."""
    return random.integers(-(2**63), 2**63 - 1, persons, dtype=np.int64)


def write_release(
    folder: Path,
    attributes: Mapping[str, Attribute],
    random: np.random.Generator,
    *,
    keys: NDArray[np.int64] | None = None,
    ref: ReleaseRef = RELEASE,
) -> Release:
    """Write a release.

    :param keys: of its persons, where they are in another release too; else they are drawn.
    """
    folder.mkdir(parents=True)
    size = len(next(iter(attributes.values())).values)
    if keys is None:
        keys = draw_person_keys(random, size)
    unit = pa.array(np.arange(size, dtype=np.int32))
    serving = folder / "serving.duckdb"
    with duckdb.connect(str(serving)) as connection:
        everybody = {"unit": unit, "key": pa.array(keys), "parts": pa.array(np.ones(size, np.int64))}
        connection.register("everybody", pa.table(everybody))
        connection.execute("CREATE TABLE persons AS SELECT * FROM everybody")
        for name, attribute in attributes.items():
            given = {
                "unit": unit,
                "part": pa.array(np.zeros(size, np.uint8)),
                "value": pa.array(attribute.values),
            }
            connection.register("given", pa.table(given))
            connection.execute(f'CREATE TABLE "V_{name}" AS SELECT * FROM given WHERE value IS NOT NULL')
    return Release(_databank(attributes), serving, size, keys, ref)


def _databank(attributes: Mapping[str, Attribute]) -> Databank:
    variables = {
        name: Variable(name, _same(name), _same(name), attribute.kind, code_list=_code_list(name, attribute))
        for name, attribute in attributes.items()
    }
    title = _same(RELEASE.databank)
    return Databank(RELEASE.databank, title, title, (), {}, variables, {})


def _code_list(name: str, attribute: Attribute) -> CodeList | None:
    if attribute.codes is None:
        return None
    codes = tuple(Code(code, _same(str(code)), _BEGINNING) for code in attribute.codes)
    return CodeList(name, _same(name), codes)


def _same(word: str) -> Texts:
    return Texts(word, word, word)
