"""How much of the bias that unit, swap, duplicate and identity errors cause is removed by quality control.

A delivery with ten times the planted errors is held against the same children's deliveries in which these
four kinds were never planted. All else is the same, drawn from the same seed: who came, whose answers were
lost, and every other error. So the difference between the two is what these errors cause: *raw*, as the rows
were delivered, and *left*, after quality control. Held against the truth itself the two would also hold the
answers that were lost, which no control can bring back.

An indicator is judged where its raw bias is beyond three standard errors of its own value.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from folkekommune.bench.caused_bias import Caused, Counted, caused
from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.planted_bias_page import Found, write_pages
from folkekommune.bench.verification_raw import count_raw
from folkekommune.bench.verification_values import EVERYBODY, Asked, Key, Sum, count_release
from folkekommune.bootstrap import open_wiring
from folkekommune.catalogue.packages import shipped_folder
from folkekommune.indicators.definition import Definition
from folkekommune.query.columns import ReleaseRef
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode
from folkekommune.synthetic import generate
from folkekommune.synthetic.generate import PACKAGE

NAME = "planted-bias"
TIMES = 10
KINDS: Mapping[str, tuple[str, ...]] = {
    "units": ("E06", "E07"),
    "swaps": ("E08",),
    "duplicates": ("E04",),
    "identity": ("E01", "E02", "E03", "E05"),
}
_ALL = "all"
_SEED = 4
_SIZES = (
    (1.0, "bergen", "4601"),
    (0.1, "bergen_tenth", "4601"),
    (0.03, "small", "4631"),
    (0.0, "practice", "4631"),
)
_LIMIT = 90.0


def measure(scale: float) -> list[Figure]:
    """Judge all four kinds together; at a smaller scale, where a world is soon made, each alone too."""
    return _measured(scale)[0]


def write_page(scale: float, to: Path) -> list[Figure]:
    """Measure, and write the page of the manual in every language."""
    figures, found = _measured(scale)
    write_pages(to, found, today=datetime.now(UTC).date())
    return figures


def _measured(scale: float) -> tuple[list[Figure], Found]:
    size, municipality = next((name, place) for least, name, place in _SIZES if scale >= least)
    planted = {_ALL: tuple(chain.from_iterable(KINDS.values())), **(KINDS if scale < 1 else {})}
    with tempfile.TemporaryDirectory() as folder:
        worlds = _Worlds(Path(folder), size, municipality)
        without = worlds.count(())
        kinds = {
            kind: caused(worlds.definitions, without, worlds.count(errors))
            for kind, errors in planted.items()
        }
        names = {each.code: asdict(each.wording.name) for each in worlds.definitions}
    # Of a kind that biases nothing beyond chance there is nothing to tell.
    told = {
        kind: found for kind, found in kinds.items() if kind == _ALL or any(each.is_judged for each in found)
    }
    figures = [_figure(kind, found, scale=scale, size=size) for kind, found in told.items()]
    return figures, Found(size, municipality, worlds.children, kinds=told, names=names)


def _figure(kind: str, found: Sequence[Caused], *, scale: float, size: str) -> Figure:
    """Tell the least that is removed of any judged bias; where none can be judged, nothing is reached."""
    judged = sorted((each for each in found if each.is_judged), key=lambda each: each.removed)
    told = "; ".join(f"{each.indicator} {each.raw:+.2f} to {each.left:+.2f}" for each in judged)
    return of_runs(
        f"{NAME} {kind}",
        [judged[0].removed if judged else 0.0],
        unit="% of the bias removed, the least of all judged",
        against="the same delivery without these errors",
        limit=f">= {_LIMIT:g}",
        scale=scale,
        note=f"{size}, ten times the errors; {len(judged)} of {len(found)} indicators judged: {told}",
    )


class _Worlds:
    """Deliveries of the same children with some kinds of errors planted, loaded and counted."""

    def __init__(self, folder: Path, size: str, municipality: str) -> None:
        self._folder = folder
        self._size = size
        self._municipality = municipality
        self._made = 0
        self.children = 0
        self.definitions: tuple[Definition, ...] = ()

    def count(self, planted: Sequence[str]) -> Counted:
        """Make and load the deliveries with these of the four kinds planted, and count the indicators."""
        self._made += 1
        folder = self._folder / str(self._made)
        package = _package(folder / "package" / PACKAGE, planted)
        deliveries = folder / "deliveries"
        municipality = self._municipality
        made = generate(
            deliveries, size=self._size, seed=_SEED, municipalities=(municipality,), package=package
        )
        self.children = made.children
        home = Home(folder / "home")
        initialise(home, name="bench", mode=Mode.TEST, municipalities=(municipality,))
        wiring = open_wiring(home)
        databank = next(each.databank for each in wiring.packages.values() if each.folder.name == PACKAGE)
        paths = sorted(path for path in (deliveries / municipality).iterdir() if path.is_dir())
        for path in paths:
            wiring.intake.load(path)
        release = wiring.releasing.build_release(databank)
        self.definitions = tuple(each for each in wiring.definitions(databank.name) if each.moment is None)
        asked = Asked(databank, self.definitions)
        raw = count_raw(asked, wiring, paths, municipality=municipality, folder=folder / "raw")
        reference = ReleaseRef(databank.name, release.version)
        checked = count_release(asked, wiring, reference, release.parts)
        shutil.rmtree(folder)
        return Counted(_wholes(raw), _wholes(checked))


def _package(folder: Path, planted: Sequence[str]) -> Path:
    """Copy the package with ten times its errors, and without those of the four kinds not asked for."""
    shutil.copytree(shipped_folder() / PACKAGE, folder)
    file = folder / "synthetic" / "errors.toml"
    written = file.read_text(encoding="utf-8")
    four = {error for errors in KINDS.values() for error in errors}
    shares: Mapping[str, float] = tomllib.loads(written)["shares"]
    lines = []
    for line in written.splitlines():
        error = line.partition(" = ")[0]
        if error in shares:
            share = 0.0 if error in four and error not in planted else min(TIMES * shares[error], 1.0)
            lines.append(f"{error} = {share}")
        else:
            lines.append(line)
    file.write_text("\n".join(lines), encoding="utf-8")
    return folder


def _wholes(sums: Mapping[Key, Sum]) -> dict[str, Sum]:
    """Add every indicator up over places and years."""
    found: dict[str, Sum] = {}
    for key, each in sums.items():
        if (key.district, key.sex) == ("", EVERYBODY):
            whole = found.setdefault(key.indicator, Sum())
            whole.total += each.total
            whole.people += each.people
    return found
