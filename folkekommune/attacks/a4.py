"""A4: average the noise away by asking the same thing in many words.

The same people are asked for in 200 ways: other comparisons, arithmetic, lists, derived variables, other
order. A wording that gives the same conditions gives the same answer and teaches nothing, so the attacker
also splits the filter in two that only together select the same people (``(f | x) & (f | !x)`` for
200 arbitrary ``x``). He averages the answers of each cell and rounds.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import counts_of, drawn_keys, open_interface
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import paired_gain, share
from folkekommune.attacks.worlds import (
    DISTRICTS,
    People,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)

NAME = "A4"
_DEFENCES = frozenset({"people_layer", "difference_audit"})
_FEW = 10
_SPLIT = 10
_Cell = tuple[int | None, ...]


@dataclass(frozen=True)
class _Task:
    """Ask for everybody under an age in many ways.

    :param dimensions: of the tables, whose cells and margins are all attacked.
    """

    age: int
    rewrites: int
    dimensions: tuple[str, ...]
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Found:
    """For each cell whether the rounded average is the true count: after few and after all rewrites.

    :param few: the share over all blocks of few rewrites.
    """

    few: NDArray[np.float64]
    all: NDArray[np.float64]


def attack(*, quick: bool) -> list[Figure]:
    """Attack with all defences, and without the layer of people."""
    two, three = ("district", "secret"), ("district", "sex", "secret")
    rewrites = 20 if quick else 200
    tasks = [_Task(11, rewrites, two)] if quick else [_Task(age, rewrites, three) for age in (9, 11, 13, 15)]
    tasks.append(_Task(12, rewrites, two, _DEFENCES))
    *defended, undefended = side_by_side(_exact, tasks)
    few = np.concatenate([found.few for found in defended])
    exact = np.concatenate([found.all for found in defended])
    note = f"{rewrites} rewrites of {len(defended)} filters, {len(exact)} cells"
    rows = [
        (
            NAME,
            share(exact.sum(), len(exact)),
            share(undefended.all.sum(), len(undefended.all)),
            "share of exact n",
            "<= 0.45",
            tuple(float(found.all.mean()) for found in defended),
        ),
        (
            f"{NAME}-gain",
            paired_gain(few, exact),
            paired_gain(undefended.few, undefended.all),
            f"gain from {_FEW} to {rewrites} rewrites",
            "<= 0.03",
            tuple(float((found.all - found.few).mean()) for found in defended),
        ),
    ]
    return [
        estimated(
            name,
            found,
            without,
            unit=unit,
            against="layer of people and audit of differences",
            limit=limit,
            runs=runs,
            note=note,
            on_figure=quick,
        )
        for name, found, without, unit, limit, runs in rows
    ]


def _exact(task: _Task) -> _Found:
    random = np.random.default_rng(task.age)
    known = people(random, 100)
    secret, _ = twin_secrets(random, known)
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes_of(known, secret), random)
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), without=task.without)
        table = f"tabulate {' '.join(task.dimensions)}"
        answers = [
            counts_of(interface.tables(f"{rewrite}\n{table}")[0])
            for rewrite in rewrites_of(task.age, task.rewrites, random)
        ]
    always = sorted(set.intersection(*(set(each) for each in answers)), key=str)
    said = np.array([[each[cell] for cell in always] for each in answers], dtype=np.float64)
    true = np.array([_true(known, secret, task, cell) for cell in always])
    blocks = said.reshape(-1, _FEW, len(always)).mean(axis=1)
    few = (np.rint(blocks) == true).mean(axis=0)
    return _Found(few, (np.rint(said.mean(axis=0)) == true).astype(np.float64))


def rewrites_of(age: int, number: int, random: np.random.Generator) -> list[str]:
    """Write 'everybody under an age' as scripts that select the same people."""
    derived = f"generate young = 0\nreplace young = 1 if age < {age}\n"
    forms = [
        f"age < {age}",
        f"!(age >= {age})",
        f"age <= {age - 1}",
        f"{age} > age",
        f"inrange(age, 0, {age - 1})",
        f"age * 2 < {2 * age}",
        f"age + 7 - {age} < 7",
        f"inlist(age, {', '.join(str(year) for year in range(age))})",
        f"(age == 0 | inrange(age, 1, {age - 1}))",
        f"month < {12 * age}",
        f"floor(month / 12) < {age}",
        "young == 1",
    ]
    scripts = []
    for place in range(number):
        form, other = (forms[at] for at in random.integers(0, len(forms), 2))
        districts = random.choice(np.arange(1, DISTRICTS + 1), _SPLIT, replace=False)
        split = f"inlist(district, {', '.join(str(each) for each in sorted(districts))})"
        halves = [f"({form} | {split})", f"({other} | !{split})"]
        if place % 2:
            halves.reverse()
        if place % 3 == 0:
            halves.append("age >= 0")
        scripts.append(f"{derived}keep if {' & '.join(halves)}")
    return scripts


def _true(known: People, secret: NDArray[np.int64], task: _Task, cell: _Cell) -> int:
    values = {"district": known.district, "sex": known.sex, "secret": secret}
    inside = known.age < task.age
    for name, code in zip(task.dimensions, cell, strict=True):
        if code is not None:
            inside = inside & (values[name] == code)
    return int(inside.sum())
