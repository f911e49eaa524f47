"""Whose the rows are: the identity number of every person in the exported parts, asked for once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.errors import InputError
from folkekommune.identity import check_numbers, parse_numbers
from folkekommune.settings import Mode
from folkekommune.store.released import Release

Reidentify = Callable[[NDArray[np.int64]], Sequence[str] | NDArray[np.str_]]
"""Gives each pseudonym's identity number, eleven digits as text."""


def register_owners(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    parts: Sequence[str],
    *,
    reidentify: Reidentify,
    mode: Mode,
) -> None:
    """Make the table ``owners`` (unit_id, identifier), in memory alone.

    :raises InputError: ``export.identity-faulty`` when a number has the wrong form, control digits that
        do not fit, or is of a series that this installation must not hold.
    """
    files = [str(release.persons_file(part)) for part in parts]
    found = connection.execute(
        "SELECT DISTINCT unit_id FROM read_parquet($files) ORDER BY unit_id", {"files": files}
    ).fetchnumpy()
    units = np.asarray(found["unit_id"], dtype=np.int64)
    texts = [str(number) for number in reidentify(units)] if len(units) else []
    numbers = parse_numbers(texts)
    checked = check_numbers(numbers, from_2032=True)
    allowed = checked.valid & (checked.synthetic == (mode is Mode.TEST))
    if len(numbers) != len(units) or not allowed.all() or len(np.unique(numbers)) != len(units):
        raise InputError("export.identity-faulty")
    table = pa.table({"unit_id": units, "identifier": pa.array(texts, pa.string())})
    connection.register("given_owners", table)
    connection.execute("CREATE TABLE owners AS SELECT * FROM given_owners")
    connection.unregister("given_owners")
