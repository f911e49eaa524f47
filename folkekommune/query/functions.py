"""The closed list of functions: names, argument kinds and result type.

What a function computes is written once per dialect: in ``engines/reference`` as plain Python (the
meaning) and in ``engines/duckdb`` as SQL (held against it by generated queries).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from folkekommune.catalogue.model import ValueType


class Kind(Enum):
    """What an argument must be."""

    NUMBER = "number"
    TEXT = "text"
    ANY = "any"
    SAME = "same"  # as the first argument


@dataclass(frozen=True)
class Function:
    """The signature of a function.

    :param repeats: the last argument kind may be given any number of times (at least once).
    """

    name: str
    arguments: tuple[Kind, ...]
    result: ValueType
    optional: int = 0
    repeats: bool = False


def _number(name: str, *kinds: Kind, optional: int = 0, repeats: bool = False) -> Function:
    return Function(name, kinds, ValueType.DECIMAL, optional, repeats)


def _whole(name: str, *kinds: Kind, optional: int = 0, repeats: bool = False) -> Function:
    return Function(name, kinds, ValueType.INTEGER, optional, repeats)


def _chances(count: int, *names: str, optional: int = 0) -> tuple[Function, ...]:
    return tuple(_number(name, *[Kind.NUMBER] * count, optional=optional) for name in names)


def _text(name: str, *kinds: Kind, repeats: bool = False) -> Function:
    return Function(name, kinds, ValueType.STRING, 0, repeats)


_N, _T = Kind.NUMBER, Kind.TEXT

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        # Dates are whole days since 1970-01-01.
        _whole("date", _N, _N, _N),
        _whole("year", _N),
        _whole("halfyear", _N),
        _whole("quarter", _N),
        _whole("month", _N),
        _whole("day", _N),
        _whole("dow", _N),
        _whole("doy", _N),
        _whole("week", _N),
        _text("isoformatdate", _N),
        # Mathematics
        _number("abs", _N),
        _whole("ceil", _N),
        _whole("floor", _N),
        _whole("int", _N),
        _number("round", _N, _N, optional=1),
        _number("sqrt", _N),
        _number("exp", _N),
        _number("ln", _N),
        _number("log10", _N),
        _number("acos", _N),
        _number("asin", _N),
        _number("atan", _N),
        _number("cos", _N),
        _number("sin", _N),
        _number("tan", _N),
        _number("logit", _N),
        _number("pi"),
        *_chances(1, "lnfactorial"),
        *_chances(2, "comb"),
        # Probability: engines/… compute them with statistics/distributions.py
        *_chances(3, "binomial", "binomialp", "binomialtail"),
        *_chances(1, "normal"),
        *_chances(3, "normalden", optional=2),
        *_chances(2, "t", "tden", "ttail", "invt", "invttail"),
        *_chances(3, "nt", "nttail", "invnttail"),
        *_chances(3, "ntden", optional=1),
        *_chances(4, "F", "Ftail", optional=1),
        *_chances(3, "Fden", "invF", "invFtail"),
        *_chances(4, "nF", "nFden", "nFtail", "invnFtail"),
        *_chances(2, "chi2", "chi2den", "chi2tail", "invchi2", "invchi2tail"),
        *_chances(3, "nchi2", "nchi2den", "nchi2tail"),
        *_chances(3, "betaden", "ibeta", "ibetatail", "invibeta", "invibetatail"),
        # Over several variables in a row; missing values are skipped
        _number("rowmax", _N, repeats=True),
        _number("rowmin", _N, repeats=True),
        _number("rowmean", _N, repeats=True),
        _number("rowtotal", _N, repeats=True),
        _number("rowmedian", _N, repeats=True),
        _number("rowstd", _N, repeats=True),
        _whole("rowmissing", Kind.ANY, repeats=True),
        _whole("rowvalid", Kind.ANY, repeats=True),
        _text("rowconcat", Kind.ANY, repeats=True),
        # Text
        _whole("length", _T),
        _text("string", _N),
        _text("lower", _T),
        _text("upper", _T),
        _text("trim", _T),
        _text("ltrim", _T),
        _text("rtrim", _T),
        _text("substr", _T, _N, _N),
        _whole("startswith", _T, _T),
        _whole("endswith", _T, _T),
        # Logic
        _whole("inlist", Kind.ANY, Kind.SAME, repeats=True),
        _whole("inrange", _N, _N, _N),
        # What commands are made of; their names cannot be written in a script
        _number("@number", _T, _T),
        _number("@number,", _T, _T),
    )
}
