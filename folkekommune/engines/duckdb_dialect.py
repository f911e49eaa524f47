"""DuckDB's way of writing the functions. Held against ``engines/meaning.py`` by generated queries."""

from __future__ import annotations

from folkekommune.engines.duckdb_kinds import mask_type
from folkekommune.engines.emitter import Dialect, RowsDialect, SqlFunction
from folkekommune.engines.group_statistics import BITS, FINEST
from folkekommune.engines.meaning import FIRST_DAY, LAST_DAY
from folkekommune.query.engine import SKETCH
from folkekommune.statistics.distributions import DISTRIBUTIONS, Distribution

PYTHON = "python_"
"""What the names of functions begin with that are not DuckDB's own."""

_EPOCH = "DATE '1970-01-01'"
_ASCII = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'"
_ASCII_REVERSED = "'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"


def _plain(name: str, *, infinite: bool = False) -> SqlFunction:
    return SqlFunction(lambda *a: f"{name}({', '.join(a)})", infinite)


def _of_day(part: str) -> SqlFunction:
    """Take a part of a date; a day outside the calendar of years 1-9999 is missing."""
    return SqlFunction(
        lambda d: (
            f"CASE WHEN {d} >= {FIRST_DAY} AND {d} < {LAST_DAY + 1}"
            f" THEN CAST({part.format(f'({_EPOCH} + CAST(floor({d}) AS INTEGER))')} AS DOUBLE) END"
        )
    )


def _date(year: str, month: str, day: str) -> str:
    texts = ", ".join(f"TRY_CAST(trunc({part}) AS INTEGER)" for part in (year, month, day))
    made = f"TRY_CAST(printf('%04d-%02d-%02d', {texts}) AS DATE)"
    return (
        f"CASE WHEN {year} >= 1 AND {year} < 10000 AND {month} >= 1 AND {month} < 13"
        f" AND {day} >= 1 AND {day} < 32 THEN CAST({made} - {_EPOCH} AS DOUBLE) END"
    )


def _string(x: str) -> str:
    # -0 is written as 0.
    return f"CASE WHEN {x} = 0 THEN '0' ELSE printf('%.10g', {x}) END"


def _substr(text: str, position: str, length: str) -> str:
    place = f"trunc({position})"
    begin = (
        f"CASE WHEN {place} < 0 THEN greatest(length({text}) + {place} + 1, 1) ELSE greatest({place}, 1) END"
    )
    count = f"greatest(trunc({length}), 0)"
    inside = f"least({begin}, 1000000000)", f"least({count}, 1000000000)"
    cut = f"substring({text}, CAST({inside[0]} AS BIGINT), CAST({inside[1]} AS BIGINT))"
    # greatest() and least() skip missing, so a missing place or length is said here.
    return f"CASE WHEN {position} IS NOT NULL AND {length} IS NOT NULL THEN {cut} END"


def _counted(kind: str) -> SqlFunction:
    return SqlFunction(lambda *a: "(" + " + ".join(f"CAST({x} {kind} AS DOUBLE)" for x in a) + ")")


def _total(arguments: tuple[str, ...]) -> str:
    return "(0.0::DOUBLE + " + " + ".join(f"coalesce({x}, 0)" for x in arguments) + ")"


def _mean(*arguments: str) -> str:
    valid = " + ".join(f"CAST({x} IS NOT NULL AS DOUBLE)" for x in arguments)
    return f"({_total(arguments)} / nullif({valid}, 0))"


def _sorted(*arguments: str) -> str:
    return f"list_sort([{', '.join(arguments)}], 'ASC', 'NULLS LAST')"


def _median(*arguments: str) -> str:
    valid = " + ".join(f"CAST({x} IS NOT NULL AS BIGINT)" for x in arguments)
    lower, upper = f"r[({valid} + 1) // 2]", f"r[({valid}) // 2 + 1]"
    chosen = f"CASE WHEN {lower} = {upper} THEN {lower} ELSE ({lower} + {upper}) / 2 END"
    # A list of one, so that the sorted values have a name to be picked out by.
    return f"list_transform([{_sorted(*arguments)}], lambda r: {chosen})[1]"


def _spread(*arguments: str) -> str:
    valid = " + ".join(f"CAST({x} IS NOT NULL AS DOUBLE)" for x in arguments)
    squares = " + ".join(f"coalesce(({x} - m) * ({x} - m), 0)" for x in arguments)
    root = f"sqrt((CAST(0 AS DOUBLE) + {squares}) / nullif({valid} - 1, 0))"
    return f"list_transform([{_mean(*arguments)}], lambda m: CASE WHEN isfinite(m) THEN {root} END)[1]"


def _python(name: str, distribution: Distribution) -> SqlFunction:
    """Call a function that is Python's in every engine."""

    def write(*given: str) -> str:
        missing = distribution.arguments - len(given)
        defaults = distribution.defaults[len(distribution.defaults) - missing :]
        arguments = [f"CAST({x} AS DOUBLE)" for x in (*given, *(str(value) for value in defaults))]
        return f"{PYTHON}{name}({', '.join(arguments)})"

    return SqlFunction(write, infinite=True)


def _of_circle(name: str) -> SqlFunction:
    return SqlFunction(lambda x: f"CASE WHEN {x} BETWEEN -1 AND 1 THEN {name}({x}) END")


def _concat(*arguments: str) -> str:
    # The argument's own type decides how it is written; concat() skips missing.
    texts = (
        f"CASE WHEN typeof({x}) = 'VARCHAR' THEN CAST({x} AS VARCHAR) ELSE {_string_of_any(x)} END"
        for x in arguments
    )
    return f"concat({', '.join(texts)})"


def _string_of_any(x: str) -> str:
    return _string(f"TRY_CAST({x} AS DOUBLE)")


def _as_number(text: str, stripped: str) -> str:
    return _numeric(f"translate({text}, {stripped}, '')")


def _as_number_with_comma(text: str, stripped: str) -> str:
    left = f"translate({text}, {stripped}, '')"
    plain = _numeric(f"replace({left}, ',', '.')")
    return f"CASE WHEN NOT contains({left}, '.') THEN {plain} END"


def _numeric(text: str) -> str:
    written = f"trim({text}, ' ')"
    number = "'[+-]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)'"
    return f"CASE WHEN regexp_full_match({written}, {number}) THEN TRY_CAST({written} AS DOUBLE) END"


def _round(x: str, unit: str = "CAST(1 AS DOUBLE)") -> str:
    return f"(round({x} / {unit}) * {unit})"


FUNCTIONS: dict[str, SqlFunction] = {
    "date": SqlFunction(_date),
    "year": _of_day("year({})"),
    "halfyear": _of_day("(quarter({}) + 1) // 2"),
    "quarter": _of_day("quarter({})"),
    "month": _of_day("month({})"),
    "day": _of_day("day({})"),
    "dow": _of_day("isodow({})"),
    "doy": _of_day("dayofyear({})"),
    "week": _of_day("week({})"),
    "isoformatdate": SqlFunction(
        lambda d: (
            f"CASE WHEN {d} >= {FIRST_DAY} AND {d} < {LAST_DAY + 1}"
            f" THEN strftime({_EPOCH} + CAST(floor({d}) AS INTEGER), '%Y-%m-%d') END"
        )
    ),
    "abs": _plain("abs"),
    "ceil": _plain("ceil"),
    "floor": _plain("floor"),
    "int": _plain("trunc"),
    "round": SqlFunction(_round, infinite=True),
    "sqrt": _plain("sqrt", infinite=True),
    "exp": _plain("exp", infinite=True),
    "ln": _plain("ln", infinite=True),
    "log10": _plain("log10", infinite=True),
    "acos": _of_circle("acos"),
    "asin": _of_circle("asin"),
    "atan": _plain("atan"),
    "cos": _plain("cos"),
    "sin": _plain("sin"),
    "tan": _plain("tan"),
    "logit": SqlFunction(lambda p: f"ln({p} / (1 - {p}))", infinite=True),
    "pi": SqlFunction(lambda: "pi()"),
    **{name: _python(name, distribution) for name, distribution in DISTRIBUTIONS.items()},
    "rowmax": _plain("greatest"),
    "rowmin": _plain("least"),
    "rowmean": SqlFunction(_mean, infinite=True),
    "rowtotal": SqlFunction(lambda *a: _total(a), infinite=True),
    "rowmedian": SqlFunction(_median, infinite=True),
    "rowstd": SqlFunction(_spread, infinite=True),
    "rowmissing": _counted("IS NULL"),
    "rowvalid": _counted("IS NOT NULL"),
    "rowconcat": SqlFunction(_concat),
    "length": SqlFunction(lambda s: f"CAST(length({s}) AS DOUBLE)"),
    "string": SqlFunction(_string),
    "lower": SqlFunction(lambda s: f"translate({s}, {_ASCII})"),
    "upper": SqlFunction(lambda s: f"translate({s}, {_ASCII_REVERSED})"),
    "trim": SqlFunction(lambda s: f"trim({s}, ' ')"),
    "ltrim": SqlFunction(lambda s: f"ltrim({s}, ' ')"),
    "rtrim": SqlFunction(lambda s: f"rtrim({s}, ' ')"),
    "substr": SqlFunction(_substr),
    "startswith": SqlFunction(lambda s, p: f"CAST(starts_with({s}, {p}) AS DOUBLE)"),
    "endswith": SqlFunction(lambda s, p: f"CAST(suffix({s}, {p}) AS DOUBLE)"),
    "inlist": SqlFunction(lambda x, *o: f"coalesce({x} IN ({', '.join(o)}), FALSE)", condition=True),
    "inrange": SqlFunction(lambda x, a, b: f"coalesce({x} BETWEEN {a} AND {b}, FALSE)", condition=True),
    "@number": SqlFunction(_as_number, infinite=True),
    "@number,": SqlFunction(_as_number_with_comma, infinite=True),
}


def _scale(largest: str, count: str) -> str:
    power = f"{BITS} - ceil(log2({largest})) - ceil(log2({count}))"
    return (
        f"CASE WHEN {largest} = 0 THEN CAST(1 AS DOUBLE)"
        f" WHEN isfinite({largest}) THEN pow(CAST(2 AS DOUBLE), least({power}, {FINEST})) END"
    )


ROWS = RowsDialect(
    mark="$",
    without="EXCLUDE",
    once=" MATERIALIZED",
    mask=mask_type,
    sketch=f"CAST(1 AS UBIGINT) << CAST(key & {SKETCH - 1} AS UBIGINT)",
    drawn=lambda salt: f"{PYTHON}draw(_key, CAST({int(salt)} AS BIGINT))",
    # Casts send halves to the even neighbour.
    nearest=lambda x: f"CAST({x} AS BIGINT)",
    second=lambda x: f"max({x}, 2)[2]",
    scale=_scale,
)

DUCKDB = Dialect(
    functions=FUNCTIONS,
    power=lambda base, exponent: f"pow({base}, {exponent})",
    finite=lambda x: f"isfinite({x})",
    rows=ROWS,
)
