"""Analysis of variance from groups alone, compared with statsmodels on the rows behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.formula.api import ols

from folkekommune.statistics.variance import Group, analyse, tukey


def test_unbalanced_groups_with_interaction_agree_with_statsmodels() -> None:
    """Partial (type III) sums of squares with factors that sum to nought."""
    draw = np.random.default_rng(3)
    rows = {"a": draw.integers(0, 2, 300), "b": draw.choice(3, 300, p=[0.6, 0.3, 0.1])}
    rows["y"] = draw.normal(10, 2, 300) + rows["a"] + 0.5 * rows["b"] * rows["a"]
    groups = []
    for a in range(2):
        for b in range(3):
            values = rows["y"][(rows["a"] == a) & (rows["b"] == b)]
            groups.append(Group((a, b), len(values), values.mean(), values.std(ddof=1)))
    found = analyse(groups, (2, 3), ((0,), (1,), (0, 1)))
    expected = sm.stats.anova_lm(ols("y ~ C(a, Sum) * C(b, Sum)", pd.DataFrame(rows)).fit(), typ=3)
    assert found is not None
    for line, name in zip(found.terms, ("C(a, Sum)", "C(b, Sum)", "C(a, Sum):C(b, Sum)"), strict=True):
        assert line.squares == pytest.approx(expected.loc[name, "sum_sq"])
        assert line.freedom == expected.loc[name, "df"]
        assert line.statistic == pytest.approx(expected.loc[name, "F"])
        assert line.p == pytest.approx(expected.loc[name, "PR(>F)"])
    assert found.rest.squares == pytest.approx(expected.loc["Residual", "sum_sq"])
    assert found.total.squares == pytest.approx(((rows["y"] - rows["y"].mean()) ** 2).sum())


def test_noise_makes_an_effect_smaller_and_changes_no_sum_of_squares() -> None:
    groups = [Group((0,), 50, 10.0, 2.0), Group((1,), 50, 11.0, 2.0)]
    plain, noisy = (analyse(groups, (2,), ((0,),), noise=noise) for noise in (0.0, 4.0))
    assert plain is not None
    assert noisy is not None
    assert plain.terms[0].squares == noisy.terms[0].squares == pytest.approx(25)
    # 25 over a variance of 4, and over 4 + 4.
    assert plain.terms[0].statistic == pytest.approx(6.25)
    assert noisy.terms[0].statistic == pytest.approx(3.125)


def test_nothing_is_compared_where_nothing_is_left() -> None:
    assert analyse([Group((0,), 1, 1.0, 0.0), Group((1,), 1, 2.0, 0.0)], (2,), ((0,),)) is None


def test_tukeys_p_value_is_that_of_the_studentised_range() -> None:
    """The 5 % point for three groups and 60 degrees is 3.399 (tables of Pearson and Hartley: 3.40)."""
    assert tukey(3.399 / 2**0.5, 1.0, levels=3, freedom=60) == pytest.approx(0.05, abs=0.0005)
