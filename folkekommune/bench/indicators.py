"""All indicators of a county's municipalities: cubes, hiding until nothing changes, and every file.

Eleven municipalities and their districts, all years there are, both sexes, as after a release of all of them.
Making and loading the deliveries is not part of it. Then one municipality delivers another year, and what did
not change is taken from the cubes of before. Hiding is measured at its strictest, where more cells are
hidden beside every hidden one until none can be worked out; as it ships, the policy leaves that to the noise.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.services.initialisation import initialise
from folkekommune.services.release_cubes import CubeWork, compute_cubes
from folkekommune.settings import Home, Mode
from folkekommune.synthetic import generate
from folkekommune.synthetic.generate import PACKAGE

NAME = "indicators"
_SIZES = ((1.0, "eleven"), (0.1, "eleven_tenth"), (0.0, "eleven_hundredth"))
_SEED = 6
_LANGUAGES = 3


@dataclass(frozen=True)
class Work:
    """How long each part of the work took, in seconds.

    :param profile: of one profile on paper: the municipality's own, in one language.
    :param year: of all cubes once one municipality has delivered another year, over all of them before.
    """

    cubes: float
    publication: float
    files: float
    profile: float
    year: float
    note: str

    @property
    def seconds(self) -> float:
        """All but the profile."""
        return self.cubes + self.publication + self.files


def measure(scale: float) -> list[Figure]:
    """Measure the whole, and a profile on paper."""
    size = next(name for least, name in _SIZES if scale >= least)
    with tempfile.TemporaryDirectory() as folder:
        work = _work(Path(folder), size)
    parts = {"cubes": work.cubes, "publication": work.publication, "files": work.files}
    told = f"{work.note}; {', '.join(f'{name} {seconds:.1f} s' for name, seconds in parts.items())}"
    whole = of_runs(
        NAME, [work.seconds], unit="s", against="the clock", limit="<= 60", scale=scale, note=told
    )
    profile = of_runs(
        f"{NAME}-profile",
        [work.profile],
        unit="s",
        against="the clock",
        limit="<= 5",
        scale=scale,
        note="a municipality's profile as tagged PDF, with its page, its chapter and all its pictures",
    )
    year = of_runs(
        f"{NAME}-year",
        [work.year],
        unit="ratio",
        against="all cubes of the release before",
        limit="<= 1",
        scale=scale,
        note="one of the municipalities delivers another year",
    )
    return [whole, profile, year]


def _work(folder: Path, size: str) -> Work:
    made = generate(folder / "deliveries", size=size, seed=_SEED)
    home = Home(folder / "home")
    initialise(home, name="bench", mode=Mode.TEST, municipalities=made.municipalities)
    wiring = open_wiring(home)
    *before, another_year = made.deliveries
    for delivery in before:
        wiring.intake.load(delivery)
    databank = next(each.databank for each in wiring.packages.values() if each.folder.name == PACKAGE)
    work = wiring.releasing.cube_work(wiring.releasing.build_release(databank))
    cubes = _compute(wiring, work, hiding=Hiding.HIDE)
    began = perf_counter()
    cells = _publish(wiring, databank.name, made.municipalities)
    publication = perf_counter() - began
    files = _write_files(folder, made.municipalities, profiles=False)
    one = made.municipalities[:1]
    bare, with_profiles = (_write_files(folder, one, profiles=each) for each in (False, True))
    note = (
        f"{size}: {made.children} children, {len(work.definitions)} indicators, "
        f"{len(made.municipalities)} municipalities, {cells} cells"
    )
    plain = _compute(wiring, work)
    wiring.intake.load(another_year)
    again = _compute(wiring, wiring.releasing.cube_work(wiring.releasing.build_release(databank)))
    return Work(
        cubes, publication, files, profile=(with_profiles - bare) / _LANGUAGES, year=again / plain, note=note
    )


def _compute(wiring: Wiring, work: CubeWork, *, hiding: Hiding | None = None) -> float:
    """Make all cubes, hiding as the policy says or otherwise; give how long it took."""
    began = perf_counter()
    with wiring.door() as door:
        policy = door.policy
        if hiding is not None:
            policy = replace(policy, secondary=replace(policy.secondary, cubes=hiding))
        compute_cubes(replace(door, policy=policy), work, preparations=wiring.preparations)
    return perf_counter() - began


def _publish(wiring: Wiring, databank: str, municipalities: tuple[str, ...]) -> int:
    """Propose and approve the cubes of everyone; count the cells."""
    cells = 0
    for municipality in municipalities:
        prepared = wiring.preparations.latest(databank, municipality)
        if prepared is None:
            continue
        cells += sum(len(cube.cells) + len(cube.means) for cube in prepared.municipal)
        proposed = wiring.publications.propose(prepared)
        wiring.publications.approve(proposed.identifier, at=datetime.now(UTC))
    return cells


def _write_files(folder: Path, municipalities: tuple[str, ...], *, profiles: bool) -> float:
    """Write the files of municipalities by the command; give how long it took."""
    began = perf_counter()
    command = [sys.executable, "-m", "folkekommune.cli", "publication", "files", *municipalities]
    choices = ["--to", str(folder / "files"), "--home", str(folder / "home")]
    choices.append("--profiles" if profiles else "--no-profiles")
    subprocess.run([*command, *choices], check=True, capture_output=True)
    return perf_counter() - began
