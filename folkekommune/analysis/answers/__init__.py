"""How each kind of output is answered: one file a kind, found by folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import cast

from folkekommune.analysis.asked import Answerer
from folkekommune.query.outputs import Output


@cache
def _answerers() -> Mapping[type, Answerer]:
    found = (
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    )
    return {answerer.OUTPUT: answerer for answerer in (cast("Answerer", module) for module in found)}


def answerer_of(output: Output) -> Answerer:
    """Give the file that answers an output."""
    return _answerers()[type(output)]
