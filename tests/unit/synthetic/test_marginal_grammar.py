"""The grammar in which marginals are written."""

from __future__ import annotations

import pytest

from folkekommune.synthetic.questionnaire.marginals import (
    Distribution,
    Given,
    Measurement,
    Part,
    Shares,
    Worst,
    parse_by_occasion,
    parse_marginal,
    parse_spec,
)


def test_parts_are_split_before_an_occasion_with_a_colon():
    parts = parse_marginal("U6|M6:1=.9,2=.1|*:1=.5,2=.5")
    assert parts == (
        Part("U6|M6", None, Shares((1.0, 2.0), (0.9, 0.1))),
        Part(None, None, Shares((1.0, 2.0), (0.5, 0.5))),
    )


def test_a_part_may_hold_for_one_sex():
    girls, boys = parse_marginal("S8@girl:1=.2,0=.8|S8@boy:1=.4,0=.6")
    assert (girls.sex, boys.sex) == (2, 1)
    assert girls.spec == Shares((0.0, 1.0), (0.8, 0.2))


def test_codes_are_put_in_order():
    assert parse_spec("3=.2,1=.5,2=.3") == Shares((1.0, 2.0, 3.0), (0.5, 0.3, 0.2))


def test_p_is_the_share_of_yes():
    assert parse_spec("p=.25") == Shares((0.0, 1.0), (0.75, 0.25))


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("N(31.0,4.9)", Distribution("N", (31.0, 4.9))),
        ("POIS(2.2)", Distribution("POIS", (2.2,))),
        ("WEIGHT", Measurement("WEIGHT")),
        ("WORST(vurd,3=.9,2=.45,else=.05)", Worst("vurd", {3.0: 0.9, 2.0: 0.45}, 0.05)),
        (
            "GIVEN(x,1:0=.5/1=.5,else:0=1)",
            Given("x", {1.0: Shares((0.0, 1.0), (0.5, 0.5))}, Shares((0.0,), (1.0,))),
        ),
    ],
)
def test_specs_that_are_not_shares(text, spec):
    assert parse_spec(text) == spec


@pytest.mark.parametrize("text", ["1=.5,2=.4", "n(1,2)", "U6:", "?"])
def test_nonsense_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_marginal(f"*:{text}")


def test_a_plain_text_holds_everywhere():
    assert parse_by_occasion(".05") == ((None, ".05"),)
    assert parse_by_occasion("*:.02|S8:.10") == ((None, ".02"), ("S8", ".10"))
