"""Look at an unknown FHIR export: what its responses ask, and what their patients tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from folkekommune.ingest.formats.lines import read_lines
from folkekommune.ingest.mappings.mapping import BIRTH_DATE, IDENTITY, RECORD, SEX, VISIT_DATE
from folkekommune.ingest.reading.fhir_resources import DATA_ABSENT, local_day
from folkekommune.ingest.suggesting.survey import Group, Survey

_GIVEN = {role: f"({role})" for role in (RECORD, IDENTITY, VISIT_DATE, BIRTH_DATE, SEX)}
_WITHOUT = ".-0123456789"
_VALUES = ("valueDecimal", "valueInteger", "valueBoolean", "valueDate", "valueString")


def survey_fhir(files: list[Path]) -> Survey:
    """Look at the resources in the files of a delivery."""
    survey = Survey("fhir_ndjson", given=dict(_GIVEN))
    kinds = {path: _kind(path) for path in files}
    patients: dict[str, dict[str, Any]] = {}
    systems: Counter[str] = Counter()
    for path in (path for path, kind in kinds.items() if kind == "Patient"):
        survey.options["patients"] = _pattern(path)
        for resource in _resources(path):
            patients[str(resource.get("id"))] = resource
            systems.update(str(one.get("system", "")) for one in resource.get("identifier", ()))
    for path in (path for path, kind in kinds.items() if kind == "Questionnaire"):
        resource = orjson.loads(path.read_bytes())
        group = survey.group(_form(resource.get("url", "")), str(resource.get("title", "")))
        _questions(survey, group, resource.get("item", ()))
    forms: set[str] = set()
    for path in (path for path, kind in kinds.items() if kind == "QuestionnaireResponse"):
        survey.options["visits"] = _pattern(path)
        for resource in _resources(path):
            form, _, version = str(resource.get("questionnaire", "")).partition("|")
            forms.add(form)
            survey.forms = sorted({*survey.forms, version} - {""})
            _add(survey, resource, patients, list(systems))
    whole = min(forms, key=len, default="")
    survey.options["questionnaire"] = whole[: len(whole) - len(_form(whole))]
    survey.options["identifiers"] = " ".join(system for system, _ in systems.most_common() if system)
    for group in list(survey.groups.values()):
        group.texts.add(group.name)
        if not group.rows:
            del survey.groups[group.name]
    for column in survey.columns.values():
        column.words = {name: words for name, words in column.words.items() if name in survey.groups}
    return survey.close()


def _kind(path: Path) -> str:
    """Tell what resources a file holds, from the first of them."""
    if path.suffix == ".json":
        content = orjson.loads(path.read_bytes())
        return str(content.get("resourceType", "")) if isinstance(content, dict) else ""
    return next((str(one.get("resourceType", "")) for one in _resources(path)), "")


def _resources(path: Path) -> Iterator[dict[str, Any]]:
    for _, line, _ in read_lines(path):
        try:
            resource = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(resource, dict):
            yield resource


def _pattern(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    stem, _, ending = name.rpartition(".")
    return f"{stem.rstrip(_WITHOUT)}.{ending}"


def _form(canonical: str) -> str:
    return canonical.partition("|")[0].replace("/", ":").rpartition(":")[2]


def _questions(survey: Survey, group: Group, items: Any) -> None:
    for item in items:
        if item.get("type") == "group" or "item" in item:
            _questions(survey, group, item.get("item", ()))
            continue
        column = survey.column(str(item.get("linkId", "")))
        column.words.setdefault(group.name, [])
        if item.get("text"):
            column.labels.add(str(item["text"]))
        for option in item.get("answerOption", ()):
            coding = option.get("valueCoding", {})
            if coding.get("code") is not None and coding.get("display"):
                column.titles[str(coding["code"])] = str(coding["display"])


def _add(survey: Survey, resource: dict[str, Any], patients: dict[str, Any], systems: list[str]) -> None:
    group = survey.group(_form(str(resource.get("questionnaire", ""))))
    patient = patients.get(str(resource.get("subject", {}).get("reference", "")).rpartition("/")[2], {})
    numbers = {one.get("system"): str(one.get("value", "")) for one in patient.get("identifier", ())}
    cells = {
        _GIVEN[RECORD]: str(resource.get("id", "")),
        _GIVEN[VISIT_DATE]: local_day(str(resource.get("authored", ""))),
        _GIVEN[IDENTITY]: next((numbers[system] for system in systems if numbers.get(system)), ""),
        _GIVEN[BIRTH_DATE]: str(patient.get("birthDate", "")),
        _GIVEN[SEX]: str(patient.get("gender", "")),
    }
    _answers(survey, resource.get("item", ()), cells)
    survey.add(group, cells)


def _answers(survey: Survey, items: Any, cells: dict[str, str]) -> None:
    for item in items:
        for answer in item.get("answer", ())[:1]:
            name = str(item.get("linkId", ""))
            coding = answer.get("valueCoding")
            if coding is not None and coding.get("system") == DATA_ABSENT:
                cells[name] = f"absent:{coding.get('code')}"
            elif coding is not None:
                word = str(coding.get("code", coding.get("display", "")))
                cells[name] = word
                if coding.get("display"):
                    survey.column(name).titles.setdefault(word, str(coding["display"]))
            elif "valueReference" in answer:
                cells[name] = str(answer["valueReference"].get("reference", "")).rpartition("/")[2]
            else:
                value = next((answer[kind] for kind in _VALUES if kind in answer), "")
                cells[name] = str(int(value)) if isinstance(value, bool) else str(value)
        _answers(survey, item.get("item", ()), cells)
