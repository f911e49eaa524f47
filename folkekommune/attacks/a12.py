"""A12: how long it takes.

The attacker asks for the one person who would be alone with a combination and the secret, with arithmetic
that takes a while, and reads the clock. In one world the row is there and in its twin it is not. Work
is done for all rows of a release whatever the filter keeps; the ticks on which the web server answers are
left out, since they can only hide more. Without: an engine that computes for the kept rows alone.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.around import Around
from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import drawn_keys, open_interface
from folkekommune.attacks.statistics import Estimate
from folkekommune.attacks.twins import CODE, Twin, codes_of, invented
from folkekommune.attacks.worlds import attributes_of, write_release
from folkekommune.query.engine import CellRequest, Cells
from folkekommune.statistics.intervals import normal_quantile

NAME = "A12"
_SECONDS_A_ROW = 0.1
"""What the undefended engine takes for a row that is kept."""


class _Hasty(Around):
    """An engine that works longer the more rows are kept."""

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group, and take time for each row that meets all conditions."""
        cells = super().cells(request, limit=limit)
        everything = (1 << len(request.dataset.conditions)) - 1
        kept = int(cells.persons[(cells.mask & everything) == everything].sum())
        sleep(_SECONDS_A_ROW * min(kept, 1))
        return cells


def attack(*, quick: bool) -> list[Figure]:
    """Attack in pairs, one world after the other, in one process so that nothing of our own disturbs."""
    pairs, fewer = (100, 30) if quick else (500, 60)
    found, without = _told(121, pairs, hasty=False), _told(122, fewer, hasty=True)
    return [
        estimated(
            NAME,
            found,
            without,
            unit="area under the curve of times",
            against="work for all rows of a release",
            limit="<= 0.55",
            runs=(found.figure,),
            note=f"{pairs} paired runs, {fewer} without defence",
            on_figure=True,
        )
    ]


def _told(seed: int, pairs: int, *, hasty: bool) -> Estimate:
    """Give how well times tell the two worlds apart."""
    rounds = -(-pairs // 60)
    worlds = [invented(Twin(seed, number, rounds)) for number in (0, 1)]
    known, random = worlds[0].known, worlds[0].random
    keys, persons = drawn_keys(random), int(random.integers(0, 2**32))
    targets = np.concatenate(worlds[0].rounds)[:pairs]
    times: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder:
        interfaces = []
        for number, world in enumerate(worlds):
            place = Path(folder) / str(number)
            attributes = attributes_of(known, world.secret)
            release = write_release(place / "release", attributes, np.random.default_rng(persons))
            opened = open_interface(release, place, keys=keys, wrap=_Hasty if hasty else None).after(CODE)
            opened.run("tabulate sex")
            interfaces.append(opened)
        for target, code in zip(targets, codes_of(known, targets), strict=True):
            script = f"keep if code == {code} & secret == 1\ngenerate y = exp(month) / sqrt(sex)\nsummarize y"
            for number in random.permutation(2):
                begin = perf_counter()
                interfaces[number].run(script)
                times[bool(worlds[number].secret[target] == 1)].append(perf_counter() - begin)
    return _area(np.array(times[True]), np.array(times[False]))


def _area(here: NDArray[np.float64], gone: NDArray[np.float64]) -> Estimate:
    """Give how often a time with the row is the longer one, or 1 less it if larger (Mann and Whitney)."""
    area = float((here[:, np.newaxis] > gone).mean())
    area = max(area, 1 - area)
    size, other = len(here), len(gone)
    reach = normal_quantile(0.95) * ((size + other + 1) / (12 * size * other)) ** 0.5
    return Estimate(area, area - reach, min(1.0, area + reach))
