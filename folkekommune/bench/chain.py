"""A script of 300 steps: what reading, checking, planning and judging it takes, whatever the data.

``generate``, ``recode`` and ``keep if`` in turn over a databank of a thousand invented persons, and a table
at the end, through the door. There is hardly anything to compute on. What the database takes to plan and run
the SQL it is given is told beside the figure, and is no part of it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from folkekommune.analysis.door import Asker
from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bootstrap.invented import invented_door
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import SafeTable
from folkekommune.script.binder import bind_text
from folkekommune.services.invention import InventedBank, InventedVariable

NAME = "chain"
STEPS = 300
_PERSONS = 1000
_KEPT = 40
"""Steps that are ``keep``: a data set may have sixty conditions, those of the door's own among them."""

_RUNS = 5
_BANK = InventedBank(
    "no.bench.chain",
    ("1",),
    (
        InventedVariable("KODE", ValueType.INTEGER, codes=(1, 2, 3, 4)),
        InventedVariable("TALL", ValueType.INTEGER, lowest=0, highest=1000),
    ),
)


@dataclass(frozen=True)
class Spent:
    """The seconds of a script.

    :param reading: until it is bound to queries, :param answering: until there is a table, the database's
        own time left out, :param database: that time.
    """

    reading: float
    answering: float
    database: float

    @property
    def own(self) -> float:
        """All but the database's."""
        return self.reading + self.answering


def measure(scale: float) -> list[Figure]:
    """Measure the script, as long as the scale says."""
    script = chain(int(STEPS * scale))
    runs = [run(script) for _ in range(_RUNS + 1)][1:]
    note = (
        f"{script.count(chr(10))} lines; {median(each.reading for each in runs):.2f} s until it is checked, "
    )
    note += f"{median(each.answering for each in runs):.2f} s to answer; "
    note += f"the database {median(each.database for each in runs):.2f} s beside it"
    own = [each.own for each in runs]
    return [of_runs(NAME, own, unit="s", against="the clock", limit="<= 1", scale=scale, note=note)]


def chain(steps: int) -> str:
    """Write a script of so many steps between the import and the table."""
    lines = [
        "require no.bench.chain:1 as b",
        "create-dataset x",
        "import b/TALL as tall",
        "import b/KODE as kode",
    ]
    every = max(steps // _KEPT, 3)
    for step in range(steps):
        if step % every == 0:
            lines.append(f"keep if tall >= {step % 7}")
        elif step % 2:
            lines.append(f"generate v{step} = tall + {step} if kode < 4")
        else:
            lines.append(f"recode kode ({1 + step % 3} = {1 + (step + 1) % 3})")
    return "\n".join([*lines, "tabulate kode", ""])


def run(script: str) -> Spent:
    """Run a script on a databank of its own.

    :raises RuntimeError: when it does not run to its end, or a table is refused.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        invented_door((_BANK,), Path(folder), persons=_PERSONS) as (session, door),
        _timed(door.engine) as database,
    ):
        began = perf_counter()
        bound = bind_text(script, session)
        read = perf_counter()
        if bound.faults:
            raise RuntimeError("the script must be without fault")
        for command in bound.commands:
            if command.output is not None and not isinstance(
                door.answer(command.output, Asker("bench", "bench")), SafeTable
            ):
                raise RuntimeError("the table must be shown")
        answered = perf_counter()
        return Spent(read - began, answered - read - sum(database), sum(database))


@contextmanager
def _timed(engine: Any) -> Iterator[list[float]]:
    """Note the seconds of each statement that an engine gives its database."""
    workplace = engine._workplace  # noqa: SLF001  (only here it is known where our time ends)
    plain, seconds = workplace.run, list[float]()

    def timed(*given: Any) -> Any:
        began = perf_counter()
        try:
            return plain(*given)
        finally:
            seconds.append(perf_counter() - began)

    workplace.run = timed
    yield seconds
