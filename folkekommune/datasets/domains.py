"""Hold a value domain against the format: described in words, or enumerated in a code list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from folkekommune.datasets.findings import Finding
from folkekommune.datasets.shapes import also, many, record, word
from folkekommune.datasets.texts import TEXTS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ONLY_DESCRIBED = ("description", "measurementType", "measurementUnitDescription")
_LARGEST = 2**63 - 1


def check_domain(value: Any, data_type: Any, path: str) -> Iterator[Finding]:
    """Yield what is wrong with a value domain for a type of data."""
    found = list(_FIELDS(value, path))
    yield from found
    if found:
        return
    if value.get("codeList") is not None:
        yield from _enumerated(value, data_type, path)
    elif value.get("description") is None:
        yield Finding("no-domain", path=path)
    elif value.get("sentinelAndMissingValues") is not None:
        yield Finding("sentinels-without-codes", path=f"{path}.sentinelAndMissingValues")


def _enumerated(value: Any, data_type: Any, path: str) -> Iterator[Finding]:
    for name in _ONLY_DESCRIBED:
        if value.get(name) is not None:
            yield Finding("not-with-codes", path=f"{path}.{name}")
    if data_type not in {"STRING", "LONG"}:
        yield Finding("codes-of-this-type", path=f"{path}.codeList")
        return
    codes, sentinels = value["codeList"], value.get("sentinelAndMissingValues") or []
    for name, entries in (("codeList", codes), ("sentinelAndMissingValues", sentinels)):
        for place, entry in enumerate(entries):
            if not _is_code(entry["code"], data_type):
                yield Finding("code-type", path=f"{path}.{name}[{place}].code")
    yield from _repeated(codes, f"{path}.codeList")
    known = {_told_apart(entry["code"]) for entry in codes}
    for place, entry in enumerate(sentinels):
        code = _told_apart(entry["code"])
        if code in known:
            yield Finding("sentinel-twice", path=f"{path}.sentinelAndMissingValues[{place}].code")
        known.add(code)


def _is_code(code: Any, data_type: str) -> bool:
    if data_type == "STRING":
        return isinstance(code, str)
    return isinstance(code, int) and not isinstance(code, bool) and -_LARGEST <= code <= _LARGEST


def _repeated(codes: Sequence[Any], path: str) -> Iterator[Finding]:
    """Find codes that stand twice on one day."""
    periods = defaultdict(list)
    for place, entry in enumerate(codes):
        until = entry.get("validUntil") or date.max.isoformat()
        periods[_told_apart(entry["code"])].append((entry["validFrom"], until, place))
    for known in periods.values():
        known.sort()
        last = ""
        for start, until, place in known:
            if start <= last:
                yield Finding("code-twice", path=f"{path}[{place}].code")
            last = max(last, until)


def _told_apart(code: Any) -> tuple[str, Any]:
    """Tell 1, "1" and true apart."""
    return type(code).__name__, code


def _code(value: Any, path: str) -> Iterator[Finding]:
    """Ask for a text or a number; which of them, the type of the data decides."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        yield Finding("code-type", path=path)
    elif value == "":
        yield Finding("empty-text", path=path)


def _day(value: Any, path: str) -> Iterator[Finding]:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value) and date.fromisoformat(value):
            return
    except ValueError:
        pass
    yield Finding("not-a-day", path=path)


def _in_order(value: Any, path: str) -> Iterator[Finding]:
    if value.get("validUntil") is not None and value["validUntil"] < value["validFrom"]:
        yield Finding("ends-before-start", path=f"{path}.validUntil")


_CODES = many(
    also(
        record({"code": _code, "categoryTitle": TEXTS, "validFrom": _day}, {"validUntil": _day}, closed=True),
        _in_order,
    ),
    least=1,
)
_SENTINELS = many(record({"code": _code, "categoryTitle": TEXTS}, closed=True))
_FIELDS = record(
    {},
    {
        "description": TEXTS,
        "measurementType": word,
        "measurementUnitDescription": TEXTS,
        "uriDefinition": many(word),
        "codeList": _CODES,
        "sentinelAndMissingValues": _SENTINELS,
    },
    closed=True,
)
