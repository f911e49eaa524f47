"""Who is who: identity numbers, the persons they belong to, and the handles that drafts know them by.

A person is a random constant; pseudonyms and record keys are made from it, never from a number, so that
neither can be found by trying all numbers. Two numbers of one person have the same constant.

A draft holds *handles*. A handle stands for a patient of one record system, by that system's own id, or for
an identity number where the system gives no id. Which number a patient has may change; the handle does not,
so that what becomes known later holds for everything loaded before.
"""

from __future__ import annotations

import hmac
import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CONSTANT_BYTES = 16
NO_SYSTEM = 0
_SECRET_BYTES = 32
_EIGHT = 8
_POSITIVE = 2**63 - 1
NUMBERS = np.dtype([("number", "<i8"), ("person", f"V{CONSTANT_BYTES}")])
HANDLES = np.dtype([("handle", "<i8"), ("system", "<i8"), ("number", "<i8"), ("since", "<i8")])


@dataclass
class Linkage:
    """Everything the vault knows of persons.

    :param secret: handles are made with it, :param generation: of the analysis pseudonyms.
    :param numbers: each number and its person, by number.
    :param handles: each handle, its record system, its number and when that was known, by handle.
    :param reserved: numbers of people who object.
    """

    secret: bytes
    generation: int
    numbers: NDArray[np.void]
    handles: NDArray[np.void]
    reserved: NDArray[np.int64]
    changed: bool = field(default=False, compare=False)

    def handle_of_number(self, number: int) -> int:
        """Give the handle of a number that comes without a patient's id."""
        return self._handle(f"number/{number}")

    def handle_of_patient(self, system: int, patient: str) -> int:
        """Give the handle of a patient of a record system."""
        return self._handle(f"patient/{system}/{patient}")

    def system(self, name: str) -> int:
        """Give the number a record system is known by."""
        return self._handle(f"system/{name}")

    def persons(self, numbers: NDArray[np.int64]) -> NDArray[np.void]:
        """Give the person of each number, making one for each that has not been met before."""
        distinct = np.unique(numbers)
        fresh = distinct[~_known(self.numbers["number"], distinct)]
        if len(fresh):
            rows = np.zeros(len(fresh), dtype=NUMBERS)
            rows["number"] = fresh
            random = secrets.token_bytes(CONSTANT_BYTES * len(fresh))
            rows["person"] = np.frombuffer(random, dtype=f"V{CONSTANT_BYTES}")
            self.numbers = _merged(self.numbers, rows, "number")
            self.changed = True
        found: NDArray[np.void] = self.numbers["person"][np.searchsorted(self.numbers["number"], numbers)]
        return found

    def knows(self, number: int) -> bool:
        """Tell whether a number has been met."""
        return bool(_known(self.numbers["number"], np.array([number]))[0])

    def join(self, first: int, second: int) -> None:
        """Note that two numbers belong to one person; the person of the one met first stays."""
        if not self.knows(first) and self.knows(second):
            first, second = second, first
        # The first is met before the second, also when both are new.
        kept, gone = self.persons(np.array([first])), self.persons(np.array([second]))
        if kept[0] != gone[0]:
            of_gone = (halves(self.numbers["person"]) == halves(gone)).all(axis=1)
            self.numbers = self.numbers.copy()
            self.numbers["person"][of_gone] = kept[0]
            self.changed = True

    def put(self, rows: NDArray[np.void]) -> None:
        """Note which number each handle has; a handle stands once."""
        if len(rows):
            self.handles = _merged(self.handles, rows, "handle")
            self.changed = True

    def find(self, handles: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.void]]:
        """Tell which handles are known, and give the entries of those."""
        known = _known(self.handles["handle"], handles)
        return known, self.handles[np.searchsorted(self.handles["handle"], handles[known])]

    def numbers_of(self, numbers: Iterable[int]) -> set[int]:
        """Give these numbers and all others that belong to the same persons."""
        asked = {int(number) for number in numbers}
        here = np.isin(self.numbers["number"], list(asked))
        if not here.any():
            return asked
        _, inverse = np.unique(halves(self.numbers["person"]), axis=0, return_inverse=True)
        same = np.isin(inverse, inverse[here])
        return asked | set(self.numbers["number"][same].tolist())

    def _handle(self, text: str) -> int:
        return int.from_bytes(hmac.digest(self.secret, text.encode(), "sha256")[:_EIGHT]) & _POSITIVE


def new_linkage() -> Linkage:
    """Make a linkage that knows no one."""
    return Linkage(
        secret=secrets.token_bytes(_SECRET_BYTES),
        generation=1,
        numbers=np.zeros(0, dtype=NUMBERS),
        handles=np.zeros(0, dtype=HANDLES),
        reserved=np.zeros(0, dtype=np.int64),
    )


def write_linkage(linkage: Linkage) -> bytes:
    """Write a linkage as bytes, to be sealed."""
    stream = io.BytesIO()
    np.savez(
        stream,
        secret=np.frombuffer(linkage.secret, dtype=np.uint8),
        generation=np.array([linkage.generation]),
        numbers=linkage.numbers.view(np.uint8),
        handles=linkage.handles.view(np.uint8),
        reserved=linkage.reserved,
    )
    return stream.getvalue()


def read_linkage(content: bytes) -> Linkage:
    """Undo :func:`write_linkage`.

    :raises ValueError: when it is something else.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            return Linkage(
                secret=found["secret"].tobytes(),
                generation=int(found["generation"][0]),
                numbers=found["numbers"].view(NUMBERS),
                handles=found["handles"].view(HANDLES),
                reserved=found["reserved"],
            )
    except (KeyError, OSError, EOFError) as fault:
        raise ValueError(type(fault).__name__) from None


def shared_handles(handles: NDArray[np.void]) -> NDArray[np.bool_]:
    """Find patients who have the same number as another patient of their record system."""
    order = np.lexsort((handles["number"], handles["system"]))
    system, number = handles["system"][order], handles["number"][order]
    repeats = np.zeros(len(order) + 1, dtype=np.bool_)
    repeats[1:-1] = (system[1:] == system[:-1]) & (number[1:] == number[:-1]) & (system[1:] != NO_SYSTEM)
    shared = np.zeros(len(order), dtype=np.bool_)
    shared[order] = repeats[:-1] | repeats[1:]
    return shared


def halves(persons: NDArray[np.void]) -> NDArray[np.uint64]:
    """Give person constants as two whole numbers each, which can be compared and sorted."""
    return np.ascontiguousarray(persons).view("<u8").reshape(-1, 2)


def _known(sorted_keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(sorted_keys):
        return np.zeros(len(wanted), dtype=np.bool_)
    places = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    known: NDArray[np.bool_] = sorted_keys[places] == wanted
    return known


def _merged(old: NDArray[np.void], new: NDArray[np.void], key: str) -> NDArray[np.void]:
    """Put rows into a sorted table; of rows with one key the new one stays."""
    kept = old[~np.isin(old[key], new[key])]
    everything = np.concatenate([kept, new])
    return everything[np.argsort(everything[key], kind="stable")]
