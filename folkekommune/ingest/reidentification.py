"""Back from pseudonyms to identity numbers: for the stewards' export alone, inside the vault."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.errors import InputError
from folkekommune.ingest.pseudonyms import PSEUDONYM_GENERATION, pseudonym_of
from folkekommune.ingest.vault import Linkage
from folkekommune.keys import Keys


def reidentify(keys: Keys, linkage: Linkage, units: NDArray[np.int64]) -> list[str]:
    """Give the identity number of each pseudonym, eleven digits as text.

    :raises InputError: when a pseudonym is not in the vault; nothing says which.
    """
    key = keys.derive(f"pseudonym/{PSEUDONYM_GENERATION}")
    wanted = {int(unit) for unit in units}
    found = {}
    for entry in linkage.entries:
        unit = pseudonym_of(key, entry["constant"].tobytes())
        if unit in wanted:
            found[unit] = f"{int(entry['number']):011d}"
    if len(found) < len(wanted):
        raise InputError("ingest.pseudonym-unknown")
    return [found[int(unit)] for unit in units]
