"""Every function gives what its example in the manual says, on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from script_worlds import BANK, GRANT, Bank, bound, codes, faults, session, variable
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.query.engine import CellRequest
from folkekommune.script.binder import bind_text
from folkekommune.script.function_manual import FUNCTION_PAGES, function_markdown
from folkekommune.script.manual import help_markdown
from folkekommune.script.words import FUNCTION_WORDS
from folkekommune.texts import LANGUAGES, catalogue

FIRST = 346
"""The number of the first function in docs/language/features.csv; they stand in the same order."""

feature = pytest.mark.feature

CASES = [
    pytest.param(name, marks=feature(FIRST + place))
    for place, name in enumerate(FUNCTION_WORDS)
    if FUNCTION_PAGES[name].result
]


def _value(kind: str, folder: Path, example: str) -> float | str | None:
    """Compute an expression for one person."""
    world = World.of(1, part=GRANT[0]).add("EVERYONE", [1])
    bank = Bank((variable("EVERYONE", ValueType.INTEGER, code_list=codes("everyone", 1)),))
    begin = f"require {BANK}:1 as db\ncreate-dataset data\nimport db/EVERYONE as everyone\n"
    result = bind_text(begin + f"generate it = {example}", session(bank))
    assert result.faults == ()
    dataset = result.session.sets["data"].dataset
    engine = world.reference() if kind == "reference" else world.duckdb(folder)
    return engine.cells(CellRequest(dataset, ("it",)), limit=1).coordinates[0][0]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("kind", ["reference", "duckdb"])
def test_the_example_of_a_function_gives_what_the_manual_says(kind, name, tmp_path):
    """The number or text beside the example is what every engine computes."""
    page = FUNCTION_PAGES[name]
    value = _value(kind, tmp_path, page.example)
    written = value if isinstance(value, str) else f"{value + 0.0:.10g}"
    # The probabilities of the manual are those of scipy.stats, which none of the engines calls.
    assert written == page.result


def test_the_manual_has_every_function_in_three_languages():
    assert tuple(FUNCTION_PAGES) == FUNCTION_WORDS
    written = {code.removeprefix("functions.") for code in catalogue() if code.startswith("functions.")}
    assert written == set(FUNCTION_WORDS)


@feature(321, 491)
def test_help_function_explains_and_lists():
    """``help-function rowmean`` explains; without a name the functions are listed."""
    topics = [command.help_topic for command in bound("help-function\nhelp-function rowmean").commands[-2:]]
    assert topics == ["()", "rowmean()"]
    assert "rowmean(1, ., 4) = 2.5" in help_markdown("rowmean()", "nb")
    for language in LANGUAGES:
        listed = function_markdown("", language)
        assert all(f"`{page.form}`" in listed for page in FUNCTION_PAGES.values())
    assert faults("help-function rowmeen") == [(1, 15, "unknown-function-nearest", "rowmean")]


LABELLED = (
    "define-labels how 1 'Breast milk only' 2 'Partly breast milk' 9 Formula\nassign-labels sleep how\n"
)


@feature(434)
def test_label_to_code_gives_the_code_of_a_label(spec):
    """A label stands for its code, whatever the code is."""
    spec(
        data="""
            person | a
            -------+---
            1      | 1
            2      | 9
        """,
        script="define-labels how 1 Milk 9 Formula\nassign-labels a how\n"
        "generate f = a == label_to_code(a, 'Formula')\ntabulate a f",
        expected="""
            a | f | people
            --+---+-------
            1 | 0 | 1
            9 | 1 | 1
        """,
    )
    assert faults(LABELLED + "keep if sleep == label_to_code(sleep, 'Formule')") == [
        (3, 39, "unknown-label-nearest", "'Formula'")
    ]


@feature(435, 436)
def test_labels_choose_rows(spec):
    """``inlabels`` takes whole labels, ``labelcontains`` a part of them."""
    spec(
        data="""
            person | a
            -------+---
            1      | 1
            2      | 2
            3      | 9
            4      |
        """,
        script="define-labels how 1 'Breast milk only' 2 'Partly breast milk' 9 Formula\n"
        "assign-labels a how\n"
        "generate x = inlabels(a, 'Formula', 'Breast milk only')\n"
        "generate y = labelcontains(a, 'milk')\ntabulate a x y, missing",
        expected="""
            a | x | y | people
            --+---+---+-------
            1 | 1 | 1 | 1
            2 | 0 | 1 | 1
            9 | 1 | 0 | 1
              | 0 | 0 | 1
        """,
    )
    assert faults(LABELLED + "keep if inlabels(sleep, 'Formula', 'Water')") == [
        (3, 36, "unknown-label", None)
    ]
    assert faults("keep if inlabels(year, 'x')") == [(1, 18, "no-labels", None)]


@feature(411)
def test_quantile_groups_the_whole_data_set_by_size(spec):
    """Four groups of the live rows with a value; equal values share a group; missing has none."""
    spec(
        data="""
            person | a  | b
            -------+----+---
            1      | 10 | 1
            2      | 20 | 1
            3      | 30 | 1
            4      | 40 | 1
            5      | 50 | 1
            6      | 60 | 1
            7      | 70 | 1
            8      | 70 | 1
            9      |    | 1
            10     | 99 | 0
        """,
        script="keep if b == 1\ngenerate q = quantile(a, 4)\ntabulate q, missing",
        expected="""
            q | people
            --+-------
            0 | 2
            1 | 2
            2 | 2
            3 | 2
              | 1
        """,
    )
    assert faults("keep if quantile(weight, 4) == 3") == [(1, 9, "quantile-in-condition", None)]
    assert faults("generate q = quantile(weight, 1)") == [(1, 31, "quantile-groups", None)]
