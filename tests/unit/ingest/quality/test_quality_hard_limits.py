"""P6: what no one can have is taken out, the rest of the row stays. Limits: databank.toml."""

from __future__ import annotations

from record_factory import make_context, make_records

from folkekommune.ingest.quality.hard_limits import check


def test_values_outside_the_limits_are_taken_out():
    rows = [{"VEKT_KG": word, "EPDS_SUM": "7"} for word in ("1,8", "1,7", "8,4", "8,5", "")]
    finding = check(make_records(rows), make_context())
    assert list(finding.items["VEKT_KG"].present) == [True, False, True, False, False]
    assert "EPDS_SUM" not in finding.items
    assert finding.excluded == {"outside-limits": 2}
    assert (finding.applicable, finding.violating) == (9, 2)
    assert finding.quarantine == {}


def test_within_the_limits_nothing_changes():
    finding = check(make_records([{"VEKT_KG": "5"}]), make_context())
    assert finding.items == {}
    assert finding.excluded == {}
