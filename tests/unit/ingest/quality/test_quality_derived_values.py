"""P15: a BMI worked out from grams is wrong however the weight was repaired."""

from __future__ import annotations

import pytest
from record_factory import make_context, make_records

from folkekommune.ingest.quality import derived_values, hard_limits, unit_mistakes

FOUR_YEARS = {"visit_date": "15.03.2022"}


def after_checks(rows):
    context = make_context()
    records = make_records([FOUR_YEARS | row for row in rows], occasion="A4")
    for check in (unit_mistakes.check, hard_limits.check):
        records = records.with_items(check(records, context).items)
    return records, derived_values.check(records, context)


def test_a_bmi_is_worked_out_again_and_its_class_taken_out():
    """17.3 kg at 104.0 cm is 17.3 / 1.04² = 15.99 by hand."""
    typed = {"VEKT_KG": "17300", "HOYDE_CM": "104,0", "KMI": "15994,8", "ISO_KMI": "Alvorlig fedme"}
    right = {"VEKT_KG": "17,3", "HOYDE_CM": "104,0", "KMI": "16,0", "ISO_KMI": "Normalvekt"}
    _, finding = after_checks([typed, right])
    assert finding.items["KMI"].values[0] == pytest.approx(16.0)
    assert list(finding.items["KMI"].present) == [True, True]
    assert list(finding.items["ISO_KMI"].present) == [False, True]
    assert finding.repaired == {"worked-out-again": 1}
    assert finding.excluded == {"derived-from-changed": 1}


def test_without_a_source_there_is_nothing_to_work_out():
    """60 cm is too short at four years and no mistake of unit; the BMI stays possible."""
    _, finding = after_checks(
        [{"VEKT_KG": "17,3", "HOYDE_CM": "60", "KMI": "48,1", "ISO_KMI": "Alvorlig fedme"}]
    )
    assert not finding.items["KMI"].present.any()
    assert not finding.items["ISO_KMI"].present.any()
    assert finding.excluded == {"derived-from-changed": 2}


def test_what_was_not_there_is_not_made():
    _, finding = after_checks([{"VEKT_KG": "17300", "HOYDE_CM": "104,0", "KMI": "", "ISO_KMI": ""}])
    assert finding.items == {}


def test_untouched_sources_leave_the_value_alone():
    _, finding = after_checks([{"VEKT_KG": "17,3", "HOYDE_CM": "104,0", "KMI": "20,0"}])
    assert finding.items == {}
    assert finding.applicable == 1
