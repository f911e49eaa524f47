"""The steps that are measured on each engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.analysis.inquiry import GROUPS
from folkekommune.bench.country import PARTS
from folkekommune.bench.country_size import questions, same
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.keys import Keys
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import CellRequest, Engine
from folkekommune.statistics.models import logit, ols
from folkekommune.statistics.models.fit import CONSTANT, Design, Fit

_KEY = b"bench" * 7
_EVENT = 1.0
_DIGITS = 9
"""Of coefficients that are held against each other; what they are made of is held to the last bit."""


@dataclass(frozen=True)
class Site:
    """Where steps work.

    :param children: how many there are in the release, :param folder: for files of one run of a step.
    """

    engine: Engine
    children: int
    folder: Path

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the door the facts of the release."""
        return ReleaseFacts(release, PARTS, dict.fromkeys(PARTS, "bench"), self.children)


@dataclass(frozen=True)
class Step:
    """Something to measure.

    :param work: gives a digest of the answer.
    :param runs: how often it is done where time allows; what is kept after the first is used by the others,
    :param anew: unless all of it is thrown away before each.
    """

    name: str
    work: Callable[[Site], str]
    runs: int = 1
    anew: bool = False


def _open(site: Site) -> str:
    return same.of_texts(site.engine.parts(questions.ten_variables()))


def _import(site: Site) -> str:
    return same.of_cells(site.engine.cells(CellRequest(questions.ten_variables()), limit=10))


def _two_way(site: Site) -> str:
    return same.of_cells(site.engine.cells(questions.two_way(), limit=GROUPS))


def _four_way(site: Site) -> str:
    return same.of_cells(site.engine.cells(questions.four_way(), limit=GROUPS))


def _door(site: Site) -> str:
    """Ask with a ledger of its own, as the first who ever asks."""
    keys = Keys(_KEY)
    ledger = Ledger(site.folder / "ledger" / "ledger.sqlite", keys)
    registry = CubeRegistry(site.folder / "ledger", keys)
    door = Door(site.engine, load_policy(), keys, ledger, registry, site)
    return same.of_texts([repr(door.answer(questions.protected(), Asker("bench", "bench")))])


def _regress(site: Site) -> str:
    return _fitted(site, "regress", lambda design: ols.estimate(design, {"robust": True}))


def _logit(site: Site) -> str:
    return _fitted(site, "logit", lambda design: logit.estimate(design, {}))


def _fitted(site: Site, name: str, fit: Callable[[Design], Fit]) -> str:
    """Fit a model as a script does, without what protects it."""
    columns = questions.MODELLED[name]
    rows = site.engine.rows(questions.model_rows(columns))
    whole = np.column_stack(rows.values)
    whole = whole[~np.isnan(whole).any(axis=1)]
    explained = whole[:, 0] if name == "regress" else (whole[:, 0] == _EVENT).astype(np.float64)
    matrix = np.column_stack([np.ones(len(whole)), whole[:, 1:]])
    found = fit(Design(explained, matrix, (CONSTANT, *columns[1:])))
    coefficients = (f"{each:.{_DIGITS}g}" for each in (*found.coefficients, *found.errors))
    return same.of_texts([same.of_rows(rows), str(len(whole)), *coefficients])


def _indicators(site: Site) -> str:
    """Ask for every indicator what a cube asks of the engine, one after the other, then let go of all."""
    noise, told = load_policy().noise, []
    for item in questions.INDICATORS:
        request = questions.cube(item)
        cells = site.engine.cells(CellRequest(request.dataset, request.dimensions), limit=GROUPS)
        years = site.engine.quantiles(request.dataset, request.year, (noise.clip_low, noise.clip_high))
        told += [same.of_cells(cells), repr(years)]
    site.engine.forget()
    return same.of_texts(told)


_LISTED = (
    Step("open", _open),
    Step("import", _import, runs=4, anew=True),
    Step("two-way", _two_way, runs=6),
    Step("four-way", _four_way, runs=6),
    Step("door", _door, runs=4),
    Step("regress", _regress, runs=4),
    Step("logit", _logit, runs=4),
    Step("indicators", _indicators, anew=True),
)
STEPS: Mapping[str, Step] = {step.name: step for step in _LISTED}
