"""A study that adjusts for ses and sex finds the planted odds ratio, not one blown up by the child effect."""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.catalogue.packages import shipped_folder
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.relations import logit_shift, read_relations
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.questionnaire.items import load_questionnaire
from folkekommune.synthetic.source import Source

SIZE = 1_500_000
SOURCE = Source(shipped_folder() / "helseprofil" / "synthetic")


def test_sleep_raises_the_odds_of_behaviour_as_stated():
    settings = SOURCE.settings("model.toml")
    models = Models(load_questionnaire(SOURCE), settings)
    relation = next(one for one in read_relations(settings) if one.outcome == "atferd")
    rng = np.random.default_rng(12)
    same = np.zeros(SIZE, dtype=np.int64)
    rows = Rows(
        child=np.arange(SIZE),
        girl=np.zeros(SIZE, dtype=bool),
        ses=np.zeros(SIZE),
        effect=0.7 * rng.standard_normal(SIZE),
        born=same,
        day=same,
        year=same + 2015,
        traits={},
    )
    item = models.questionnaire.item
    sleep = models.coded(item("sovn"), "M6").draw(rows, rng.random(SIZE)) >= 2
    shift = logit_shift(models, relation).of(sleep.astype(float))
    behaviour = models.coded(item("atferd"), "A4").draw(rows, rng.random(SIZE), shift=shift) >= 2
    a, b = (behaviour & sleep).sum(), (~behaviour & sleep).sum()
    c, d = (behaviour & ~sleep).sum(), (~behaviour & ~sleep).sum()
    assert a * d / (b * c) == pytest.approx(1.6, abs=0.04)
    unshifted = models.coded(item("atferd"), "A4").draw(rows, rng.random(SIZE)) >= 2
    assert behaviour.mean() == pytest.approx(unshifted.mean(), abs=0.001)
