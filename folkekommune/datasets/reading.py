"""Read the rows of a dataset that the check let through, in the types that its metadata state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.catalogue.model import Temporality
from folkekommune.datasets.conversion import NO_DAY, read_days, read_values
from folkekommune.datasets.description import Description
from folkekommune.datasets.identifiers import eleven_digits
from folkekommune.datasets.rows import stream_rows


@dataclass(frozen=True)
class PersonRows:
    """Some rows about persons.

    :param numbers: identity numbers.
    :param start: days since 1970, :param stop: the same, null while it goes on; both null for a fact.
    """

    numbers: NDArray[np.int64]
    values: pa.Array
    start: pa.Array
    stop: pa.Array


def read_person_rows(file: Path, description: Description) -> Iterator[PersonRows]:
    """Give the rows of a dataset about persons, in batches.

    :raises UnreadableError: when the file was changed since it was checked.
    """
    fixed = description.variable.temporality is Temporality.FIXED
    for batch in stream_rows(file):
        identifiers, texts, start_texts, stop_texts, _ = batch.columns
        start, _ = read_days(start_texts, "start-not-day")
        stop, _ = read_days(stop_texts, "stop-not-day")
        yield PersonRows(
            numbers=eleven_digits(identifiers),
            values=read_values(texts, description.variable.value_type).values,
            start=_dates(start),
            stop=_dates(np.full_like(stop, NO_DAY) if fixed else stop),
        )


def _dates(days: NDArray[np.int32]) -> pa.Array:
    return pa.array(days, pa.int32(), mask=days == NO_DAY).cast(pa.date32())
