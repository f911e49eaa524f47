"""What protects persons in every answer, as a researcher meets it: microdata.no's ten measures and ours.

Where noise would hide what is to be seen it is switched off, and every other rule is on.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from protected_scripts import EXACT, NOISY, Workbench
from script_worlds import GRANT, Bank, bound, codes, faults, variable
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.gate import population_floor
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SAFE_TYPES, Refusal, SafeAnalysis, SafeTable, Sign, to_plain
from folkekommune.rendering.protection import refusal_sentence

feature = pytest.mark.feature

SIZE = 1200


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    """1200 persons: groups of 600, 400, 192 and 8; incomes in steps, one of them enormous."""
    group = [1] * 600 + [2] * 400 + [3] * 192 + [4] * 8
    world = World.of(SIZE, part=GRANT[0])
    world.add("GROUP_OF", group, codes=(1, 2, 3, 4)).add(
        "SEX", [1 + n % 2 for n in range(SIZE)], codes=(1, 2)
    )
    world.add(
        "INCOME", [float(40_000 + 7 * (n % 100)) for n in range(SIZE - 1)] + [9e9], kind=ValueType.DECIMAL
    )
    world.add("MANY", [n % 40 for n in range(SIZE)], codes=tuple(range(40)))
    world.add("OTHER", [n // 40 for n in range(SIZE)], codes=tuple(range(30)))
    variables = (
        variable("GROUP_OF", ValueType.INTEGER, code_list=codes("group", 1, 2, 3, 4)),
        variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
        variable("INCOME", ValueType.DECIMAL),
        variable("MANY", ValueType.INTEGER, code_list=codes("many", *range(40))),
        variable("OTHER", ValueType.INTEGER, code_list=codes("other", *range(30))),
    )
    return Workbench(world, Bank(variables), "duckdb", tmp_path_factory.mktemp("privacy"))


def refused(bench: Workbench, script: str, policy=EXACT) -> Refusal:
    result = bench.run(script, policy)
    assert isinstance(result, Refusal), result
    return result


@feature(465)
def test_a_population_is_large_enough(bench):
    """300 persons here; 1000 in a databank of 100 000 or more."""
    assert refused(bench, "tabulate sex if group_of == 3").rule == "population.floor"
    assert isinstance(bench.run("tabulate sex if group_of == 2", EXACT), SafeTable)
    assert population_floor(load_policy(), 100_000) == 1000
    assert population_floor(load_policy(), SIZE) == 300


@feature(466)
def test_extreme_values_are_clipped_before_means_and_spreads(bench):
    """9 milliards lie at the 99th percentile like everything above it: the mean is 40 346.5, give or take."""
    row = bench.rows("summarize income")[0]
    assert row[2] == "40,350"
    assert float(row[3].replace(",", "")) < 300


@feature(468)
def test_extreme_values_are_clipped_in_groups_too(bench):
    """The mean of the group with the enormous income is copied to its members, and is an ordinary one."""
    script = "aggregate (mean) income -> m, by(sex)\nsummarize m"
    assert 40_300 < float(bench.rows(script)[0][2].replace(",", "")) < 40_400


@feature(469)
def test_the_noise_of_a_count_is_the_same_every_time(bench):
    """Small, not nothing, and no other for whoever asks again in other words."""
    first = bench.rows("tabulate group_of sex", NOISY)
    again = bench.rows("rename group_of g\nrename sex s\ntabulate g s if income > 0", NOISY)
    assert [row[1:] for row in first] == [row[1:] for row in again]
    shown = [int(row[column]) for row in first[:3] for column in (1, 2)]
    true = [300, 300, 200, 200, 96, 96]
    assert shown != true
    assert all(abs(one - other) <= 6 for one, other in zip(shown, true, strict=True))


@feature(470)
def test_a_sum_is_the_mean_times_the_noised_count(bench):
    (grid,) = bench.shown("tabulate sex, summarize(income) sum mean freq", NOISY)
    for _, total, mean, count in grid.rows[:2]:
        product = float(mean.replace(",", "")) * int(count.replace(",", ""))
        assert float(total.replace(",", "")) == pytest.approx(product, rel=0.0005)


def test_a_sample_larger_than_the_population_is_all_of_it(bench):
    """Published scripts ask for 100 000 of whoever there is."""
    assert bench.rows("sample 100000 7\ntabulate sex") == bench.rows("tabulate sex")


@feature(472)
def test_a_table_of_mostly_small_cells_is_stopped(bench):
    """40 groups by 30 others: one person in each cell."""
    assert refused(bench, "tabulate many other").rule == "table.band-share"


@feature(473)
def test_a_small_cell_is_hidden_and_says_why(bench):
    """``0–4`` for few, ``:`` for what would tell too much."""
    rows = bench.rows("generate high = income >= 40672\ntabulate group_of high")
    assert rows[2] == ("group 3 en", "~192", "0–4", "192")
    rows = bench.rows("tabulate group_of, summarize(income)")
    assert rows[3][1] == ":"


@feature(474)
def test_a_table_may_have_so_many_cells(bench):
    small = replace(EXACT, tables=replace(EXACT.tables, cells=7))
    assert refused(bench, "tabulate group_of sex", small).rule == "table.cells"
    assert isinstance(bench.run("tabulate group_of", small), SafeTable)


@feature(475)
def test_an_edit_of_few_counts_as_none(bench):
    """Eight are changed: as if nobody was, and nothing is said of it."""
    plain = bench.rows("tabulate sex")
    assert bench.rows("replace sex = 1 if group_of == 4\ntabulate sex") == plain


@feature(476)
def test_statistics_of_a_number_need_ten_persons(bench):
    """Eight are counted, but their mean is hidden."""
    (grid,) = bench.shown("tabulate group_of, summarize(income) mean freq")
    assert grid.rows[3] == ("group 4 en", ":", "8")


@feature(477)
def test_percentiles_have_three_digits(bench):
    row = bench.rows("summarize income")[0]
    assert row[4:] == ("40,000", "40,200", "40,300", "40,500", "40,700")


@feature(479)
def test_a_percentile_is_the_mean_of_eleven_values(bench):
    """Of 600 twos and 600 fours the median is six twos and five fours, as shown with three digits."""
    script = "generate x = 2\nreplace x = 4 if sex == 2\nsummarize x"
    assert bench.rows(script)[0][6] == "2.91"


@feature(480)
def test_no_command_lists_rows(bench):
    """There is no word for it, and no type of result that could hold a row or an identifier."""
    for word in ("list", "browse", "print", "show"):
        assert faults(f"{word} sex")[0][2].startswith("unknown-command"), word
    assert {kind.kind for kind in SAFE_TYPES} == {"table", "summary", "cube", "analysis", "chart", "refusal"}
    written = json.dumps(to_plain(bench.run("summarize income", NOISY)))
    assert "9000000000" not in written


@feature(481)
def test_a_message_does_not_tell_how_few_there_are(bench):
    """192, eight and none: the same sentence."""
    texts = {
        refusal_sentence(refused(bench, f"tabulate sex if {condition}"), "nb")
        for condition in ("group_of == 3", "income > 40600 & group_of == 3")
    }
    assert len(texts) == 1
    assert "192" not in texts.pop()


@feature(471)
def test_two_numbers_are_never_drawn_as_points():
    assert faults("scatter weight year")[0][2].startswith("unknown-command")


def test_a_sum_that_one_person_makes_is_hidden(tmp_path):
    """Thirty who have one each and one who has a thousand; without her thirty of one each."""
    world = World.of(640, part=GRANT[0])
    world.add("G", [1 if n < 320 else 2 for n in range(640)], codes=(1, 2))
    world.add("X", [1000.0 if n == 0 else 0.01 for n in range(640)], kind=ValueType.DECIMAL)
    variables = (
        variable("G", ValueType.INTEGER, code_list=codes("g", 1, 2)),
        variable("X", ValueType.DECIMAL, clip=(0.0, 1000.0)),
    )
    for kind in ("reference", "duckdb"):
        bench = Workbench(world, Bank(variables), kind, tmp_path / kind)
        rows = bench.rows("tabulate g, summarize(x) sum")
        assert [row[1] for row in rows] == [":", "3.200", ":"]


def test_a_variable_that_nearly_all_share_has_no_correlation(tmp_path):
    """Nine who differ: their correlation with anything would be about the nine. Ten are enough."""
    world = World.of(640, part=GRANT[0]).add("X", [n % 40 for n in range(640)])
    world.add("NINE", [int(n < 9) for n in range(640)], codes=(0, 1))
    world.add("THIRTY", [int(n < 30) for n in range(640)], codes=(0, 1))
    variables = (
        variable("X", ValueType.INTEGER, clip=(0.0, 40.0)),
        variable("NINE", ValueType.INTEGER, code_list=codes("nine", 0, 1)),
        variable("THIRTY", ValueType.INTEGER, code_list=codes("thirty", 0, 1)),
    )
    bench = Workbench(world, Bank(variables), "duckdb", tmp_path)
    result = bench.run("correlate x nine thirty")
    assert isinstance(result, SafeAnalysis)
    first, *_ = result.sections[0].rows
    assert dict(first.values)["1"].sign is Sign.HIDDEN
    assert dict(first.values)["2"].text is not None


@feature(456)
def test_a_script_names_a_released_version():
    """Drafts are for those who answer for the data: a script cannot name one."""
    begin = "require no.example.children:DRAFT as draft\n"
    assert faults("", begin=begin)[0][2] == "unknown-version"


@feature(459)
def test_codes_outside_the_scale_are_values_until_they_are_made_missing():
    """``not assessed`` and its like have a code and a label of their own."""
    table = bound("replace sleep = . if sleep == 9\ntabulate sleep").commands[-1].output
    assert table is not None
    assert bound("tabulate sleep").commands[-1].output.dimensions[0].categories[-1].value == 9
