"""Planted relations between an exposure and a later outcome.

Each is planted so that a study that adjusts for ses, sex and smoking finds the stated effect: what the
child effect ``u``, which acts on both, adds to an odds ratio is taken from the planted part. Outcomes are
shifted so that their marginals are still met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.quadrature import normal_nodes, solve_rising
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import FloatArray
from folkekommune.synthetic.questionnaire.marginals import BOY, Shares

_LARGEST = 5.0


@dataclass(frozen=True)
class Exposure:
    """A true answer that raises or lowers something later."""

    item: str
    occasion: str
    codes: frozenset[float]


@dataclass(frozen=True)
class Relation:
    """An exposure, the outcome as it is named in the settings, and the size of the effect."""

    exposure: Exposure
    outcome: str
    occasion: str
    shift: float | None
    odds_ratio: float | None


def read_relations(settings: dict[str, Any]) -> tuple[Relation, ...]:
    """Read the planted relations."""
    found = []
    for entry in settings["relations"]:
        exposure, outcome = entry["exposure"], entry["outcome"]
        found.append(
            Relation(
                Exposure(exposure["item"], exposure["occasion"], frozenset(exposure["codes"])),
                outcome.get("item") or outcome["curve"],
                outcome["occasion"],
                entry.get("shift"),
                entry.get("odds_ratio"),
            )
        )
    return tuple(found)


def exposed_share(models: Models, exposure: Exposure) -> float:
    """Give the marginal share that is exposed."""
    spec = models.questionnaire.item(exposure.item).specs[exposure.occasion, BOY]
    assert isinstance(spec, Shares)  # noqa: S101 - exposures are coded answers
    return sum(share for code, share in zip(spec.codes, spec.shares, strict=True) if code in exposure.codes)


@dataclass(frozen=True)
class LogitShift:
    """What an exposure adds to the logit of a coded outcome."""

    unexposed: float
    exposed: float

    def of(self, exposed: FloatArray) -> FloatArray:
        """Give each row's shift."""
        return np.where(exposed > 0, self.exposed, self.unexposed)


def logit_shift(models: Models, relation: Relation) -> LogitShift:
    """Find the shifts with which the odds ratio is as stated and the marginal as before."""
    nodes, weights = normal_nodes()
    ses = np.full(len(nodes), float(models.settings["latent"]["ses_mean"]))
    child = models.child_spread * nodes
    exposed = _exposed_probability(models, relation.exposure, ses, child)
    outcome = models.coded(models.questionnaire.item(relation.outcome), relation.occasion)
    logit = outcome.cuts[0][0] + outcome.effects.fixed(ses, np.zeros(len(ses), dtype=np.bool_), child)
    base = float((weights * expit(logit)).sum())

    def balance(effect: float) -> float:
        def marginal(shift: float) -> float:
            case = exposed * expit(logit + shift + effect) + (1 - exposed) * expit(logit + shift)
            return float((weights * case).sum())

        return solve_rising(marginal, base)

    def odds_ratio(effect: float) -> float:
        shift = balance(effect)
        among = [
            float((weights * part * expit(logit + shift + add)).sum() / (weights * part).sum())
            for part, add in ((exposed, effect), (1 - exposed, 0.0))
        ]
        return among[0] / (1 - among[0]) / (among[1] / (1 - among[1]))

    effect = solve_rising(
        lambda at: odds_ratio(min(max(at, -_LARGEST), _LARGEST)), relation.odds_ratio or 1.0
    )
    shift = balance(effect)
    return LogitShift(unexposed=shift, exposed=shift + effect)


def _exposed_probability(
    models: Models, exposure: Exposure, ses: FloatArray, child: FloatArray
) -> FloatArray:
    """Give the probability of exposure at each value of the child effect."""
    model = models.coded(models.questionnaire.item(exposure.item), exposure.occasion)
    size = len(ses)
    rows = Rows(
        child=np.arange(size),
        girl=np.zeros(size, dtype=np.bool_),
        ses=ses,
        effect=child,
        born=np.zeros(size, dtype=np.int64),
        day=np.zeros(size, dtype=np.int64),
        year=np.full(size, models.trend_year),
        traits={name: np.zeros(size, dtype=np.bool_) for name in model.effects.traits},
    )
    tails = [np.ones(size), *model.tails(rows), np.zeros(size)]
    chosen = [tails[i] - tails[i + 1] for i, code in enumerate(model.codes) if code in exposure.codes]
    return np.asarray(sum(chosen))
