"""Measurements as ratios against named peers; one file a bench, found by folder.

A bench module holds ``NAME`` and ``measure(scale)``, which gives figures. One that also keeps a page of the
manual holds ``write_page(scale, folder)``, which measures, writes the page and gives the figures.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from folkekommune.bench.figure import Figure

Measure = Callable[[float], list[Figure]]
WritePage = Callable[[float, Path], list[Figure]]


def benches() -> dict[str, Measure]:
    """Give every bench by name."""
    return {module.NAME: module.measure for module in _modules()}


def page_writers() -> dict[str, WritePage]:
    """Give what measures and writes a page, for the benches that have one."""
    return {module.NAME: module.write_page for module in _modules() if hasattr(module, "write_page")}


def _modules() -> list[ModuleType]:
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return [module for module in modules if hasattr(module, "NAME")]
