"""Our check and microdata.no's own tool, on the same good and bad datasets.

The tool is installed once, under ``FOLKEKOMMUNE_TOOLS`` or ``.tools`` in the project.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from dataset_corpus import BAD, CASES, GOOD, RAISES

from folkekommune.datasets.check import check_dataset
from folkekommune.datasets.findings import MOST
from folkekommune.export.official import OfficialTools, Verdict
from folkekommune.settings import Mode
from folkekommune.texts import LANGUAGES

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write every dataset once."""
    folder = tmp_path_factory.mktemp("corpus")
    return {case.name: case.write(folder) for case in CASES}


def test_the_corpus_is_large_and_every_difference_has_a_reason():
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)
    for case in CASES:
        differs = (case.official == GOOD) != (case.ours is None) or case.official == RAISES
        assert bool(case.why) == differs, case.name
    for temporality in ("FIXED", "STATUS", "SUM", "EVENT"):
        verdicts = Counter(case.ours is None for case in CASES if case.name.startswith(f"{temporality}_"))
        assert set(verdicts) == {True, False}


@pytest.mark.feature(464)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ours_finds_the_rule_that_is_broken(written, case):
    checked = check_dataset(written[case.name], Mode.TEST)
    assert len(checked.findings) <= MOST
    if case.ours is None:
        assert checked.findings == ()
    else:
        assert case.ours in {finding.rule for finding in checked.findings}
    for finding in checked.findings:
        for language in LANGUAGES:
            assert finding.sentence(language)


@pytest.mark.slow
def test_the_official_tool_says_what_is_expected_of_it(written):
    """With the test above, a difference between the two checks is one that a case states."""
    tools = OfficialTools(Path(os.environ.get("FOLKEKOMMUNE_TOOLS") or PROJECT / ".tools"))
    verdicts = tools.validate([written[case.name] for case in CASES])
    found = {case.name: said(verdict) for case, verdict in zip(CASES, verdicts, strict=True)}
    assert found == {case.name: case.official for case in CASES}


def said(verdict: Verdict) -> str:
    if verdict.raised:
        return RAISES
    return GOOD if verdict.accepted else BAD
