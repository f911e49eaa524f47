"""C3: a field that the file does not have is told, as one against the rule."""

from __future__ import annotations

from record_factory import make_context, make_records

from folkekommune.ingest.cells.batch import Remark
from folkekommune.ingest.quality.form_fields import check


def test_a_form_with_all_its_fields_is_right():
    finding = check(make_records([{"VEKT_KG": "5,1"}]), make_context())
    assert (finding.check, finding.applicable, finding.violating) == ("C3", 2, 0)  # the date and the weight


def test_each_missing_field_counts():
    remarks = (
        Remark("field-missing", "f.csv", "HOYDE_CM"),
        Remark("field-renamed", "f.csv", "Vekt, kg"),
        Remark("field-missing", "f.csv", "SOVN"),
    )
    finding = check(make_records([{"VEKT_KG": "5,1"}], remarks=remarks), make_context())
    assert (finding.applicable, finding.violating) == (4, 2)
