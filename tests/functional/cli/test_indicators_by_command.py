"""Indicators held against the truth by the command line."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from command_line import DATABANK, ask

pytestmark = pytest.mark.xdist_group("command-line")


def test_the_true_values_are_those_the_generator_wrote(walk, home):
    """The generator counts cases itself, in another way; over all years the shares are the same."""
    truth = walk.folder / "deliveries" / "truth"
    said = ask(
        "indicators", "verify", "--truth", truth, "--databank", DATABANK, "--format", "json", home=home
    )
    assert said.code == 0
    found = {each["indicator"]: each for each in said.data["indicators"]}
    listed = ask("indicators", "list", "--databank", DATABANK, "--format", "json", home=home).data
    assert set(found) == {each["code"] for each in listed}
    cases, counted = Counter(), Counter()
    with (truth / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row["district"], row["sex"]) == ("", "0"):
                cases[row["indicator"]] += int(row["cases"])
                counted[row["indicator"]] += int(row["counted"])
    assert cases
    for code, number in cases.items():
        assert found[code]["true"] == pytest.approx(100 * number / counted[code], abs=1e-6)


def test_a_folder_that_is_no_truth_is_refused(home, tmp_path):
    said = ask("indicators", "verify", "--truth", tmp_path, "--databank", DATABANK, home=home)
    assert (said.code, said.out) == (2, "")
