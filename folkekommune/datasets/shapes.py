"""The shapes a JSON document may have, put together from small ones. A shape yields what does not fit.

A shape takes a value and its place (``$.measureVariables[0].name``). Names of unknown fields are told
only when they could be names, so that no value gets into a message through them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from folkekommune.datasets.findings import Finding

Shape = Callable[[Any, str], Iterator[Finding]]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")


def word(value: Any, path: str) -> Iterator[Finding]:
    """Ask for a text."""
    if not isinstance(value, str):
        yield Finding("not-text", path=path)


def one_of(words: Collection[str]) -> Shape:
    """Ask for one of some words."""

    def check(value: Any, path: str) -> Iterator[Finding]:
        if not isinstance(value, str) or value not in words:
            yield Finding("not-a-choice", path=path)

    return check


def many(shape: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    """Ask for a list of things of one shape."""

    def check(value: Any, path: str) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield Finding("not-list", path=path)
            return
        if len(value) < least or (most is not None and len(value) > most):
            yield Finding("list-length", path=path)
        for place, entry in enumerate(value):
            yield from shape(entry, f"{path}[{place}]")

    return check


def record(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *, closed: bool = False
) -> Shape:
    """Ask for an object with these fields; an optional one may be null.

    :param closed: whether other fields are refused.
    """
    may = optional or {}

    def check(value: Any, path: str) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield Finding("not-object", path=path)
            return
        for name, shape in required.items():
            if name not in value:
                yield Finding("missing-field", path=f"{path}.{name}")
            else:
                yield from shape(value[name], f"{path}.{name}")
        for name, shape in may.items():
            if value.get(name) is not None:
                yield from shape(value[name], f"{path}.{name}")
        if closed:
            for name in value.keys() - required.keys() - may.keys():
                yield Finding("unknown-field", path=f"{path}.{name if _NAME.fullmatch(name) else '…'}")

    return check


def also(*shapes: Shape) -> Shape:
    """Ask for everything that several shapes ask for; the later ones only when the earlier fit."""

    def check(value: Any, path: str) -> Iterator[Finding]:
        for shape in shapes:
            found = list(shape(value, path))
            yield from found
            if found:
                return

    return check
