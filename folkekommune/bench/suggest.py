"""Mappings suggested for exports never seen before: how many fields are right, how much of what is sure."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from folkekommune.bench.disguise.deliveries import disguise, mapping_of_shape
from folkekommune.bench.disguise.tongue import Tongue, Truth
from folkekommune.bench.figure import Figure, of_runs
from folkekommune.catalogue.packages import Package, load_package, shipped_folder
from folkekommune.ingest.suggesting.document import SURE_CODE
from folkekommune.ingest.suggesting.suggestion import Suggestion, suggest
from folkekommune.synthetic import generate

NAME = "suggest"
_SHAPES = {"A": "wide_csv", "B": "workbook", "C": "fhir_ndjson", "D": "relational", "E": "message_zip"}
_SEEDS = 3
_NAMED, _OPAQUE, _SURE = 0.85, 0.60, 0.98


@dataclass
class Score:
    """How a suggestion compares with what is true."""

    fields: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0
    codes: int = 0
    codes_right: int = 0
    codes_sure: int = 0
    codes_sure_right: int = 0

    def __add__(self, other: Score) -> Score:
        mine, theirs = vars(self), vars(other)
        return Score(**{name: mine[name] + theirs[name] for name in mine})


def measure(scale: float) -> list[Figure]:
    """Disguise synthetic deliveries in every shape, and hold what is suggested against the truth."""
    package = load_package(shipped_folder() / "helseprofil")
    seeds = range(101, 101 + (_SEEDS if scale == 1 else 1))
    figures = []
    everything = Score()
    with tempfile.TemporaryDirectory() as folder:
        for opaque in (False, True):
            shares = []
            for shape in _SHAPES:
                score = sum(
                    (try_shape(Path(folder), package, shape, opaque=opaque, seed=seed) for seed in seeds),
                    Score(),
                )
                everything += score
                shares.append(score.right / score.fields)
                kind = "opaque" if opaque else "named"
                figures.append(
                    of_runs(
                        f"{NAME}-{kind}-{shape}",
                        [shares[-1]],
                        unit="of fields right",
                        against="the truth",
                        limit=f">= {_OPAQUE if opaque else _NAMED}",
                        scale=scale,
                        note=_told(score),
                    )
                )
    sure = everything.sure_right / max(1, everything.sure)
    note = f"{everything.sure} called sure, of {everything.fields} fields"
    limit = f">= {_SURE}"
    figures.append(
        of_runs(
            f"{NAME}-sure",
            [sure],
            unit="of sure right",
            against="the truth",
            limit=limit,
            scale=scale,
            note=note,
        )
    )
    return figures


def try_shape(folder: Path, package: Package, shape: str, *, opaque: bool, seed: int) -> Score:
    """Make a delivery in a shape, disguise it, suggest a mapping, and count what is right."""
    delivery, truth = disguised_delivery(folder, package, shape, opaque=opaque, seed=seed)
    return score(suggest(delivery, package), truth)


def disguised_delivery(
    folder: Path, package: Package, shape: str, *, opaque: bool, seed: int
) -> tuple[Path, Truth]:
    """Make a delivery that looks like another record system's; give its folder and the truth."""
    made = folder / f"{shape}-{seed}"
    if not made.exists():
        generate(made, size="tiny", seed=seed, municipalities=("4601",), shapes=(shape,))
    (source,) = (made / "4601").glob("*-full")
    target = folder / f"{shape}-{seed}-{'opaque' if opaque else 'named'}"
    target.mkdir()
    mapping = mapping_of_shape(package, _SHAPES[shape])
    tongue = Tongue(mapping, package.databank, opaque=opaque, short=shape != "A", seed=seed)
    disguise(source, target, tongue, mapping)
    for name, item in tongue.truth.fields.items():
        variable = next((v for v in package.databank.variables.values() if v.item == item), None)
        for (code_list, word), code in tongue.list_words.items():
            if variable and variable.code_list and variable.code_list.name == code_list:
                tongue.truth.codes[name, word] = code
    return target, tongue.truth


def score(suggestion: Suggestion, truth: Truth) -> Score:
    """Hold a suggestion against the truth, field by field."""
    proposals = suggestion.matched.proposals
    found = Score()
    for name, target in truth.fields.items():
        proposal = proposals.get(name)
        right = proposal is not None and proposal.target == target
        if proposal is not None and right and name in truth.units:
            right = proposal.case is not None and proposal.case.unit == truth.units[name]
        found.fields += 1
        found.right += right
        found.sure += proposal is not None and proposal.sure
        found.sure_right += right and proposal is not None and proposal.sure
    for name, proposal in proposals.items():
        if (
            name not in truth.fields
            and proposal.sure
            and proposal.target
            and not name.startswith(("(", "m:"))
        ):
            # A field that is nothing, and was taken for something.
            found.sure += 1
    for (name, word), code in truth.codes.items():
        proposal = proposals.get(name)
        if proposal is None or word not in suggestion.matched.values[name].counts:
            continue
        if proposal.case and proposal.case.reading:
            found.codes += 1
            right = proposal.case.reading.codes.get(word) == code
            sure = proposal.sure and proposal.case.reading.sure.get(word, 0.0) >= SURE_CODE
            found.codes_right += right
            found.codes_sure += sure
            found.codes_sure_right += sure and right
    return found


def _told(score: Score) -> str:
    codes = f"{score.codes_right} of {score.codes} codes, {score.codes_sure_right} of {score.codes_sure} sure"
    return f"{score.right} of {score.fields} fields, {score.sure_right} of {score.sure} sure, {codes}"
