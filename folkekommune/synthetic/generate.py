"""Make deliveries with known truth.

The same seed gives the same bytes: nothing here reads a clock, and every random number belongs to a purpose.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from folkekommune import __version__
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.errors import InputError, Place, UsageError
from folkekommune.synthetic.faults.context import FaultContext
from folkekommune.synthetic.faults.deliveries import choose_deliveries, note_deliveries
from folkekommune.synthetic.faults.log import FaultLog
from folkekommune.synthetic.faults.persons import choose_persons
from folkekommune.synthetic.losses import Losses
from folkekommune.synthetic.records import (
    RecordKeeper,
    child_names,
    new_numbers,
    wrong_type_share,
)
from folkekommune.synthetic.residents import FOLDER as RESIDENTS
from folkekommune.synthetic.residents import write_residents
from folkekommune.synthetic.sizes import Size, choose_size
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.systems import delivery_of, read_deliveries, record_systems
from folkekommune.synthetic.truth.indicators import IndicatorTruth
from folkekommune.synthetic.truth.tables import TruthTables
from folkekommune.synthetic.world import World, make_world
from folkekommune.synthetic.writing.press import Press

Progress = Callable[[str, int, int], None]
PACKAGE = "helseprofil"


@dataclass(frozen=True)
class Summary:
    """What was made."""

    deliveries: tuple[Path, ...]
    municipalities: tuple[str, ...]
    children: int
    visits: int
    answers: int
    bytes: int


def generate(
    out: Path,
    *,
    size: str,
    seed: int,
    municipalities: Sequence[str] = (),
    shapes: Sequence[str] = (),
    package: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write deliveries by municipality, the truth under ``out/truth/``, residents under ``out/official/``.

    :param progress: told a stage, how much of it is done, and how much there is.
    :raises UsageError: for a size, shape or municipality that there is not, or a folder that is in use.
    :raises InputError: when the disk is full or the folder cannot be written.
    """
    folder = package or shipped_folder() / PACKAGE
    source = Source(folder / "synthetic")
    chosen = choose_size(source, size, municipalities=municipalities, shapes=shapes)
    databank = load_package(folder).databank
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError("synthetic.folder-in-use", folder=str(out))
    tell = progress or (lambda _stage, _done, _total: None)
    tell("people", 0, 1)
    world = make_world(seed, source, databank, chosen)
    tell("people", 1, 1)
    # Everything is written beside its place and moved there when it is whole.
    partial = out.parent / f".{out.name}.partial"
    try:
        if partial.exists():
            shutil.rmtree(partial)
        partial.mkdir(parents=True)
        written = _write(partial, world, chosen, tell=tell)
        if out.exists():
            out.rmdir()
        partial.rename(out)
    except OSError as fault:
        shutil.rmtree(partial, ignore_errors=True)
        code = "synthetic.disk-full" if fault.errno == errno.ENOSPC else "synthetic.not-writable"
        raise InputError(code, place=Place(file=str(out))) from None
    return Summary(
        deliveries=tuple(out / path.relative_to(partial) for path in written.deliveries),
        municipalities=chosen.municipalities,
        children=len(world.children),
        visits=sum(len(one) for one in world.visits),
        answers=written.answers,
        bytes=written.bytes,
    )


@dataclass(frozen=True)
class _Written:
    deliveries: tuple[Path, ...]
    answers: int
    bytes: int


def _write(out: Path, world: World, size: Size, *, tell: Progress) -> _Written:
    source, questionnaire = world.source, world.questionnaire
    settings, looks = source.settings("deliveries.toml"), source.settings("errors.toml")
    words = source.settings("words.toml")
    deliveries = read_deliveries(settings)
    systems = record_systems(size, questionnaire)
    context = FaultContext(world.seed, questionnaire, looks, FaultLog())
    names = child_names(world.seed, words, len(world.children))
    persons = choose_persons(context, world.children, places=world.places, visits=world.visits)
    faults = choose_deliveries(context, systems, deliveries)
    note_deliveries(context, faults, deliveries)
    press = Press(
        out, world, context=context, persons=persons, names=names, settings=settings, deliveries=deliveries
    )
    press.open(systems, faults)
    keeper = RecordKeeper(
        world=world,
        context=context,
        persons=persons,
        deliveries=deliveries,
        names=names,
        words=words,
        numbers=new_numbers(world),
        wrong_type_share=wrong_type_share(context, world.visits),
    )
    losses = Losses(
        world.seed,
        questionnaire,
        databank=world.databank,
        settings=world.models.settings["missing"],
        units=world.places.units,
        children=len(world.children),
    )
    tables = TruthTables(out / "truth", questionnaire, world.places)
    tables.write_children(world.children)
    _write_residents(out, world)
    tables.write_visits(world.visits, [delivery_of(one.day, deliveries) for one in world.visits])
    answers = 0
    sheet = world.sheet()
    truth_of = IndicatorTruth(
        source.settings("indicators.toml")["indicators"],
        models=world.models,
        standing=world.standing,
        overweight=sheet.overweight,
        relations=world.relations,
        places=world.places,
    )
    feeding = questionnaire.with_role("breastfeeding").name
    fed = np.full(len(world.children), np.nan)
    for index, (visits, rows, truth) in enumerate(world.attended(sheet)):
        tell("answers", index, len(world.visits))
        cells = losses.lose(visits, truth)
        tables.write_answers(visits, truth)
        truth_of.add(visits, rows, truth=truth, cells=cells)
        answers += sum(int(column.present.sum()) for column in cells.values())
        for system in systems:
            if visits.occasion.name in system.occasions:
                press.write(system, keeper.frames(system, visits, truth=truth, cells=cells, fed_before=fed))
        tables.write_errors(context.log)
        if feeding in truth.answers:
            fed[rows.child] = truth.answers[feeding].values
    tell("answers", len(world.visits), len(world.visits))
    folders = press.close(lambda done, total: tell("files", done, total))
    tables.write_errors(context.log)
    tables.close()
    truth_of.write(out / "truth" / "indicators.csv")
    _write_summary(out, world, size, context=context, answers=answers)
    total = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return _Written(tuple(folders), answers, total)


def _write_residents(out: Path, world: World) -> None:
    period = world.source.settings("population.toml")["period"]
    write_residents(
        out / RESIDENTS,
        world.children,
        world.places,
        years=range(period["first"].year + 1, period["last"].year + 2),
        title=world.source.settings("official.toml")["title"],
    )


def _write_summary(out: Path, world: World, size: Size, *, context: FaultContext, answers: int) -> None:
    """Write what was made, and how much was planted."""
    content = {
        "version": __version__,
        "seed": world.seed,
        "size": size.name,
        "municipalities": list(size.municipalities),
        "shapes": list(size.shapes),
        "children": len(world.children),
        "visits": sum(len(one) for one in world.visits),
        "answers": answers,
        "planted": dict(sorted(context.log.counts.items())),
    }
    text = json.dumps(content, indent=2) + "\n"
    (out / "truth" / "summary.json").write_text(text, encoding="utf-8")
