"""Write the metadata of a dataset from the catalogue, as microdata.no's format asks for it.

Every text stands under ``no`` too: the import step picks that one. Keys have one order, so that the
same release gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from folkekommune.catalogue.model import Code, CodeList, Databank, Texts, Variable
from folkekommune.export.plan import Plan
from folkekommune.municipalities import municipality
from folkekommune.texts import Language, text

Multilingual = list[dict[str, str]]


@dataclass(frozen=True)
class Provenance:
    """Where a dataset comes from and who approved that it leaves."""

    databank: Databank
    version: str
    parts: tuple[str, ...]
    approvers: tuple[str, ...]


def describe_dataset(plan: Plan, provenance: Provenance) -> dict[str, Any]:
    """Give the content of ``NAME.json``."""
    variable, databank = plan.variable, provenance.databank
    theme = databank.themes.get(variable.theme, databank.title)
    return {
        "temporalityType": plan.temporality.value,
        "sensitivityLevel": variable.sensitivity.value,
        "populationDescription": _written(
            lambda language: text(
                "export.population", language, databank=databank.title.in_language(language)
            )
        ),
        "spatialCoverageDescription": _written(lambda _: _places(provenance.parts)),
        "subjectFields": [_multilingual(theme)],
        "dataRevision": {"description": _written(lambda language: _revision(provenance, language))},
        "identifierVariables": [{"unitType": variable.unit_type}],
        "measureVariables": [
            {
                "name": _multilingual(variable.title),
                "description": _multilingual(variable.description),
                "dataType": variable.value_type.value,
                "valueDomain": _domain(variable),
            }
        ],
    }


def _domain(variable: Variable) -> dict[str, Any]:
    if variable.code_list is not None:
        return _enumerated(variable.code_list)
    domain: dict[str, Any] = {"description": _multilingual(variable.description)}
    if variable.unit:
        unit = variable.unit
        domain["measurementUnitDescription"] = _written(lambda _: unit)
    return domain


def _enumerated(codes: CodeList) -> dict[str, Any]:
    ordinary = [code for code in codes.codes if not code.sentinel]
    sentinels = {code.value: code for code in codes.codes if code.sentinel}
    domain: dict[str, Any] = {"codeList": [_code(code) for code in ordinary]}
    if sentinels:
        domain["sentinelAndMissingValues"] = [
            {"code": code.value, "categoryTitle": _multilingual(code.title)} for code in sentinels.values()
        ]
    return domain


def _code(code: Code) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "code": code.value,
        "categoryTitle": _multilingual(code.title),
        "validFrom": code.valid_from.isoformat(),
    }
    if code.valid_until is not None:
        entry["validUntil"] = code.valid_until.isoformat()
    return entry


def _places(parts: Sequence[str]) -> str:
    found = ((number, municipality(number)) for number in parts)
    return ", ".join(f"{number} {place.name}" if place else number for number, place in found)


def _revision(provenance: Provenance, language: Language) -> str:
    databank = provenance.databank.title.in_language(language)
    if provenance.approvers:
        return text(
            "export.revision-approved",
            language,
            databank=databank,
            version=provenance.version,
            approvers=", ".join(provenance.approvers),
        )
    return text("export.revision-test", language, databank=databank, version=provenance.version)


def _multilingual(texts: Texts) -> Multilingual:
    return _written(texts.in_language)


def _written(write: Callable[[Language], str]) -> Multilingual:
    bokmaal = write("nb")
    return [
        {"languageCode": "no", "value": bokmaal},
        {"languageCode": "nb", "value": bokmaal},
        {"languageCode": "nn", "value": write("nn")},
        {"languageCode": "en", "value": write("en")},
    ]
