"""What libraries say of data that do not determine a model, in the one way our estimators say it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from folkekommune.statistics.models.fit import NotEstimableError


@contextmanager
def estimating() -> Iterator[None]:
    """Let a library work; nothing it says of the data comes through, neither as warning nor as error.

    :raises NotEstimableError: when it gives up.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (ValueError, ArithmeticError, np.linalg.LinAlgError):
            raise NotEstimableError from None
