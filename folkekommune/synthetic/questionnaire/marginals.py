"""The grammar of marginals: ``U6|M6:1=.9,2=.1|*:p=.5``.

A marginal is a list of parts, ``occasions[@sex]:spec``, separated by ``|``. Occasions are codes separated
by ``|``, a range ``HB..M18``, or ``*`` for all others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BOY, GIRL = 1, 2
_SEXES = {"boy": BOY, "girl": GIRL}
_CODE = r"[A-Z][A-Z0-9]*(?:\.\.[A-Z][A-Z0-9]*)?"
_PART = re.compile(rf"(?:^|\|)((?:\*|{_CODE}(?:\|{_CODE})*)(?:@(?:boy|girl))?):")
_CALL = re.compile(r"([A-Z][A-Z0-9]*)(?:\((.*)\))?")


@dataclass(frozen=True)
class Shares:
    """Codes with their shares among those who answered."""

    codes: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Distribution:
    """A named distribution of a number."""

    name: str
    arguments: tuple[float, ...]


@dataclass(frozen=True)
class Measurement:
    """Something the generator works out: a body measurement, a fact of birth, an age at an event."""

    name: str


@dataclass(frozen=True)
class Worst:
    """Yes with a probability that depends on the worst answer of a code list at the same visit."""

    code_list: str
    probabilities: dict[float, float]
    otherwise: float


@dataclass(frozen=True)
class Given:
    """Shares that depend on the answer to another item at the same visit."""

    item: str
    tables: dict[float, Shares]
    otherwise: Shares


Spec = Shares | Distribution | Measurement | Worst | Given


@dataclass(frozen=True)
class Part:
    """A spec, for some occasions (None: all others) and one sex (None: both)."""

    occasions: str | None
    sex: int | None
    spec: Spec


def parse_marginal(text: str) -> tuple[Part, ...]:
    """Read a marginal.

    :raises ValueError: when it is not understood.
    """
    starts = list(_PART.finditer(text))
    if text and (not starts or starts[0].start() != 0):
        raise ValueError(text)
    parts = []
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        occasions, _, sex = start[1].partition("@")
        spec = parse_spec(text[start.end() : end])
        parts.append(Part(None if occasions == "*" else occasions, _SEXES.get(sex), spec))
    return tuple(parts)


def parse_by_occasion(text: str) -> tuple[tuple[str | None, str], ...]:
    """Read ``*:.02|S8:.10`` as occasions and text; a plain text holds everywhere."""
    if ":" not in text:
        return ((None, text),)
    starts = list(_PART.finditer(text))
    found: list[tuple[str | None, str]] = []
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        found.append((None if start[1] == "*" else start[1], text[start.end() : end]))
    return tuple(found)


def parse_spec(text: str) -> Spec:
    """Read what stands after the colon of a part."""
    if "=" in text.partition("(")[0]:
        return _shares(text, ",")
    call = _CALL.fullmatch(text)
    if not call:
        raise ValueError(text)
    name, arguments = call[1], call[2]
    if name == "WORST":
        return _worst(arguments)
    if name == "GIVEN":
        return _given(arguments)
    if arguments is None:
        return Measurement(name)
    return Distribution(name, tuple(float(value) for value in arguments.split(",")))


def _shares(text: str, separator: str) -> Shares:
    pairs = [pair.split("=") for pair in text.split(separator)]
    if pairs[0][0] == "p":
        share = float(pairs[0][1])
        return Shares((0.0, 1.0), (1.0 - share, share))
    found = sorted((float(code), float(share)) for code, share in pairs)
    total = sum(share for _, share in found)
    if abs(total - 1.0) > 1e-6:  # noqa: PLR2004 - shares are written with a few decimals
        raise ValueError(text)
    return Shares(tuple(code for code, _ in found), tuple(share for _, share in found))


def _worst(text: str) -> Worst:
    code_list, *pairs = text.split(",")
    table = dict(pair.split("=") for pair in pairs)
    otherwise = float(table.pop("else"))
    return Worst(code_list, {float(code): float(share) for code, share in table.items()}, otherwise)


def _given(text: str) -> Given:
    item, *cases = text.split(",")
    tables = dict(case.split(":") for case in cases)
    otherwise = _shares(tables.pop("else"), "/")
    return Given(item, {float(code): _shares(table, "/") for code, table in tables.items()}, otherwise)
