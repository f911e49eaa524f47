"""What a verification says of bias and of intervals, by hand."""

from __future__ import annotations

import json

import pytest
from tracked_files import ROOT

from folkekommune.bench.verification import Verification, Verified, missing_by_value
from folkekommune.bench.verification_page import DATA, PAGES, as_text, written
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.ingest.quality.declaration import load_declaration

FOLDER = ROOT / "docs" / "indicators"


def verified(true: float, raw: float, checked: float, *, chance: float = 0.1, **more) -> Verified:
    """Make an indicator of which this much is known."""
    known = {"published": 0.2, "inside": {}} | more
    return Verified("amming", "percent", true=true, raw=raw, checked=checked, monte_carlo=chance, **known)


def test_bias_is_the_distance_to_the_truth():
    found = verified(50.0, 54.0, 49.5)
    assert (found.raw_bias, found.bias) == (4.0, -0.5)


@pytest.mark.parametrize(
    ("raw", "checked", "removed"),
    # Of four points half a one is left; a raw bias within three errors of 0.1 is not judged.
    [(54.0, 49.5, 0.875), (54.0, 50.2, 0.95), (54.0, 54.0, 0.0), (50.2, 50.0, None), (50.4, 50.0, 1.0)],
)
def test_what_is_removed_is_judged_beyond_three_errors(raw, checked, removed):
    found = verified(50.0, raw, checked).removed
    assert found is None if removed is None else found == pytest.approx(removed)


def test_coverage_adds_up_over_indicators_and_by_years():
    first = verified(50.0, 50.0, 50.0, inside={1: (9, 10), 3: (1, 1)})
    second = verified(50.0, 50.0, 50.0, inside={1: (10, 10)})
    found = Verification((first, second), ())
    assert (found.coverage(1), found.coverage(3), found.coverage(5)) == ((19, 20), (1, 1), (0, 0))
    told = as_text(found, "en")
    assert "- All: 20 of 21 (95.2 %)" in told
    assert "- 1 year(s): 19 of 20 (95.0 %)" in told
    assert "5 year(s)" not in told


def test_what_is_missing_because_of_its_value_is_marked():
    found = Verification((verified(50.0, 54.0, 52.0, by_value=True),), ())
    assert "| amming * | 50.00 | 54.00 | 52.00 | 4.00 | 2.00 | 50 % | 0.20 |" in as_text(found, "en")
    assert "No check can remove that bias" in as_text(found, "en")
    assert "50,00" in as_text(found, "nb")


def test_coverage_leaves_out_what_is_missing_because_of_its_value():
    """Those who answered were not drawn with the probability of all: 1 of 10 says nothing of intervals."""
    fair = verified(50.0, 50.0, 50.0, inside={1: (19, 20)})
    lost = verified(50.0, 54.0, 52.0, inside={1: (1, 10)}, by_value=True)
    found = Verification((fair, lost), ())
    assert found.coverage(1) == (19, 20)
    told = as_text(found, "en")
    assert "- All: 19 of 20 (95.0 %)" in told
    assert "- amming *: 1 year(s): 1 of 10 (10.0 %)" in told


def test_what_is_worked_out_of_a_lost_answer_is_lost_too():
    """Weight is lost more often at S8 and V1 where it is high, and with it class and score; not at A4."""
    package = load_package(shipped_folder() / "helseprofil")
    declaration = load_declaration(package.folder / "quality.toml", package.databank)
    lost = missing_by_value(package, declaration)
    assert {"VEKT_KG_S8", "IOTF_KLASSE_S8", "KMI_Z_S8"} <= lost
    assert not {"IOTF_KLASSE_A4", "KMI_Z_S3", "HOYDE_CM_S8"} & lost


def test_the_shipped_pages_are_what_their_data_gives():
    data = json.loads((FOLDER / DATA).read_text("utf-8"))
    for language, name in PAGES.items():
        assert (FOLDER / name).read_text("utf-8") == written(data, language)
