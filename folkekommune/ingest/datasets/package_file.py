"""Write the databank package of imported datasets, one variable for each.

The file is an ordinary ``databank.toml`` (docs/databank-package.md), which may be put right by hand; a
dataset that is imported again replaces its own variable alone.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import Code, Temporality, Texts, ValueType
from folkekommune.catalogue.packages import BEGINNING
from folkekommune.datasets.description import Description
from folkekommune.errors import UsageError

ORIGIN = "microdata.no"
"""What the key ``origin`` of such a package says."""

FILE = "databank.toml"


def merge_package(folder: Path, databank: str, descriptions: Sequence[Description]) -> str:
    """Give the content of the package with these datasets in it.

    :raises UsageError: ``datasets.other-databank`` when the folder holds a package of another origin.
    """
    file = folder / FILE
    content = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else _fresh(databank)
    if content.get("origin") != ORIGIN:
        raise UsageError("datasets.other-databank", databank=databank)
    variables = {entry["name"]: entry for entry in content.get("variables", [])}
    code_lists = dict(content.get("code_lists", {}))
    themes = dict(content.get("themes", {}))
    for described in descriptions:
        name = described.variable.name
        theme = _theme(themes, described.theme)
        variables[name] = _variable(described, theme)
        code_lists.pop(name.lower(), None)
        if described.variable.code_list:
            code_lists[name.lower()] = _code_list(described)
    used = {entry["theme"] for entry in variables.values()}
    content["variables"] = [variables[name] for name in sorted(variables)]
    content["code_lists"] = {name: code_lists[name] for name in sorted(code_lists)}
    content["themes"] = {name: themes[name] for name in sorted(themes) if name in used}
    return _written(content)


def _fresh(databank: str) -> dict[str, Any]:
    title = {
        "nb": f"Importerte datasett ({databank})",
        "nn": f"Importerte datasett ({databank})",
        "en": f"Imported datasets ({databank})",
    }
    return {"name": databank, "origin": ORIGIN, "title": title, "description": title}


def _theme(themes: dict[str, Any], texts: Texts) -> str:
    """Find the theme with these words, or make it."""
    words = _texts(texts)
    known = next((name for name, entry in themes.items() if entry == words), None)
    if known is None:
        known = f"tema{next(n for n in range(1, len(themes) + 2) if f'tema{n}' not in themes)}"
        themes[known] = words
    return known


def _variable(described: Description, theme: str) -> dict[str, Any]:
    variable = described.variable
    entry: dict[str, Any] = {
        "name": variable.name,
        "title": _texts(variable.title),
        "description": _texts(variable.description),
        "type": variable.value_type.value,
        "temporality": variable.temporality.value,
        "sensitivity": variable.sensitivity.value,
        "theme": theme,
    }
    if variable.unit and variable.value_type in {ValueType.INTEGER, ValueType.DECIMAL}:
        entry["unit"] = variable.unit
    if variable.code_list:
        entry["code_list"] = variable.name.lower()
    if variable.temporality is not Temporality.FIXED:
        # Rows with days come as spells of a kind of their own.
        entry |= {"item": variable.name, "occasion": variable.name}
    return entry


def _code_list(described: Description) -> dict[str, Any]:
    variable = described.variable
    codes = variable.code_list.codes if variable.code_list else ()
    return {
        "title": _texts(variable.title),
        "codes": [_code(code) for code in codes if not code.sentinel],
        "sentinels": [_code(code) for code in codes if code.sentinel],
    }


def _code(code: Code) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": code.value, **_texts(code.title)}
    if code.valid_from != BEGINNING:
        entry["valid_from"] = code.valid_from
    if code.valid_until is not None:
        entry["valid_until"] = code.valid_until
    return entry


def _texts(texts: Texts) -> dict[str, str]:
    return {"nb": texts.nb, "nn": texts.nn, "en": texts.en}


def _written(content: Mapping[str, Any]) -> str:
    """Write TOML: plain keys first, then a table for each mapping and each variable."""
    plain = [f"{key} = {_value(entry)}" for key, entry in content.items() if isinstance(entry, str)]
    blocks = ["\n".join(plain)]
    blocks += [_table(f"[{key}]", content[key]) for key in ("title", "description", "themes")]
    blocks += [_table(f"[code_lists.{_value(name)}]", entry) for name, entry in content["code_lists"].items()]
    blocks += [_table("[[variables]]", entry) for entry in content["variables"]]
    return "\n\n".join(blocks) + "\n"


def _table(head: str, entries: Mapping[str, Any]) -> str:
    return "\n".join([head, *(f"{key} = {_value(entry)}" for key, entry in entries.items())])


def _value(value: Any) -> str:
    """Write a value; JSON's texts are TOML's too, but for one character."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, list):
        return "[" + "".join(f"\n    {_value(entry)}," for entry in value) + ("\n]" if value else "]")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
