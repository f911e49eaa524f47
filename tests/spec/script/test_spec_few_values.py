"""Sums and means of whole numbers can be divided by: the whole ones are listed."""

from __future__ import annotations

from script_worlds import BANK, Bank, codes, session, variable

from folkekommune.catalogue.model import ValueType
from folkekommune.script.binder import bind_text

BANKED = Bank(
    (
        variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
        variable("WEIGHT", ValueType.DECIMAL, clip=(0.0, 50.0)),
        variable("VISIT_LINK", ValueType.IDENTIFIER, unit_type="VISIT"),
        variable("KIND", ValueType.INTEGER, unit_type="VISIT", code_list=codes("kind", 1, 2)),
    ),
    links={"VISIT": "VISIT_LINK"},
)
BEGIN = f"""require {BANK}:1 as db
create-dataset visits
import db/KIND as kind
import db/VISIT_LINK as child
replace kind = kind / 2
collapse (sum) kind -> halves (mean) kind -> usual, by(child)
create-dataset kids
import db/SEX as sex
import db/WEIGHT as weight
use visits
merge halves usual into kids
use kids
"""


def found(script: str) -> list[str]:
    return [fault.code for fault in bind_text(BEGIN + script, session(BANKED)).faults]


def test_sums_of_codes_are_categories():
    assert found("tabulate halves sex\ngenerate more = halves + 1 - usual\nhistogram more, discrete") == []


def test_quantities_and_what_is_multiplied_are_not():
    assert found("tabulate weight") == ["script.measured"]
    assert found("generate heavy = halves * weight\ntabulate heavy") == ["script.measured"]
    assert found("generate part = halves / 3\ntabulate part") == ["script.measured"]
