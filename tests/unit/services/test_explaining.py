"""The methods paragraph says what a script does, in the reader's language, from the script itself."""

from __future__ import annotations

import pytest
from script_worlds import BANK, session

from folkekommune.disclosure.policy import load_policy
from folkekommune.script.words import COMMAND_WORDS
from folkekommune.services.explaining import PARTS, methods, methods_as_text
from folkekommune.texts import LANGUAGES, catalogue

SCRIPT = f"""require {BANK}:1 as db
create-dataset kids
import db/SEX as sex
import db/WEIGHT as weight
import db/PLACE 2021-05-01 as place
keep if sex == 1 & (weight >= 3 | sysmiss(weight))
generate heavy = weight > 10 if !sysmiss(weight)
recode sex (1 = 5 'Girl')
tabulate sex place, rowpct
"""


def parts(script: str, language: str = "en") -> dict[str, str]:
    found, faults = methods(script, session(), load_policy(), language=language)
    assert faults == ()
    return found


def test_each_part_says_what_the_script_does():
    found = parts(SCRIPT)
    assert list(found) == list(PARTS)
    assert found["data"] == f"The data come from bank en (`{BANK}`), version 1.10.0."
    assert found["population"] == (
        "The data set `kids` covers everybody with a recorded value of SEX en (`sex`). For these, WEIGHT en "
        "(`weight`) and PLACE en as of 1 May 2021 (`place`) were retrieved. Only those are included for whom "
        "`sex` is 1 (sex 1 en) and (`weight` is at least 3 or `weight` is missing)."
    )
    assert found["preparation"] == (
        "`heavy` was computed as `weight > 10` where `weight` is recorded. "
        "`sex` was recoded: 1 became 5 (Girl)."
    )
    assert found["analyses"] == (
        "The output consists of a table of counts by `sex` and `place`, in per cent of the row."
    )


def test_the_languages_are_those_of_the_reader():
    assert "omfatter alle som har en registrert verdi for SEX nb" in parts(SCRIPT, "nb")["population"]
    assert "per 1. mai 2021" in parts(SCRIPT, "nn")["population"]
    assert methods_as_text(parts(SCRIPT, "nn"), "nn").startswith(
        "**Data.** Opplysningane er henta frå bank nn"
    )


def test_disclosure_control_is_told_from_the_policy():
    policy = load_policy()
    told = parts(SCRIPT)["disclosure"]
    assert f"policy {policy.label}." in told
    assert f"counts below {policy.floors.band} are shown as 0–{policy.floors.band - 1}" in told


def test_groups_merges_and_loops_are_told():
    script = (
        "create-dataset kids\nimport db/SEX as sex\nimport db/WEIGHT as weight\nimport db/YEAR as year\n"
        "for y in 1 : 2\n generate w ++ $y = weight * $y\nend\n"
        "clone-dataset kids groups\nuse groups\ncollapse (mean) weight -> typical, by(sex)\n"
        "merge typical into kids on sex\nuse kids\nsummarize typical\n"
    )
    found = parts(f"require {BANK}:1 as db\n{script}")
    assert "`w1` was computed as `weight * 1`. `w2` was computed as `weight * 2`." in found["preparation"]
    assert "one row for each value of `sex`, with the mean of `weight` (`typical`)" in found["preparation"]
    assert "`typical` was merged from `groups` into `kids` by `sex`." in found["preparation"]
    assert found["analyses"] == "The output consists of key figures for `typical` (data set `kids`)."


def test_a_script_with_faults_is_not_explained():
    found, faults = methods(SCRIPT + "tabulate sx\n", session(), load_policy(), language="en")
    assert found == {}
    assert [fault.line for fault in faults] == [10]


def test_a_script_without_results_needs_no_word_on_disclosure():
    assert "disclosure" not in parts(f"require {BANK}:1 as db\n")


SHOWING = COMMAND_WORDS[COMMAND_WORDS.index("summarize") : COMMAND_WORDS.index("let")]


@pytest.mark.parametrize("word", SHOWING)
def test_every_command_that_shows_something_has_words(word):
    known = catalogue()
    wanted = {f"explain.show-{word}", f"explain.show-{word}-all"}
    if word.endswith("-predict"):
        wanted = {f"explain.model-{word.removesuffix('-predict')}"}
    assert wanted <= known.keys() or f"explain.model-{word}" in known
    assert all(set(known[code]) == set(LANGUAGES) for code in known if code.startswith("explain."))
