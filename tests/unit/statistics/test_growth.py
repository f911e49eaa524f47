"""Body mass index against the IOTF reference: published cut-offs, classes and their borders."""

import csv
from pathlib import Path

import numpy as np
import pytest

from folkekommune.statistics.growth import (
    NO_CLASS,
    Grade,
    IsoBmiClass,
    Sex,
    age_in_years,
    category,
    curve,
    cutoff,
    cutoff_2000,
    iotf_class,
    iso_bmi,
    zscore,
)

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"
SEX = {"male": Sex.BOY, "female": Sex.GIRL}
NAMES = {
    "thinness grade 3": Grade.THINNESS_3,
    "thinness grade 2": Grade.THINNESS_2,
    "thinness grade 1": Grade.THINNESS_1,
    "normal": Grade.NORMAL,
    "overweight": Grade.OVERWEIGHT,
    "obesity": Grade.OBESITY,
    "severe obesity": Grade.SEVERE_OBESITY,
}


def rows(file):
    with (VECTORS / file).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def column(table, name):
    return np.array([float(row[name]) for row in table])


def sexes(table):
    return np.array([SEX[row["sex"]] for row in table])


def test_every_published_cutoff_of_2012():
    table = rows("iotf_cutoffs.csv")
    assert len(table) == 68
    for limit in (25, 30):
        own = [row for row in table if row["bmi_at_18"] == str(limit)]
        found = cutoff(limit, column(own, "age_years"), sex=sexes(own))
        np.testing.assert_allclose(found, column(own, "cutoff_from_lms_2012"), atol=1e-3, rtol=0)


def test_every_printed_cutoff_of_2000():
    table = rows("iotf_cutoffs.csv")
    for limit in (25, 30):
        own = [row for row in table if row["bmi_at_18"] == str(limit)]
        found = cutoff_2000(limit, column(own, "age_years"), sex=sexes(own))
        np.testing.assert_array_equal(found, column(own, "cutoff_cole_2000"))


def test_the_two_revisions_differ_by_at_most_a_fifth_of_a_unit():
    """What the specification says about them; it guards against mixing up the columns."""
    ages = np.arange(2, 18.5, 0.25)
    for limit in (25, 30):
        for sex in Sex:
            gap = np.abs(cutoff_2000(limit, ages, sex=sex) - cutoff(limit, ages, sex=sex))
            assert 0 < gap.max() < 0.205


def test_only_two_limits_were_printed_in_2000():
    with pytest.raises(KeyError):
        cutoff_2000(35, 4.0, sex=Sex.BOY)


def test_every_category_and_iso_bmi_vector():
    table = rows("iotf_categories.csv")
    assert len(table) == 24
    bmi, age = column(table, "bmi"), column(table, "age_years")
    expected = [NAMES[row["iotf_category"]] for row in table]
    np.testing.assert_array_equal(category(bmi, age, sex=sexes(table)), expected)
    np.testing.assert_allclose(
        iso_bmi(bmi, age, sex=sexes(table)), column(table, "iso_bmi"), atol=5e-3, rtol=0
    )


@pytest.mark.parametrize(
    ("sex", "printed"),
    [
        (Sex.BOY, [-2.565, -1.877, -1.014, 1.310, 2.288, 2.930]),
        (Sex.GIRL, [-2.436, -1.789, -0.975, 1.244, 2.192, 2.822]),
    ],
)
def test_zscores_of_the_adult_limits_at_18_are_the_printed_ones(sex, printed):
    found = zscore([16, 17, 18.5, 25, 30, 35], 18.0, sex=sex)
    np.testing.assert_allclose(found, printed, atol=5e-4, rtol=0)


def test_zscore_and_value_undo_each_other():
    at = curve([2.3, 7.77, 15.1], Sex.GIRL)
    np.testing.assert_allclose(at.value(at.zscore([14.0, 19.5, 31.0])), [14.0, 19.5, 31.0], rtol=1e-12)


def test_the_table_is_read_linearly_between_half_years():
    at = curve([4.25], Sex.BOY)
    assert at.power[0] == pytest.approx((-1.13 - 1.24) / 2)
    assert at.median[0] == pytest.approx((15.676 + 15.55) / 2)
    assert at.variation[0] == pytest.approx((0.07968 + 0.08107) / 2)


def test_a_value_on_a_cutoff_belongs_to_the_higher_class():
    limits = np.array([float(cutoff(c, 4.0, sex=Sex.GIRL)) for c in (16, 17, 18.5, 25, 30, 35)])
    assert category(limits, 4.0, sex=Sex.GIRL).tolist() == [-2, -1, 0, 1, 2, 3]
    assert category(limits - 1e-6, 4.0, sex=Sex.GIRL).tolist() == [-3, -2, -1, 0, 1, 2]


def test_a_quotient_that_is_exactly_a_limit_is_on_it():
    """46.24 kg at 1.36 m is 25 exactly in decimals, but not in binary."""
    weights, heights = np.array([72.25, 46.24, 57.76]), np.array([1.70, 1.36, 1.52])
    assert category(weights / heights**2, 18.0, sex=Sex.BOY).tolist() == [Grade.OVERWEIGHT] * 3


def test_adult_limits_hold_from_18_years():
    bmi = [15.9, 16.0, 17.0, 18.5, 24.9, 25.0, 30.0, 35.0]
    expected = [-3, -2, -1, 0, 0, 1, 2, 3]
    assert category(bmi, 18.0, sex=Sex.BOY).tolist() == expected
    assert category(bmi, 40.0, sex=Sex.GIRL).tolist() == expected
    assert float(iso_bmi(27.5, 21.0, sex=Sex.BOY)) == 27.5


def test_iotf_class_uses_the_code_list_with_one_thin_class():
    """A boy of exactly four years: cut-offs 25 and 30 are 17.518 and 19.225 (published)."""
    bmi = [11.0, 12.9, 13.6, 15.7, 17.51, 17.53, 19.22, 19.24, 21.4]
    classes = iotf_class(bmi, 1461, Sex.BOY)
    assert classes.tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 4]
    assert classes[-1] == IsoBmiClass.SEVERE_OBESITY


def test_days_decide_and_not_rounded_years():
    """Boys' overweight cut-off falls from 18.356 at 2 to 17.854 at 3: half-way it is about 18.10."""
    assert age_in_years(1461) == 4.0
    assert iotf_class(18.2, [731, 1095], [1, 1]).tolist() == [IsoBmiClass.NORMAL, IsoBmiClass.OVERWEIGHT]


def test_no_class_where_none_can_be_given():
    """Too young, missing or impossible values, and an unknown sex."""
    bmi = [16.0, np.nan, 0.0, -3.0, np.inf, 16.0, 16.0]
    days = [730, 1461, 1461, 1461, 1461, np.nan, 1461]
    assert iotf_class(bmi, days, [1, 1, 1, 1, 1, 1, 9]).tolist() == [NO_CLASS] * 7


def test_values_beyond_every_curve_still_have_a_class():
    assert int(iotf_class(60.0, 1461, Sex.BOY)) == IsoBmiClass.SEVERE_OBESITY
    assert np.isnan(iso_bmi(60.0, 4.0, sex=Sex.BOY))
    assert np.isnan(zscore(1e-300, 4.0, sex=Sex.BOY))


def test_boys_and_girls_are_told_apart_in_one_array():
    """At 13 years the published cut-offs for 25 are 21.89 (boys) and 22.49 (girls)."""
    assert category([22.2, 22.2], 13.0, sex=[1, 2]).tolist() == [Grade.OVERWEIGHT, Grade.NORMAL]
