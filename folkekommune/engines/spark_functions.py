"""Functions that Spark has not, or computes in another way: Python's own, called on the workers.

They are the very functions of the reference engine, so that both give the same bits. Each is made known
when a statement first names it: most scripts never do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from folkekommune.engines.group_statistics import scale_of
from folkekommune.engines.meaning import FUNCTIONS, Value, finite
from folkekommune.engines.spark_dialect import PYTHON
from folkekommune.query.functions import FUNCTIONS as SIGNATURES

_CALLED = re.compile(rf"\b{PYTHON}(\w+)\(")


class WorkerFunctions:
    """The functions made known to a session.

    :param session: Spark's, :param library: the module ``pyspark.sql.functions``.
    """

    def __init__(self, session: Any, library: Any) -> None:
        self._session = session
        self._library = library
        self._known: set[str] = set()

    def define(self, sql: str) -> None:
        """Make known what a statement calls."""
        for name in set(_CALLED.findall(sql)) - self._known:
            kind = "string" if name in SIGNATURES and not SIGNATURES[name].result.is_number else "double"
            function = self._library.udf(partial(answer, name), kind)
            self._session.udf.register(f"{PYTHON}{name}", function)
            self._known.add(name)


def answer(name: str, *arguments: Value) -> Value:
    """Compute a function; workers find it here, so that nothing but its name travels to them."""
    return finite((_OWN.get(name) or FUNCTIONS[name])(*arguments))


def _power(base: float | None, exponent: float | None) -> Value:
    if base is None or exponent is None:
        return None
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):
        return None


_OWN: dict[str, Callable[..., Value]] = {"power": _power, "scale": scale_of}
