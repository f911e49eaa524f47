"""Adversaries that use the public interface only, and how far they got; one file an attack.

An attack is a module with ``NAME`` and ``attack(quick=…)``, which gives figures; it is found by folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Protocol

from folkekommune.attacks.figure import Figure


class Attack(Protocol):
    """Attacks the product and tells how far it got."""

    def __call__(self, *, quick: bool) -> list[Figure]:
        """Attack; ``quick`` with fewer targets, so that intervals are wider."""


def attacks() -> dict[str, Attack]:
    """Give every attack by name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {module.NAME: module.attack for module in modules if hasattr(module, "NAME")}
