"""How each kind of output is answered: one file a kind, found by folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import cast

from folkekommune.analysis.asked import Answerer, Combiner
from folkekommune.query.outputs import Output, OverDates


@cache
def _files() -> Mapping[type, Answerer | Combiner]:
    found = (
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    )
    return {file.OUTPUT: file for file in (cast("Answerer | Combiner", module) for module in found)}


def read_answerers() -> None:
    """Read every file now, so that the first answer need not wait for what they import."""
    _files()


def answerer_of(output: Output) -> Answerer:
    """Give the file that answers an output."""
    return cast("Answerer", _files()[type(output)])


def combiner_of(output: OverDates) -> Combiner:
    """Give the file that makes the answer to an output of those to others."""
    return cast("Combiner", _files()[type(output)])
