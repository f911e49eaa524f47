"""Spark's way of writing SQL: the emitter's second dialect. Held against ``engines/meaning.py`` by tests.

Spark is told to follow Java, not ANSI: whole numbers wrap around, what cannot be cast is missing, and so is
division by zero, which is what it becomes in every engine. What Java computes in another way than C (powers,
logarithms, angles) or writes in another way (numbers as text) is the reference engine's own function, called
on the workers, so that the bits are the same.
"""

from __future__ import annotations

from folkekommune.engines.emitter import Dialect, RowsDialect, SqlFunction
from folkekommune.engines.meaning import FIRST_DAY, LAST_DAY
from folkekommune.query.engine import SKETCH
from folkekommune.statistics.distributions import DISTRIBUTIONS
from folkekommune.statistics.draws import BITS, FACTORS, HALF, REST

PYTHON = "python_"
"""What the names of functions begin with that are not Spark's own."""

_EPOCH = "DATE '1970-01-01'"
_ASCII = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'"
_ASCII_REVERSED = "'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"
_FRACTIONS_END = 2**52
"""From here on a number in 64-bit floating point has no fraction."""

_LONGEST = 1_000_000_000


def _number(x: str) -> str:
    """Say of what may be missing everywhere that it is a number."""
    return f"CAST({x} AS DOUBLE)"


def _text(x: str) -> str:
    return f"CAST({x} AS STRING)"


def _plain(name: str, *, infinite: bool = False) -> SqlFunction:
    return SqlFunction(lambda *a: f"{name}({', '.join(map(_number, a))})", infinite)


def _python(name: str) -> SqlFunction:
    """Call a function that is Python's in every engine; it never gives infinity."""
    return SqlFunction(lambda *a: f"{PYTHON}{name}({', '.join(map(_number, a))})")


def _whole(name: str) -> SqlFunction:
    """Take a whole number; Spark's own functions give 64-bit ones, which the largest do not fit."""
    return SqlFunction(
        lambda x: (
            f"CASE WHEN abs({x}) < {_FRACTIONS_END} THEN {_number(name.format(x))} ELSE {_number(x)} END"
        )
    )


def _day(days: str) -> str:
    return f"date_add({_EPOCH}, CAST(floor({_number(days)}) AS INT))"


def _of_day(part: str) -> SqlFunction:
    """Take a part of a date; a day outside the calendar of years 1-9999 is missing."""
    return SqlFunction(lambda d: f"CASE WHEN {_in_calendar(d)} THEN {_number(part.format(_day(d)))} END")


def _in_calendar(days: str) -> str:
    return f"{days} >= {FIRST_DAY} AND {days} < {LAST_DAY + 1}"


def _date(year: str, month: str, day: str) -> str:
    made = f"make_date({', '.join(f'CAST({_number(part)} AS INT)' for part in (year, month, day))})"
    return (
        f"CASE WHEN {year} >= 1 AND {year} < 10000 AND {month} >= 1 AND {month} < 13"
        f" AND {day} >= 1 AND {day} < 32 THEN CAST(unix_date({made}) AS DOUBLE) END"
    )


def _one_of_many(name: str) -> SqlFunction:
    """Take the largest or smallest; Spark's own functions want two numbers at least."""
    return SqlFunction(lambda x, *more: f"{name}({', '.join(map(_number, (x, *(more or (x,)))))})")


def _total(arguments: tuple[str, ...]) -> str:
    return "(CAST(0 AS DOUBLE) + " + " + ".join(f"coalesce({_number(x)}, 0)" for x in arguments) + ")"


def _mean(*arguments: str) -> str:
    valid = " + ".join(f"CAST({x} IS NOT NULL AS DOUBLE)" for x in arguments)
    return f"({_total(arguments)} / nullif({valid}, 0))"


def _counted(kind: str) -> SqlFunction:
    return SqlFunction(lambda *a: "(" + " + ".join(f"CAST({x} {kind} AS DOUBLE)" for x in a) + ")")


def _concat(*arguments: str) -> str:
    # The argument's own type decides how it is written; concat_ws() skips missing.
    texts = (
        f"CASE WHEN typeof({x}) = 'string' THEN {_text(x)} ELSE {PYTHON}string({_number(x)}) END"
        for x in arguments
    )
    return f"concat_ws('', {', '.join(texts)})"


def _substr(text: str, position: str, length: str) -> str:
    text, position, length = _text(text), _number(position), _number(length)
    place = f"CAST({position} AS BIGINT)"
    # A place so far before the beginning that it is no whole number is before the beginning as well.
    from_end = f"greatest(length({text}) + greatest({place}, {-_LONGEST}) + 1, 1)"
    begin = f"CASE WHEN {place} < 0 THEN {from_end} ELSE greatest({place}, 1) END"
    count = f"greatest(CAST({length} AS BIGINT), 0)"
    inside = (f"CAST(least({part}, {_LONGEST}) AS INT)" for part in (begin, count))
    # greatest() and least() skip missing, so a missing place or length is said here.
    cut = f"substring({text}, {', '.join(inside)})"
    return f"CASE WHEN {position} IS NOT NULL AND {length} IS NOT NULL THEN {cut} END"


def _as_number(text: str, stripped: str) -> str:
    return _numeric(f"translate({_text(text)}, {stripped}, '')")


def _as_number_with_comma(text: str, stripped: str) -> str:
    left = f"translate({_text(text)}, {stripped}, '')"
    plain = _numeric(f"replace({left}, ',', '.')")
    return f"CASE WHEN NOT contains({left}, '.') THEN {plain} END"


def _numeric(text: str) -> str:
    written = f"trim(BOTH ' ' FROM {text})"
    number = r"r'\A[+-]?([0-9]+([.][0-9]+)?|[.][0-9]+)\z'"
    return f"CASE WHEN regexp_like({written}, {number}) THEN {_number(written)} END"


def _round(x: str, unit: str = "CAST(1 AS DOUBLE)") -> str:
    return f"(round({_number(x)} / {unit}) * {unit})"


FUNCTIONS: dict[str, SqlFunction] = {
    "date": SqlFunction(_date),
    "year": _of_day("year({})"),
    "halfyear": _of_day("(quarter({}) + 1) DIV 2"),
    "quarter": _of_day("quarter({})"),
    "month": _of_day("month({})"),
    "day": _of_day("day({})"),
    "dow": _of_day("weekday({}) + 1"),
    "doy": _of_day("dayofyear({})"),
    "week": _of_day("weekofyear({})"),
    "isoformatdate": SqlFunction(lambda d: f"CASE WHEN {_in_calendar(d)} THEN {_text(_day(d))} END"),
    "abs": _plain("abs"),
    "ceil": _whole("ceil({})"),
    "floor": _whole("floor({})"),
    "int": _whole("CAST({} AS BIGINT)"),
    "round": SqlFunction(_round, infinite=True),
    "sqrt": _plain("sqrt", infinite=True),
    **{name: _python(name) for name in ("exp", "ln", "log10", "acos", "asin", "atan", "cos", "sin", "tan")},
    "logit": _python("logit"),
    "pi": SqlFunction(lambda: "pi()"),
    **{name: _python(name) for name in DISTRIBUTIONS},
    "rowmax": _one_of_many("greatest"),
    "rowmin": _one_of_many("least"),
    "rowmean": SqlFunction(_mean, infinite=True),
    "rowtotal": SqlFunction(lambda *a: _total(a), infinite=True),
    "rowmedian": _python("rowmedian"),
    "rowstd": _python("rowstd"),
    "rowmissing": _counted("IS NULL"),
    "rowvalid": _counted("IS NOT NULL"),
    "rowconcat": SqlFunction(_concat),
    "length": SqlFunction(lambda s: f"CAST(length({_text(s)}) AS DOUBLE)"),
    "string": _python("string"),
    "lower": SqlFunction(lambda s: f"translate({_text(s)}, {_ASCII})"),
    "upper": SqlFunction(lambda s: f"translate({_text(s)}, {_ASCII_REVERSED})"),
    "trim": SqlFunction(lambda s: f"trim(BOTH ' ' FROM {_text(s)})"),
    "ltrim": SqlFunction(lambda s: f"trim(LEADING ' ' FROM {_text(s)})"),
    "rtrim": SqlFunction(lambda s: f"trim(TRAILING ' ' FROM {_text(s)})"),
    "substr": SqlFunction(_substr),
    "startswith": SqlFunction(lambda s, p: f"CAST(startswith({_text(s)}, {_text(p)}) AS DOUBLE)"),
    "endswith": SqlFunction(lambda s, p: f"CAST(endswith({_text(s)}, {_text(p)}) AS DOUBLE)"),
    "inlist": SqlFunction(lambda x, *o: f"coalesce({x} IN ({', '.join(o)}), FALSE)", condition=True),
    "inrange": SqlFunction(lambda x, a, b: f"coalesce({x} BETWEEN {a} AND {b}, FALSE)", condition=True),
    "@number": SqlFunction(_as_number, infinite=True),
    "@number,": SqlFunction(_as_number_with_comma, infinite=True),
}


def _drawn(salt: int) -> str:
    """Write ``statistics/draws.py`` in signed whole numbers, which wrap around as unsigned ones do."""
    mixed = f"(_key ^ CAST({int(salt)} AS BIGINT))"
    for factor in FACTORS:
        product = f"({mixed} * CAST({factor - 2**64} AS BIGINT))"
        mixed = f"({product} ^ shiftrightunsigned({product}, {HALF}))"
    return f"(CAST(shiftrightunsigned({mixed}, {REST}) AS DOUBLE) / CAST({2**BITS} AS DOUBLE))"


ROWS = RowsDialect(
    mark=":",
    without="EXCEPT",
    once="",
    mask=lambda _: "BIGINT",
    sketch=f"shiftleft(CAST(1 AS BIGINT), CAST(key & {SKETCH - 1} AS INT))",
    drawn=_drawn,
    nearest=lambda x: f"CAST(rint({x}) AS BIGINT)",
    second=lambda x: f"get(sort_array(collect_list({x}), FALSE), 1)",
    scale=lambda largest, count: f"{PYTHON}scale({_number(largest)}, {_number(count)})",
)

SPARK = Dialect(
    functions=FUNCTIONS,
    power=lambda base, exponent: f"{PYTHON}power({_number(base)}, {_number(exponent)})",
    finite=lambda x: f"abs({_number(x)}) < CAST('Infinity' AS DOUBLE)",
    rows=ROWS,
)
