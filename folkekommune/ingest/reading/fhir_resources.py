"""What is read of FHIR resources: lines, versions, answers and days."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from folkekommune.errors import InputError, Place
from folkekommune.ingest.delivery import DeliveredFile

DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ABSENT_WORD = "absent:"
DAY_LENGTH = 10
_OSLO = ZoneInfo("Europe/Oslo")
_VALUES = ("valueDecimal", "valueInteger", "valueBoolean", "valueDate", "valueString")


class BrokenResourceError(Exception):
    """A line is not the resource it should be."""


def read_resource(line: bytes, path: Path, number: int, *, ended: bool) -> dict[str, Any]:
    """Read the resource on a line.

    :raises BrokenResourceError: when it is none.
    :raises InputError: when the file breaks off in the line, or is not in UTF-8.
    """
    try:
        resource = orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            place = Place(file=str(path), line=number)
            raise InputError("ingest.encoding-not-utf8", place=place) from None
        if not ended:
            raise InputError("ingest.file-cut-line", place=Place(file=str(path), line=number)) from None
        raise BrokenResourceError from None
    if not isinstance(resource, dict):
        raise BrokenResourceError
    return resource


def collect_answers(items: list[dict[str, Any]], found: dict[str, str]) -> None:
    """Gather the word of every answered item by its link id, also inside groups."""
    for item in items:
        answers = item.get("answer")
        if answers:
            word = _word(answers[0]) if len(answers) == 1 else _several(answers)
            if word is not None:
                link = item["linkId"]
                found[link] = word if link not in found else f"{found[link]}|{word}"
        inner = item.get("item")
        if inner:
            collect_answers(inner, found)


def _several(answers: list[dict[str, Any]]) -> str | None:
    """Put several answers together, so that no one chooses between them."""
    words = [word for answer in answers if (word := _word(answer)) is not None]
    return "|".join(words) if words else None


def _word(answer: dict[str, Any]) -> str | None:
    coding = answer.get("valueCoding")
    if coding is not None:
        code = coding.get("code")
        if coding.get("system") == DATA_ABSENT:
            return f"{ABSENT_WORD}{code}"
        return _text(coding.get("display", "") if code is None else code)
    for kind in _VALUES:
        value = answer.get(kind)
        if value is not None:
            return str(int(value)) if kind == "valueBoolean" else _text(value)
    reference = answer.get("valueReference")
    if reference is not None:
        return _text(reference.get("reference", "")).rpartition("/")[2]
    if not answer or "extension" in answer:
        return None
    raise BrokenResourceError


def _text(value: Any) -> str:
    """Give a value as text; one with a NUL is none."""
    text = str(value)
    if "\0" in text:
        raise BrokenResourceError
    return text


def version_of(resource: dict[str, Any]) -> int:
    """Give the version of a resource, the first when it does not say."""
    text = str(resource.get("meta", {}).get("versionId", "1"))
    if not text.isascii() or not text.isdigit():
        raise BrokenResourceError
    return int(text)


def local_day(moment: str) -> str:
    """Give the day in Norway of a moment with zone offset."""
    if len(moment) <= DAY_LENGTH or moment.endswith(("+01:00", "+02:00")):
        return moment[:DAY_LENGTH]
    try:
        return datetime.fromisoformat(moment).astimezone(_OSLO).date().isoformat()
    except ValueError:
        return moment


def check_count(path: Path, file: DeliveredFile, count: int) -> None:
    """Refuse a file with another number of lines than the manifest promises."""
    if file.rows is not None and file.rows != count:
        raise InputError("ingest.rows-differ", place=Place(file=str(path)), n=count)
