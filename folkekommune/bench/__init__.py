"""Measurements as ratios against named peers; one file a bench, found by folder.

A bench module holds ``NAME`` and ``measure(scale)``, which gives figures.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from folkekommune.bench.figure import Figure

Measure = Callable[[float], list[Figure]]


def benches() -> dict[str, Measure]:
    """Give every bench by name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {module.NAME: module.measure for module in modules if hasattr(module, "NAME")}
