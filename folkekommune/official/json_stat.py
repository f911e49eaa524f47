"""Read JSON-stat 2 (https://json-stat.org/full/), the format of statistics banks. The file is not trusted."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from folkekommune.official.cubes import MOST_CELLS, Category, Cube, CubeCell, Dimension, fault, named

_LONGEST_SIGN = 5
_ROLES = ("time", "geo", "metric")


def read_json_stat(written: str) -> Cube:
    """Read a dataset.

    :raises InputError: when it is no JSON-stat 2 dataset, or larger than allowed.
    """
    content = _parse(written)
    if content.get("class") != "dataset" or "dimension" not in content:
        raise fault("not-json-stat")
    names, sizes = content.get("id"), content.get("size")
    if not isinstance(names, list) or not isinstance(sizes, list) or len(names) != len(sizes) or not names:
        raise fault("broken")
    if not all(type(size) is int and size > 0 for size in sizes) or math.prod(sizes) > MOST_CELLS:
        raise fault("too-many-cells", most=MOST_CELLS)
    roles = {str(name): role for role in _ROLES for name in _listed(content.get("role"), role)}
    dimensions = tuple(
        _dimension(str(name), content["dimension"], size=size, role=roles.get(str(name), ""))
        for name, size in zip(names, sizes, strict=True)
    )
    return Cube(
        form="json-stat",
        title=named(content.get("label") or ""),
        source=named(content.get("source") or ""),
        updated=named(content.get("updated") or ""),
        dimensions=dimensions,
        cells=tuple(_cells(content, tuple(sizes))),
    )


def _parse(written: str) -> dict[str, Any]:
    try:
        content = json.loads(written, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise fault("broken") from None
    if not isinstance(content, dict):
        raise fault("not-json-stat")
    return content


def _refuse(_constant: str) -> None:
    raise ValueError


def _listed(found: object, role: str) -> list[object]:
    listed = found.get(role, []) if isinstance(found, dict) else []
    return listed if isinstance(listed, list) else []


def _dimension(name: str, dimensions: object, *, size: int, role: str) -> Dimension:
    described = dimensions.get(name) if isinstance(dimensions, dict) else None
    category = described.get("category") if isinstance(described, dict) else None
    if not isinstance(described, dict) or not isinstance(category, dict):
        raise fault("broken")
    labels = category.get("label") or {}
    if not isinstance(labels, dict):
        raise fault("broken")
    codes = _codes(category.get("index", list(labels)))
    if len(codes) != size or len(set(codes)) != size:
        raise fault("broken")
    return Dimension(
        name=named(name),
        label=named(described.get("label") or name),
        categories=tuple(Category(named(code), named(labels.get(code, code))) for code in codes),
        role=role,
    )


def _codes(index: object) -> list[str]:
    """Give the codes in their order: a list, or places by code."""
    if isinstance(index, dict):
        if sorted(map(str, index.values())) != sorted(map(str, range(len(index)))):
            raise fault("broken")
        return sorted(index, key=lambda code: int(index[code]))
    if isinstance(index, list) and all(isinstance(code, str) for code in index):
        return index
    raise fault("broken")


def _cells(content: Mapping[str, Any], sizes: tuple[int, ...]) -> Iterator[CubeCell]:
    """Give every cell; values and signs each stand in a list, or by place where few are given."""
    count = math.prod(sizes)
    values, status = content.get("value"), content.get("status")
    if isinstance(values, list) and len(values) != count:
        raise fault("broken")
    if not isinstance(values, (list, dict)):
        raise fault("broken")
    for at, place in enumerate(product(*(range(size) for size in sizes))):
        value = values[at] if isinstance(values, list) else values.get(str(at))
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise fault("broken")
        yield CubeCell(place, _finite(value), "" if value is not None else _sign(status, at))


def _finite(value: float | None) -> float | None:
    """Give a number that fits a float."""
    if value is None:
        return None
    try:
        number = float(value)
    except OverflowError:
        raise fault("broken") from None
    if not math.isfinite(number):
        raise fault("broken")
    return number


def _sign(status: object, at: int) -> str:
    match status:
        case str():
            found: object = status
        case list():
            found = status[at] if at < len(status) else None
        case dict():
            found = status.get(str(at))
        case _:
            found = None
    if not isinstance(found, str) or not found:
        return ".."
    return found if len(found) < _LONGEST_SIGN else "?"
