"""Protected results: made in one room alone, and read back as they were."""

from __future__ import annotations

import copy
import json
from dataclasses import fields, replace
from typing import get_args

import pytest

from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import (
    _SEAL,
    SAFE_TYPES,
    Chart,
    Layout,
    MeanCell,
    Note,
    NotSealedError,
    Protection,
    Refusal,
    SafeAnalysis,
    SafeAxis,
    SafeCell,
    SafeChart,
    SafeCube,
    SafeDimension,
    SafeLabel,
    SafeMark,
    SafeResult,
    SafeRow,
    SafeSection,
    SafeSummary,
    SafeTable,
    SafeValue,
    ShareCell,
    Sign,
    to_plain,
)

PROTECTION = Protection("standard-1", 1.4, (Note("table.hidden", (("band", 5),)),))
BAND, HIDDEN = SafeValue(None, Sign.BAND), SafeValue(None, Sign.HIDDEN)
EXAMPLES: dict[type, SafeResult] = {
    SafeTable: SafeTable(
        PROTECTION,
        _SEAL,
        dimensions=(SafeDimension("kjønn", (SafeLabel("1", "gutt", "gut", "boy"),)),),
        measures=("freq", "rowpct"),
        cells=(
            SafeCell(
                (0,), (("freq", SafeValue("12")), ("rowpct", SafeValue("48", lower="40.1", upper="56.0")))
            ),
            SafeCell((None,), (("freq", BAND), ("rowpct", HIDDEN))),
        ),
        tests=(("chi2", SafeValue("3.21")), ("p", SafeValue("<0.001"))),
        layout=Layout(((0,), (None,)), (None,), flat=True),
    ),
    SafeSummary: SafeSummary(
        PROTECTION, _SEAL, rows=(("vekt", (("count", SafeValue("120")), ("p1", HIDDEN))),)
    ),
    SafeCube: SafeCube(
        PROTECTION,
        _SEAL,
        indicator="sovn",
        version=2,
        municipality="4601",
        cells=(
            ShareCell(
                "4601",
                None,
                2020,
                None,
                SafeValue("80"),
                SafeValue("120"),
                SafeValue("40"),
                (0.33, 0.47),
                None,
            ),
            ShareCell("4601", "460101", 2020, "1", BAND, HIDDEN, HIDDEN, None, None),
            ShareCell("4601", None, 2022, None, BAND, HIDDEN, HIDDEN, None, None, 3, 2, "inntekt=5"),
        ),
        means=(
            MeanCell("4601", None, 2020, "1", SafeValue("80"), SafeValue("0.31"), (0.1, 0.5), (0.0, 0.6)),
            MeanCell("4601", "460101", 2022, None, BAND, HIDDEN, None, None, 3, 2, "inntekt=5"),
        ),
    ),
    SafeAnalysis: SafeAnalysis(
        PROTECTION,
        _SEAL,
        method="models.regress",
        sections=(
            SafeSection(
                "models.coefficients",
                ("models.coefficient", "models.p-value"),
                (
                    SafeRow(
                        SafeLabel("x", "vekt", "vekt", "weight"),
                        (("models.coefficient", SafeValue("0.31")), ("models.p-value", HIDDEN)),
                    ),
                ),
            ),
        ),
    ),
    SafeChart: SafeChart(
        PROTECTION,
        _SEAL,
        chart=Chart.MAP,
        measure="percent",
        axes=(
            SafeAxis(
                "area",
                SafeLabel("bydel", "Bydel", "Bydel", "District"),
                (SafeLabel("460101", "Arna", "Arna", "Arna"),),
            ),
        ),
        wholes=(SafeMark(("x",), (("step", SafeValue("2")),)),),
        style=("stack",),
        marks=(
            SafeMark(("460101",), (("share", SafeValue("12")),)),
            SafeMark(("460102",), (("share", BAND),)),
        ),
    ),
    Refusal: Refusal(PROTECTION, _SEAL, rule="population.floor", parameters=(("floor", 300),)),
}


def test_the_list_of_protected_types_is_closed() -> None:
    assert set(SAFE_TYPES) == set(get_args(SafeResult)) == set(EXAMPLES)


@pytest.mark.parametrize("kind", SAFE_TYPES)
@pytest.mark.parametrize("seal", [None, object(), "seal", True])
def test_no_one_else_can_make_a_result(kind, seal) -> None:
    with pytest.raises(NotSealedError):
        kind(PROTECTION, seal)


@pytest.mark.parametrize("kind", SAFE_TYPES)
def test_who_holds_a_result_cannot_make_another_from_it(kind) -> None:
    """The seal is not kept in the result, so a copy with other figures cannot be made."""
    result = EXAMPLES[kind]
    with pytest.raises((TypeError, ValueError)):
        replace(result, protection=PROTECTION)
    assert "seal" not in vars(result)
    assert _SEAL not in vars(result).values()
    with pytest.raises(AttributeError):
        result.protection = PROTECTION


@pytest.mark.parametrize("kind", SAFE_TYPES)
def test_every_result_comes_back_from_plain_data(kind) -> None:
    written = json.dumps(to_plain(EXAMPLES[kind]), ensure_ascii=False)
    assert restore(json.loads(written)) == EXAMPLES[kind]
    assert json.dumps(to_plain(restore(json.loads(written))), ensure_ascii=False) == written


@pytest.mark.parametrize("kind", SAFE_TYPES)
def test_every_example_fills_every_field(kind) -> None:
    """A field that is empty in its example would not be seen to be restored."""
    empty = [f.name for f in fields(kind) if not getattr(EXAMPLES[kind], f.name)]
    assert empty == []


def test_a_result_holds_numbers_as_text() -> None:
    assert SafeValue("12").text == "12"
    assert to_plain(EXAMPLES[SafeTable])["cells"][0]["values"][0][1]["text"] == "12"
    assert copy.copy(EXAMPLES[SafeTable]) == EXAMPLES[SafeTable]


def test_a_measure_that_was_not_asked_for_is_no_zero() -> None:
    with pytest.raises(KeyError):
        EXAMPLES[SafeTable].cells[0].value("mean")


def test_plain_data_of_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        restore({"kind": "rows", "protection": {"policy": "x", "noise_sd": 0, "notes": []}})
