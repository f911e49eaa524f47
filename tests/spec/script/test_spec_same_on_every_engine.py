"""Every table and analysis is the same to the byte on every engine, noise included."""

from __future__ import annotations

import json

import pytest
from protected_scripts import NOISY, Workbench, children

from folkekommune.disclosure.results import Refusal, to_plain

SCRIPTS = (
    "tabulate sleep sex, cellpct freq chi2",
    "tabulate sleep, summarize(weight) mean std sum p50 gini iqr",
    "summarize weight, gini iqr",
    "correlate weight sex, covariance obs sig",
    "correlate weight sex, pairwise",
    "ci weight",
    "anova weight sleep##sex, posthoc",
    "normaltest weight",
    "reshape-to-panel s\ntabulate-panel s, colpct rowpct cellpct chi2",
    "reshape-to-panel s\nsummarize-panel s",
    "reshape-to-panel s\ngenerate well = s == 1\ntransitions-panel well",
    "aggregate (gini) weight -> g (sum) weight -> t, by(sleep)\ntabulate sleep, summarize(g)",
)


@pytest.fixture(scope="module")
def benches(tmp_path_factory) -> list[Workbench]:
    world, bank = children(320)
    return [Workbench(world, bank, kind, tmp_path_factory.mktemp(kind)) for kind in ("reference", "duckdb")]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_engine_gives_the_same_bytes(benches, script):
    first, second = (bench.run(script, NOISY) for bench in benches)
    assert not isinstance(first, Refusal), first
    assert json.dumps(to_plain(first)) == json.dumps(to_plain(second))
