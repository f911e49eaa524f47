"""A databank's definition as a release keeps it, so that an old version keeps its own words and codes.

Two digests for each variable tell a change of meaning (type, temporality, codes, validity) from a
change of words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Occasion,
    Sensitivity,
    Temporality,
    Texts,
    UnitType,
    ValueType,
    Variable,
    Within,
)

_WORDS = ("title", "description", "theme")


def describe(databank: Databank) -> dict[str, Any]:
    """Write a databank as plain data."""
    plain: dict[str, Any] = _plain(databank)
    return plain


def understand(content: dict[str, Any]) -> Databank:
    """Undo :func:`describe`."""
    return Databank(
        name=content["name"],
        title=Texts(**content["title"]),
        description=Texts(**content["description"]),
        occasions=tuple(_occasion(entry) for entry in content["occasions"]),
        code_lists={name: _code_list(entry) for name, entry in content["code_lists"].items()},
        variables={name: _variable(entry) for name, entry in content["variables"].items()},
        themes={name: Texts(**entry) for name, entry in content["themes"].items()},
        # Releases from before units below persons say nothing of them.
        unit_types={name: _unit_type(entry) for name, entry in content.get("unit_types", {}).items()},
    )


def meaning_digest(variable: Variable) -> str:
    """Give the digest of what the values mean, whatever the words."""
    entry = _plain(variable)
    meaning = {key: value for key, value in entry.items() if key not in _WORDS}
    if meaning["code_list"] is not None:
        codes = meaning["code_list"]["codes"]
        meaning["code_list"] = [{key: code[key] for key in code if key != "title"} for code in codes]
    return _digest(meaning)


def words_digest(variable: Variable) -> str:
    """Give the digest of everything said about the variable."""
    return _digest(_plain(variable))


def definition_digest(databank: Databank) -> str:
    """Give the digest of the whole definition."""
    return _digest(describe(databank))


def _digest(content: Any) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, CodeList):
        return _plain_code_list(value)
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=1024)
def _plain_code_list(codes: CodeList) -> dict[str, Any]:
    """Write a code list, once for all the variables that have it."""
    return {part.name: _plain(getattr(codes, part.name)) for part in fields(codes)}


def _occasion(entry: dict[str, Any]) -> Occasion:
    return Occasion(**entry | {"title": Texts(**entry["title"])})


def _code_list(entry: dict[str, Any]) -> CodeList:
    codes = tuple(_code(code) for code in entry["codes"])
    within = _optional(lambda place: Within(**place), entry.get("within"))
    return CodeList(name=entry["name"], title=Texts(**entry["title"]), codes=codes, within=within)


def _code(entry: dict[str, Any]) -> Code:
    return Code(
        value=entry["value"],
        title=Texts(**entry["title"]),
        valid_from=date.fromisoformat(entry["valid_from"]),
        valid_until=_optional(date.fromisoformat, entry["valid_until"]),
        sentinel=entry["sentinel"],
    )


def _unit_type(entry: dict[str, Any]) -> UnitType:
    variables = {name: _variable(each) for name, each in entry["variables"].items()}
    return UnitType(entry["name"], Texts(**entry["title"]), entry["link"], variables)


def _variable(entry: dict[str, Any]) -> Variable:
    read = {
        "title": Texts(**entry["title"]),
        "description": Texts(**entry["description"]),
        "value_type": ValueType(entry["value_type"]),
        "temporality": Temporality(entry["temporality"]),
        "sensitivity": Sensitivity(entry["sensitivity"]),
        "code_list": _optional(_code_list, entry["code_list"]),
        "only": _optional(lambda only: (only[0], tuple(only[1])), entry.get("only")),
        "limits": _optional(tuple, entry["limits"]),
        "clip": _optional(tuple, entry["clip"]),
    }
    return Variable(**entry | read)


def _optional(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)
