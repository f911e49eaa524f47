"""The bias that planted errors cause, told apart from what lost answers do, by hand."""

from __future__ import annotations

import tomllib

import pytest

from folkekommune.bench import planted_bias
from folkekommune.bench.caused_bias import Caused, Counted, caused
from folkekommune.bench.planted_bias import KINDS
from folkekommune.bench.verification_values import Sum
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.indicators.definition_files import load_definitions

DEFINITIONS = load_definitions(load_package(shipped_folder() / "helseprofil"))
SHARE, MEAN = DEFINITIONS["overvekt_4aar"], DEFINITIONS["vekst_snitt_baz_4aar"]


def counted(raw: tuple[float, int], checked: tuple[float, int], code: str = "overvekt_4aar") -> Counted:
    return Counted({code: Sum(*raw)}, {code: Sum(*checked)})


def test_the_same_answers_are_lost_on_both_sides_so_only_the_errors_are_told():
    """20 % without the errors, whatever the truth was; 26 % with them, 20.5 % of it left after control."""
    [found] = caused([SHARE], counted((200, 1000), (190, 950)), counted((260, 1000), (205, 1000)))
    assert (found.raw, found.left) == (pytest.approx(6.0), pytest.approx(0.5))
    assert found.error == pytest.approx(100 * (0.2 * 0.8 / 1000) ** 0.5)  # 1.26 points
    assert found.is_judged
    assert found.removed == pytest.approx(91.67, abs=0.01)


def test_a_bias_within_three_errors_of_the_value_is_not_judged():
    [found] = caused([SHARE], counted((200, 1000), (200, 1000)), counted((235, 1000), (200, 1000)))
    assert found.raw == pytest.approx(3.5)
    assert not found.is_judged


def test_a_mean_has_a_spread_of_one():
    [found] = caused(
        [MEAN],
        counted((400, 1000), (400, 1000), MEAN.code),
        counted((600, 1000), (390, 1000), MEAN.code),
    )
    assert (found.raw, found.left) == (pytest.approx(0.2), pytest.approx(-0.01))
    assert found.error == pytest.approx(1000**-0.5)
    assert found.removed == pytest.approx(95.0)


def test_a_bias_that_control_makes_larger_is_worse_than_none_removed():
    assert Caused("a", raw=1.0, left=-1.5, error=0.1).removed == pytest.approx(-50.0)


def test_an_indicator_that_nobody_was_counted_in_is_left_out():
    assert caused([MEAN], counted((1, 2), (1, 2)), counted((1, 2), (1, 2))) == ()


def test_where_nothing_can_be_judged_nothing_is_reached():
    figure = planted_bias._figure("all", [Caused("a", 0.1, 0.0, 0.5)], scale=1.0, size="bergen")
    assert figure.figure == 0
    assert figure.holds is False


def test_ten_times_the_errors_are_planted_and_none_of_the_kinds_left_out(tmp_path):
    shares = {
        name: tomllib.loads(
            (planted_bias._package(tmp_path / name, planted) / "synthetic" / "errors.toml").read_text()
        )["shares"]
        for name, planted in {"none": (), "units": KINDS["units"]}.items()
    }
    assert shares["units"]["E06"] == pytest.approx(0.03)
    assert shares["none"]["E06"] == shares["units"]["E08"] == 0
    # Every other error is there ten times in both, and none in more than all rows.
    assert shares["none"]["E11"] == shares["units"]["E11"] == pytest.approx(0.01)
    assert shares["none"]["E21"] == 1.0
