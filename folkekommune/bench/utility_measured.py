"""What protection costs at one installation, as plain data: for the page, and for the figures."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.utility_answers import Coefficient, Noise, ShareAnswer, coefficients, noise, shares
from folkekommune.bench.utility_doors import Asked, Made, two_doors
from folkekommune.bench.utility_planted import Planted
from folkekommune.bench.utility_questions import (
    LAST,
    POOLED,
    TableQuestion,
    databank,
    model_script,
    noise_scripts,
    studies,
    table_questions,
)
from folkekommune.bench.utility_truth import coverage, probabilities
from folkekommune.disclosure.results import Refusal, SafeLabel, SafeResult
from folkekommune.statistics.models.fit import CONSTANT

Data = dict[str, Any]
WHOLE = "bergen"
"""The size that is held against the limits."""

LIMITS: dict[str, str | None] = {
    "bias": "<= 0.05",
    "spread": "<= 1.1",
    "related": None,
    "distance": None,
    "marked": None,
    "covered": ">= 93",
    "covered-most": "<= 98",
    "shift": "<= 0.1",
    "refused": "<= 1",
    "recovered": ">= 100",
}
"""The limits of usefulness that hold together with the attacks; a figure without one is told all the same."""


@dataclass
class Tally:
    """What is added up over all questions."""

    noise: list[Noise] = field(default_factory=list)
    apart: list[Noise] = field(default_factory=list)
    related: list[Noise] = field(default_factory=list)
    marked: list[bool] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)
    outputs: int = 0
    refused: int = 0

    def count(self, results: list[SafeResult]) -> None:
        """Count outputs and those that were refused."""
        self.outputs += len(results)
        self.refused += sum(isinstance(result, Refusal) for result in results)


def measure_installation(made: Made) -> Data:
    """Ask everything at both doors."""
    tally = Tally()
    known = probabilities(made.truth)
    with tempfile.TemporaryDirectory() as scratch, two_doors(made, Path(scratch)) as (plain, protected):
        least = int(protected.door.policy.floors.band + 2 * protected.door.policy.noise.cube_bound + 1)
        tables = [
            _table(question, (plain, protected), tally, known=known, least=least)
            for question in table_questions()
        ]
        model = _model(plain, protected, tally)
        found = _studies(plain, protected, tally)
        for kind, seen in (("apart", tally.apart), ("related", tally.related)):
            for item, script in noise_scripts(kind).items():
                (true,), (said,) = plain.run(script, item), protected.run(script, item)
                seen.extend(noise(true, said, least))
        policy = protected.door.policy.label
    summary = made.summary
    return {
        "size": made.size,
        "children": summary["children"],
        "seed": summary["seed"],
        "policy": policy,
        "tables": tables,
        "model": model,
        "studies": found,
        "figures": _figures(tally, found),
    }


def figures(data: Data, *, scale: float, judged: bool) -> list[Figure]:
    """Give the figures of an installation; those that are not judged have no limit that can fail."""
    return [
        of_runs(
            f"utility-{data['size']}-{name}",
            [entry["figure"]],
            unit=entry["unit"],
            against="the same door without protection" if name not in _OF_TRUTH else "truth",
            limit=(judged and LIMITS[name]) or _DESCRIBED,
            scale=scale,
            note=entry["note"],
        )
        for name, entry in data["figures"].items()
        if entry["figure"] is not None
    ]


_DESCRIBED = ">= 0"
_OF_TRUTH = frozenset({"covered", "covered-most", "recovered"})


def _table(
    question: TableQuestion,
    doors: tuple[Asked, Asked],
    tally: Tally,
    *,
    known: dict[tuple[str, str, str, str], float],
    least: int,
) -> Data:
    """Ask for a share in periods of each length."""
    shown, refused, example = {}, {}, list[Data]()
    for years in POOLED:
        script = question.script(years)
        plain, protected = (door.run(script, question.name) for door in doors)
        tally.count(protected)
        tally.noise += noise(plain[0], protected[0], least)
        true, said = shares(plain[0]), shares(protected[0])
        with_people = [place for place, answer in true.items() if sum(answer.exact)]
        told = [place for place in with_people if place in said and said[place].is_shown]
        tally.marked += [
            interval[0] <= _true_share(true[place]) <= interval[1]
            for place in with_people
            if place in said and said[place].is_marked and (interval := said[place].interval)
        ]
        shown[str(years)] = [len(told), len(with_people)]
        refused[str(years)] = protected[0].rule if isinstance(protected[0], Refusal) else ""
        if years == 1:
            tally.covered += coverage(question, said, known)
        if not example and (said or years == POOLED[-1]):
            example = [
                _row(true[place], said.get(place), years)
                for place in with_people
                if int(place[1]) == LAST + 1 - years
            ]
    titles = doors[0].wiring.package(databank()).databank.occasion(question.occasion)
    return {
        "name": question.name,
        "occasion": vars(titles.title) if titles else {},
        "shown": shown,
        "refused": refused,
        "example": example,
    }


def _row(true: ShareAnswer, said: ShareAnswer | None, years: int) -> Data:
    return {
        "who": _words(true.who),
        "period": f"{LAST + 1 - years}–{LAST}" if years > 1 else str(LAST),
        "children": sum(true.exact),
        "plain": 100 * _true_share(true),
        "shown": said.share.text if said else None,
        "sign": said.share.sign.value if said else "",
        "lower": said.share.lower if said else None,
        "upper": said.share.upper if said else None,
    }


def _true_share(answer: ShareAnswer) -> float:
    cases, others = answer.exact
    return cases / (cases + others)


def _model(plain: Asked, protected: Asked, tally: Tally) -> Data:
    before, after = plain.run(model_script(), "model"), protected.run(model_script(), "model")
    tally.count(after)
    true, said = coefficients(before[-1]), coefficients(after[-1])
    _compare(true, said, tally)
    rows = [
        {"term": _words(row.label), "plain": row.value, "shown": _estimate(said.get(name))}
        for name, row in true.items()
    ]
    return {"refused": after[-1].rule if isinstance(after[-1], Refusal) else "", "rows": rows}


def _studies(plain: Asked, protected: Asked, tally: Tally) -> list[Data]:
    """Run the studies that ship and hold each estimate against what is planted."""
    planted = Planted()
    expected = {
        "weight": planted.weight_difference,
        "overweight": planted.overweight_odds,
        "behaviour": planted.behaviour_odds,
    }
    found = []
    for study in studies():
        folder = protected.wiring.package(databank()).folder / "scripts"
        script = (folder / study.script).read_text(encoding="utf-8")
        before, after = plain.run(script, study.script), protected.run(script, study.script)
        tally.count(after)
        models = [[each for result in run if (each := coefficients(result))] for run in (before, after)]
        for place, relation in enumerate(study.relations):
            true, shown = (run[place] if place < len(run) else {} for run in models)
            _compare(true, shown, tally)
            said = next((row for name, row in shown.items() if name.startswith(study.term)), None)
            found.append(
                {
                    "name": relation,
                    "script": study.script,
                    "expected": expected[relation](),
                    "found": _estimate(said),
                }
            )
    return found


def _compare(true: Mapping[str, Coefficient], said: Mapping[str, Coefficient], tally: Tally) -> None:
    for name, row in said.items():
        # A constant is far from nought in its standard errors, so that three digits of it tell nothing here.
        if name in true and row.label.value != CONSTANT:
            estimate, error = true[name].natural
            tally.shifts.append((row.natural[0] - estimate) / error)


def _estimate(row: Coefficient | None) -> Data | None:
    return None if row is None else {"value": row.value, "lower": row.lower, "upper": row.upper}


def is_recovered(study: Data) -> bool:
    """Tell whether an interval holds what is planted."""
    found = study["found"]
    return found is not None and found["lower"] <= study["expected"] <= found["upper"]


def _figures(tally: Tally, found: list[Data]) -> Data:
    """Sum up; None where there was nothing to sum."""
    shifts = np.array(tally.shifts)
    covered = _percent(tally.covered)
    recovered = 100 * sum(map(is_recovered, found)) / len(found)
    of = {
        "bias": (_bias(tally.apart), "persons", len(tally.apart)),
        "spread": (_spread(tally.apart), "SD", len(tally.apart)),
        "related": (_spread(tally.related), "SD", len(tally.related)),
        "distance": (_spread(tally.noise), "SD", len(tally.noise)),
        "marked": (_percent(tally.marked), "%", len(tally.marked)),
        "covered": (covered, "%", len(tally.covered)),
        "covered-most": (covered, "%", len(tally.covered)),
        "shift": (float(abs(shifts.mean())) if len(shifts) else None, "SE", len(shifts)),
        "refused": (100 * tally.refused / tally.outputs, "%", tally.outputs),
        "recovered": (recovered, "%", len(found)),
    }
    return {
        name: {"figure": value, "unit": unit, "of": number, "note": f"of {number}"}
        for name, (value, unit, number) in of.items()
    }


def _percent(told: list[bool]) -> float | None:
    return 100 * sum(told) / len(told) if told else None


def _bias(noises: list[Noise]) -> float | None:
    return float(abs(np.mean([each.persons for each in noises]))) if noises else None


def _spread(noises: list[Noise]) -> float | None:
    ratios = [each.persons / each.told for each in noises]
    return float(np.sqrt(np.mean(np.square(ratios)))) if ratios else None


def _words(label: SafeLabel) -> dict[str, str]:
    return {"nb": label.nb, "nn": label.nn, "en": label.en}
