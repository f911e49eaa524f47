"""Scripts at random: commands that work, commands that do not, and noise. None holds a canary."""

from __future__ import annotations

import numpy as np

_SHOWING = (
    "tabulate sex",
    "tabulate age sex",
    "tabulate age, missing",
    "tabulate district",
    "tabulate district sex, rowpct missing",
    "tabulate district, summarize(weight)",
    "tabulate sex, summarize(number)",
    "tabulate sex if weight > {n}",
    "tabulate sex if number > {i}",
    "tabulate age sex, nolabels missing",
    "summarize weight",
    "summarize number",
    "summarize age sex",
    "summarize",
    "summarize weight if number > {i} & sex == 1",
    "summarize weight if !inlist(sex, 1, 2)",
    "generate k{k} = sex\ntabulate k{k}, missing",
    "generate k{k} = int(number / {i})\ntabulate k{k}",
    "generate k{k} = number - {i}\nsummarize k{k}",
    "generate k{k} = int(weight)\ntabulate k{k}",
    "generate k{k} = exp(weight) / {n}\nsummarize k{k}",
    "generate k{k} = length(note)\ntabulate k{k} sex",
    "generate k{k} = age * 1\ntabulate k{k}, missing",
    "generate k{k} = year(number)\ntabulate k{k}",
    "generate k{k} = startswith(note, 'k')\ntabulate k{k}, missing",
    "recode age (0/9 = 1 'young') (10/20 = 2 'old'), prefix('p{k}')\ntabulate p{k}age, missing",
    "recode sex (1 = 2) (* = 9 'other'), prefix('r{k}')\ntabulate r{k}sex",
)
_CHANGING = (
    "keep if weight < {n}",
    "drop if age > 18",
    "keep if sysmiss(weight) | weight < 1e12",
    "drop if weight > 1e12",
    "keep if !inlist(sex, 1, 2)",
    "replace weight = weight * {n}",
    "replace number = number + {i} if sex == 1",
    "generate t{k} = rowconcat(note, district, number)",
    "generate t{k} = upper(note)",
    "generate t{k} = string(weight)",
    "define-labels list{k} 1 Girl 2 Boy\nassign-labels sex list{k}",
    "clone-dataset persons -> other{k}",
)
_ENDING = (
    "collapse (mean) weight -> m (count) number -> c, by(district)\nsummarize m c",
    "collapse (max) number -> m, by(district)\nsummarize m",
    "collapse (median) number -> m, by(age)\nsummarize m",
    "collapse (mean) weight -> m, by(note)\nsummarize m",
    "collapse (count) weight -> c, by(number)\ntabulate c",
    "collapse (sd) weight -> m, by(sex)\nsummarize m",
)
_WRONG = (
    "tabulate note",
    "tabulate weight",
    "tabulate number note",
    "summarize note",
    "generate z{k} = note + 1",
    "generate z{k} = substr(note, 1, 8)\ntabulate z{k}",
    "tabulate sex if note == {i}",
    "keep if sex = 1",
    "tabulat sex",
    "tabulate sexx",
    "recode note (1 = 2)",
    "recode district (missing = 'x') ('kanari' = 'y')\ntabulate district, missing",
    "replace sex = note",
    "merge number into nowhere",
    "import db/NOTE as note",
    "tabulate sex, flatten",
    "regress weight age",
    "((( & '",
    "summarize weight if 1 / 0",
    "collapse (mean) note, by(number)",
    "for i in 1 2 : tabulate sex",
    "{noise}",
)
_NOISE = "abcxyz æøå 0123456789 ()[]{}+-*/=<>!&|'\",.:;$@#%~`\\"
_WRONG_SHARE, _ENDING_SHARE, _NOISE_LENGTH = 0.35, 0.15, 30


def random_script(random: np.random.Generator) -> str:
    """Write a script."""
    lines = [_one(_CHANGING, random, place) for place in range(random.integers(0, 3))]
    lines += [_one(_SHOWING, random, 10 + place) for place in range(random.integers(1, 3))]
    if random.random() < _ENDING_SHARE:
        lines.append(_one(_ENDING, random, 20))
    if random.random() < _WRONG_SHARE:
        lines.insert(int(random.integers(0, len(lines) + 1)), _one(_WRONG, random, 30))
    return "\n".join(lines)


def _one(templates: tuple[str, ...], random: np.random.Generator, number: int) -> str:
    template = templates[random.integers(len(templates))]
    if template == "{noise}":
        return "".join(_NOISE[at] for at in random.integers(0, len(_NOISE), _NOISE_LENGTH))
    whole, broken = 10 ** int(random.integers(0, 11)), round(float(random.uniform(5, 40)), 1)
    return template.format(k=number, i=whole, n=broken)
