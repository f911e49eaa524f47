"""Published figures as JSON-stat 2 (https://json-stat.org/full/), the format of statistics banks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from folkekommune.disclosure.results import SafeValue, ShareCell, Sign
from folkekommune.published.figures import CellKey, FigureSet

EVERYWHERE, EVERYONE = "all", "all"
"""Codes of the whole municipality and of both sexes."""

_CONTENTS = ("share", "lower", "upper", "numerator", "complement")


@dataclass(frozen=True)
class Labels:
    """What the dataset and its categories are called, in one language.

    :param contents: of share, lower, upper, numerator and complement.
    """

    title: str
    source: str
    dimensions: Mapping[str, str]
    places: Mapping[str, str]
    sexes: Mapping[str, str]
    contents: Mapping[str, str]


def json_stat(figures: FigureSet, key: CellKey, labels: Labels) -> dict[str, Any]:
    """Give one indicator in one municipality: place, year and sex by the protected numbers.

    A number that is not shown is ``null`` and has its sign under ``status``. Numbers are those that
    were published, with the decimals that were published.

    :param key: any cell of the indicator in the municipality.
    """
    districts = [each for each in figures.districts(key.municipality) if _has(figures, key, district=each)]
    sexes = [each for each in labels.sexes if each != EVERYONE and _has(figures, key, sex=each)]
    categories: dict[str, Sequence[str]] = {
        "place": [EVERYWHERE, *districts],
        "year": [str(year) for year in figures.years(key)],
        "sex": [EVERYONE, *sexes],
        "contents": _CONTENTS,
    }
    values: list[float | None] = []
    status: dict[str, str] = {}
    for place, year, sex in product(*(categories[name] for name in ("place", "year", "sex"))):
        cell = figures.find(
            key._replace(
                year=int(year),
                district=None if place == EVERYWHERE else place,
                sex=None if sex == EVERYONE else sex,
            )
        )
        for number, sign in _numbers(cell):
            if sign:
                status[str(len(values))] = sign
            values.append(number)
    named = {"place": labels.places, "sex": labels.sexes, "contents": labels.contents}
    publication = figures.publication_of(key)
    return {
        "version": "2.0",
        "class": "dataset",
        "label": labels.title,
        "source": labels.source,
        "updated": publication.since.date().isoformat() if publication and publication.since else None,
        "id": list(categories),
        "size": [len(found) for found in categories.values()],
        "role": {"time": ["year"], "geo": ["place"], "metric": ["contents"]},
        "dimension": {
            name: {
                "label": labels.dimensions.get(name, name),
                "category": {
                    "index": list(found),
                    "label": {code: named.get(name, {}).get(code, code) for code in found},
                },
            }
            for name, found in categories.items()
        },
        "value": values,
        "status": status,
        "extension": {
            "indicator": key.indicator,
            "version": key.version,
            "municipality": key.municipality,
            "publication": publication.identifier if publication else None,
            "release": publication.manifest.version if publication else None,
            "policy": publication.manifest.policy if publication else None,
        },
    }


def _has(figures: FigureSet, key: CellKey, *, district: str | None = None, sex: str | None = None) -> bool:
    years = figures.years(key)
    return any(figures.find(key._replace(year=year, district=district, sex=sex)) for year in years)


def _numbers(cell: ShareCell | None) -> list[tuple[float | None, str]]:
    if cell is None:
        return [(None, Sign.MISSING.value)] * len(_CONTENTS)
    share = cell.share
    limits = [(_number(limit), "" if limit else share.sign.value) for limit in (share.lower, share.upper)]
    return [_shown(share), *limits, _shown(cell.numerator), _shown(cell.complement)]


def _shown(value: SafeValue) -> tuple[float | None, str]:
    return _number(value.text), value.sign.value


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)
