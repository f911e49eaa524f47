"""The invented children that R fitted models on, as a databank to write scripts against."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from door_factory import ASKER, door_of, policy_of
from numpy.typing import NDArray
from script_worlds import BANK, GRANT, Bank, codes, session, variable
from worlds import World, person_key

from folkekommune.analysis.door import Door
from folkekommune.analysis.sources import resolve
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.policy import Policy, load_policy
from folkekommune.disclosure.results import SafeAnalysis, SafeResult
from folkekommune.query.engine import RowsRequest
from folkekommune.query.outputs import Model
from folkekommune.script.binder import bind_text

FOLDER = Path(__file__).parent / "oracles" / "r"
R = json.loads((FOLDER / "regressions.json").read_text(encoding="utf-8"))

DIGITS = 8
PROTECTED = policy_of(load_policy(), population=1, population_small=1)
EXACT = replace(
    PROTECTED,
    model=replace(PROTECTED.model, noise=0.0, digits=DIGITS),
    switched_off=frozenset({"people_layer", "condition_layer", "drop_q", "low_effect", "row_edits"}),
)
"""Without noise and without anyone left out: what the estimator says, as far as it is written."""

CODES = {"ill": (0, 1), "meal": (1, 2, 3), "sex": (1, 2), "place": (1, 2, 3)}


@cache
def children() -> dict[str, list[float | int]]:
    """Read the table."""
    with (FOLDER / "regressions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    values: dict[str, list[float | int]] = {"everyone": [1] * len(rows)}
    for name in rows[0]:
        decimal = name in {"sleep", "weight", "years"}
        values[name] = [float(row[name]) if decimal else int(row[name]) for row in rows]
    return values


class Children:
    """A door on the children, and scripts about them.

    :param more: further columns, or others in place of those there are.
    """

    def __init__(
        self,
        folder: Path,
        *,
        policy: Policy = EXACT,
        duckdb: bool = True,
        more: dict[str, list[Any]] | None = None,
    ) -> None:
        columns = {**children(), **(more or {})}
        world = World.of(len(columns["everyone"]), part=GRANT[0])
        self._variables = []
        for name, values in columns.items():
            known = CODES.get(name)
            texts = any(isinstance(value, str) for value in values)
            decimal = any(isinstance(value, float) for value in values)
            kind = ValueType.STRING if texts else ValueType.DECIMAL if decimal else ValueType.INTEGER
            if texts:
                known = tuple(sorted({value for value in values if value is not None}))
            listed = codes(name, *known) if known else None
            self._variables.append(variable(name.upper(), kind, code_list=listed))
            world.add(name.upper(), values, kind=kind)
        self._names = tuple(columns)
        engine = world.duckdb(folder) if duckdb else world.reference()
        self.door: Door = door_of(world, folder, policy=policy, engine=engine)

    def model(self, script: str) -> Model:
        """Bind a script and give what its last command asks."""
        output = self.output(script)
        assert isinstance(output, Model)
        return output

    def output(self, script: str) -> Any:
        """Bind a script that imports every variable first, and give its last question."""
        begin = f"require {BANK}:1 as db\ncreate-dataset kids\n"
        used = [name for name in self._names if name == "everyone" or re.search(rf"\b{name}\b", script)]
        begin += "".join(f"import db/{name.upper()} as {name}\n" for name in used)
        bound = bind_text(begin + script, session(Bank(tuple(self._variables))))
        assert bound.faults == (), [fault.message("en") for fault in bound.faults]
        return bound.commands[-1].output

    def asked(self, script: str) -> SafeResult:
        """Run a script and give its last result."""
        return self.door.answer(self.output(script), ASKER)

    def values(self, script: str, *names: str) -> dict[str, NDArray[np.float64]]:
        """Run a script and look behind the gate: the values of numeric variables, in the order of persons."""
        dataset = self.output(f"{script}\nsummarize {' '.join(names)}").dataset
        door = self.door
        facts = door.releases.facts(dataset.release)
        ready = resolve(dataset, door._asking(facts, door._audit(dataset.release)), 1).dataset
        rows = door.engine.rows(RowsRequest(ready, names))
        places = {key: place for place, key in enumerate(rows.keys.tolist())}
        order = [places[person_key(unit) % 2**64] for unit in range(len(rows))]
        return {name: column[order] for name, column in zip(names, rows.values, strict=True)}

    def analysis(self, script: str) -> SafeAnalysis:
        """Run a script whose last result is an analysis."""
        result = self.asked(script)
        assert isinstance(result, SafeAnalysis), result
        return result

    def coefficients(self, script: str) -> dict[str, dict[str, float]]:
        """Run a model and give its coefficients by their English labels."""
        return figures(self.analysis(script), "models.coefficients")


def figures(result: SafeAnalysis, section: str) -> dict[str, dict[str, float]]:
    """Give the figures of a section by row; p under a thousandth is 0."""
    (found,) = (each for each in result.sections if each.name == section)
    return {
        row.label.en: {
            name.removeprefix("models."): 0.0 if value.text.startswith("<") else float(value.text)
            for name, value in row.values
            if value.text is not None
        }
        for row in found.rows
    }
