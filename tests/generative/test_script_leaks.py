"""Random scripts, run to the end behind the door: none crashes, and none shows a value that one person has.

One person has values that nobody shares. Whatever a script does, no result, message or fault holds them.
"""

from __future__ import annotations

import json
import random

import pytest
from door_factory import ASKER, door_of, policy_of
from script_worlds import BANK, GRANT, Bank, codes, variable
from worlds import World

from folkekommune.analysis.door import Door
from folkekommune.catalogue.model import ValueType
from folkekommune.script.session import Session
from folkekommune.services.run_report import run_as_csv, run_as_data, run_as_markdown, run_as_text
from folkekommune.services.scripts import run_script
from folkekommune.texts import LANGUAGES

PEOPLE = 400
ODD_WEIGHT, ODD_YEAR, ODD_NOTE = 731.25, 4127, "qzxwv"
SIGNS = ("731.2", "731,2", "4127", "4 127", "4,127", "4\u00a0127", ODD_NOTE)
SCRIPTS = 40
BEGIN = f"""require {BANK}:1 as db
create-dataset kids
import db/SEX as sex
import db/SLEEP as sleep
import db/WEIGHT as weight
import db/YEAR as year
import db/NOTE as note
"""
VARIABLES = (
    variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
    variable("SLEEP", ValueType.INTEGER, code_list=codes("sleep", 1, 2, 9)),
    variable("WEIGHT", ValueType.DECIMAL, clip=(2.0, 30.0)),
    variable("YEAR", ValueType.INTEGER),
    variable("NOTE", ValueType.STRING),
)
CONDITIONS = (
    "sex == 1",
    "weight > 700",
    "year > 4000",
    "sleep != 9",
    "sysmiss(weight)",
    "length(note) > 4",
    "1 == 1",
)
STEPS = (
    "keep if {c}",
    "drop if {c}",
    "generate v{n} = weight * 2 if {c}",
    "generate v{n} = year",
    "generate v{n} = int(weight / 5)",
    "replace weight = 1 if {c}",
    "replace year = year - 1 if {c}",
    "generate v{n} = quantile(weight, 4)",
    "recode sleep (1 2 = 1) (9 = 2)",
    "clone-dataset kids copy{n}",
    "generate v{n} = substr(note, 1, 5)",
    "aggregate (mean) weight -> v{n}, by(sex)",
    "aggregate (max) year -> v{n}, by(sleep)",
    "sample 0.5 {n}1",
)
SHOWN = (
    "tabulate sex sleep",
    "tabulate sex if {c}",
    "tabulate sex, summarize(weight) mean std",
    "tabulate sleep, summarize(year)",
    "tabulate year",
    "tabulate sex sleep, rowpct missing",
    "summarize weight year",
    "summarize weight if {c}",
    "tabulate note",
    "correlate weight year",
    "ci weight year",
    "normaltest weight",
    "histogram weight",
    "boxplot year, over(sex)",
    "barchart (max) weight, over(sex)",
    "hexbin weight year",
    "anova weight sex",
    "regress weight year i.sex",
    "logit sex weight year",
    "collapse (mean) weight (max) year -> latest, by(sleep)\nsummarize weight latest",
    "list-labels db/SEX",
    "help tabulate",
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    world = World.of(PEOPLE, part=GRANT[0])
    drawing = random.Random(5)  # noqa: S311 - invented values
    odd = PEOPLE // 2

    def of(usual: list, special: object) -> list:
        return [special if unit == odd else value for unit, value in enumerate(usual)]

    world.add("SEX", [drawing.choice((1, 2)) for _ in range(PEOPLE)], codes=(1, 2))
    world.add("SLEEP", [drawing.choice((1, 1, 2, 9)) for _ in range(PEOPLE)], codes=(1, 2, 9))
    world.add("WEIGHT", of([round(drawing.uniform(3, 25), 2) for _ in range(PEOPLE)], ODD_WEIGHT))
    world.add("YEAR", of([drawing.randint(2010, 2020) for _ in range(PEOPLE)], ODD_YEAR))
    world.add("NOTE", of([drawing.choice(("a", "b")) for _ in range(PEOPLE)], ODD_NOTE))
    folder = tmp_path_factory.mktemp("leaks")
    policy = policy_of(population=1, population_small=1)
    return door_of(world, folder, policy=policy, engine=world.duckdb(folder))


def written(number: int) -> str:
    """Write a random script, the same for the same number."""
    drawing = random.Random(number)  # noqa: S311 - the same script each time
    steps = (drawing.choice(STEPS) for _ in range(drawing.randint(1, 4)))
    lines = [step.format(c=drawing.choice(CONDITIONS), n=place) for place, step in enumerate(steps)]
    lines.append(drawing.choice(SHOWN).format(c=drawing.choice(CONDITIONS)))
    lines.append(drawing.choice(SHOWN).format(c=drawing.choice(CONDITIONS)))
    return BEGIN + "\n".join(lines) + "\n"


@pytest.mark.parametrize("number", range(SCRIPTS))
def test_no_script_crashes_or_shows_one_persons_value(door: Door, number: int) -> None:
    script = written(number)
    run = run_script(
        script,
        Session(Bank(VARIABLES, releases=("1.0.0",)), GRANT),
        lambda asked: door.answer(asked, ASKER),
        policy=door.policy.label,
    )
    for language in LANGUAGES:
        data = run_as_data(run, language)
        told = [json.dumps(data["results"] + data["faults"], ensure_ascii=False)]
        told += [run_as_text(run, language), run_as_csv(run, language)]
        told.append(run_as_markdown(run, language).replace(script, ""))
        for content in told:
            assert not [sign for sign in SIGNS if sign in content], script
