"""Back from pseudonyms to identity numbers: for the stewards' export alone, inside the vault."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.errors import InputError
from folkekommune.identity import Series, check_numbers
from folkekommune.ingest.persons.linkage import Linkage, halves
from folkekommune.ingest.persons.pseudonyms import pseudonym_key, pseudonym_of
from folkekommune.keys import Keys


def reidentify(keys: Keys, linkage: Linkage, units: NDArray[np.int64]) -> list[str]:
    """Give the identity number of each pseudonym, eleven digits as text.

    Of several numbers of a person the fødselsnummer is given. Pseudonyms of earlier generations are
    known too, since a release keeps those it was made with.

    :raises InputError: when a pseudonym is not in the vault; nothing says which.
    """
    persons = linkage.numbers["person"][_preferred(linkage)]
    numbers = linkage.numbers["number"][_preferred(linkage)]
    wanted = {int(unit) for unit in units}
    found: dict[int, str] = {}
    for generation in range(linkage.generation, 0, -1):
        if len(found) == len(wanted):
            break
        key = pseudonym_key(keys, generation)
        for number, person in zip(numbers.tolist(), persons, strict=True):
            unit = pseudonym_of(key, person.tobytes())
            if unit in wanted:
                found[unit] = f"{number:011d}"
    if len(found) < len(wanted):
        raise InputError("ingest.pseudonym-unknown")
    return [found[int(unit)] for unit in units]


def _preferred(linkage: Linkage) -> NDArray[np.int64]:
    """Give the row of one number of each person: a fødselsnummer before a D-number or help number."""
    checked = check_numbers(linkage.numbers["number"], from_2032=True)
    temporary = checked.d_number | (checked.series == Series.HELP)
    order = np.argsort(temporary, kind="stable")
    _, first = np.unique(halves(linkage.numbers["person"][order]), axis=0, return_index=True)
    rows: NDArray[np.int64] = np.sort(order[first])
    return rows
