"""Types that DuckDB groups by several times as fast as by the types that expressions compute with."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.tables import Kind
from folkekommune.query.columns import ColumnInfo

_WHOLE = (("UTINYINT", 0, 2**8 - 1), ("SMALLINT", -(2**15), 2**15 - 1))
_MASKS = (("UTINYINT", 8), ("USMALLINT", 16), ("UINTEGER", 32), ("BIGINT", 63))


def whole_kind(info: ColumnInfo) -> Kind | None:
    """Give a type that whole numbers fit, or None for what is no whole number.

    Expressions of type INTEGER and DATE give whole numbers alone, so that nothing is lost; codes are only
    what is expected, so that a value may not fit, which DuckDB refuses.
    """
    if info.type not in {ValueType.INTEGER, ValueType.DATE}:
        return None
    codes = [code for code in info.codes or () if isinstance(code, int | float)]
    if not codes:
        return Kind("INTEGER")
    fitting = (name for name, low, high in _WHOLE if low <= min(codes) and max(codes) <= high)
    return Kind(next(fitting, "INTEGER"))


def codes_of_text(info: ColumnInfo) -> tuple[str, ...] | None:
    """Give the codes of a text, if they are known."""
    if info.type is not ValueType.STRING or not info.codes:
        return None
    return tuple(dict.fromkeys(str(code) for code in info.codes))


def mask_type(bits: int) -> str:
    """Give the smallest SQL type that holds a mask of so many bits."""
    return next(kind for kind, most in _MASKS if bits <= most)
