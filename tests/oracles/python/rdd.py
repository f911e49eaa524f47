"""Write rdd.json: numbers of the package rdrobust (its authors'), which Debian's R does not have.

Run once, in an environment of its own with rdrobust 2.1.1 and pandas: ``python rdd.py``.
"""

from __future__ import annotations

import json
import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from rdrobust import rdrobust

HERE = Path(__file__).parent
PEOPLE = pd.read_csv(HERE.parent / "r" / "people.csv")


def case(**options: object) -> dict[str, object]:
    """Estimate, with HC1 or clustered variances and ties taken for what they are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = rdrobust(PEOPLE["mark"], PEOPLE["running"], masspoints="off", **({"vce": "hc1"} | options))
    return {
        "coefficients": found.coef.iloc[:, 0].tolist(),
        "errors": found.se.iloc[:, 0].tolist(),
        "bandwidths": found.bws.iloc[:, 0].tolist(),
    }


GIVEN = {"h": 0.9, "b": 1.3}
CASES = {
    "sharp": case(),
    "quadratic": case(p=2),
    "slope": case(deriv=1, p=2),
    "fuzzy": case(**GIVEN, fuzzy=PEOPLE["treated"]),
    "covariates": case(**GIVEN, covs=PEOPLE[["x"]]),
    "clusters": case(vce="cr1", cluster=PEOPLE["cluster"]),
}
(HERE / "rdd.json").write_text(json.dumps({"rdrobust": version("rdrobust")} | CASES, indent=1) + "\n")
