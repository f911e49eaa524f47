"""Read a protected result back from plain data that disclosure control itself stored."""

from __future__ import annotations

from typing import Any

from folkekommune.disclosure.results import (
    _SEAL,
    Chart,
    Layout,
    MeanCell,
    Note,
    Protection,
    Refusal,
    SafeAnalysis,
    SafeAxis,
    SafeCell,
    SafeChart,
    SafeCube,
    SafeDimension,
    SafeLabel,
    SafeMark,
    SafeResult,
    SafeRow,
    SafeSection,
    SafeSummary,
    SafeTable,
    SafeValue,
    ShareCell,
    Sign,
)

_SIGNS = {sign.value: sign for sign in Sign}


def restore(plain: dict[str, Any]) -> SafeResult:
    """Undo :func:`results.to_plain` for a result from the sealed ledger.

    :raises KeyError: when the data is not a stored result.
    """
    protection = _protection(plain["protection"])
    match plain["kind"]:
        case "table":
            return SafeTable(
                protection,
                _SEAL,
                dimensions=tuple(_dimension(d) for d in plain["dimensions"]),
                measures=tuple(plain["measures"]),
                cells=tuple(_cell(c) for c in plain["cells"]),
                tests=_values(plain["tests"]),
                layout=_layout(plain["layout"]),
            )
        case "summary":
            rows = tuple((name, _values(values)) for name, values in plain["rows"])
            return SafeSummary(protection, _SEAL, rows=rows)
        case "cube":
            return SafeCube(
                protection,
                _SEAL,
                indicator=plain["indicator"],
                version=plain["version"],
                municipality=plain["municipality"],
                cells=tuple(_share(c) for c in plain["cells"]),
                means=tuple(_mean(c) for c in plain.get("means", ())),
            )
        case "analysis":
            sections = tuple(_section(section) for section in plain["sections"])
            return SafeAnalysis(protection, _SEAL, method=plain["method"], sections=sections)
        case "chart":
            return SafeChart(
                protection,
                _SEAL,
                chart=Chart(plain["chart"]),
                measure=plain["measure"],
                axes=tuple(_axis(axis) for axis in plain["axes"]),
                marks=_marks(plain["marks"]),
                wholes=_marks(plain["wholes"]),
                style=tuple(plain["style"]),
            )
        case "refusal":
            return Refusal(protection, _SEAL, rule=plain["rule"], parameters=_pairs(plain["parameters"]))
    raise KeyError(plain["kind"])


def _protection(plain: dict[str, Any]) -> Protection:
    notes = tuple(Note(note["code"], _pairs(note["parameters"])) for note in plain["notes"])
    return Protection(plain["policy"], plain["noise_sd"], notes)


def _pairs(plain: list[list[Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in plain)


def _dimension(plain: dict[str, Any]) -> SafeDimension:
    return SafeDimension(plain["name"], tuple(SafeLabel(**label) for label in plain["categories"]))


def _value(plain: dict[str, Any]) -> SafeValue:
    return SafeValue(plain["text"], _SIGNS[plain["sign"]], plain["lower"], plain["upper"])


def _values(plain: list[list[Any]]) -> tuple[tuple[str, SafeValue], ...]:
    return tuple((name, _value(value)) for name, value in plain)


def _cell(plain: dict[str, Any]) -> SafeCell:
    return SafeCell(tuple(plain["place"]), _values(plain["values"]))


def _section(plain: dict[str, Any]) -> SafeSection:
    rows = tuple(SafeRow(SafeLabel(**row["label"]), _values(row["values"])) for row in plain["rows"])
    heads = tuple(SafeLabel(**head) for head in plain["heads"])
    return SafeSection(plain["name"], tuple(plain["figures"]), rows, heads, plain["about"])


def _layout(plain: dict[str, Any] | None) -> Layout | None:
    if plain is None:
        return None
    return Layout(tuple(map(tuple, plain["rows"])), tuple(plain["columns"]), plain["flat"])


def _axis(plain: dict[str, Any]) -> SafeAxis:
    categories = tuple(SafeLabel(**label) for label in plain["categories"])
    return SafeAxis(plain["role"], SafeLabel(**plain["name"]), categories)


def _marks(plain: list[dict[str, Any]]) -> tuple[SafeMark, ...]:
    return tuple(SafeMark(tuple(mark["place"]), _values(mark["values"])) for mark in plain)


def _limits(plain: list[float] | None) -> tuple[float, float] | None:
    return (plain[0], plain[1]) if plain else None


def _mean(plain: dict[str, Any]) -> MeanCell:
    values = {name: _value(plain[name]) for name in ("count", "mean")}
    limits = {name: _limits(plain[name]) for name in ("limits95", "limits998")}
    return MeanCell(**(plain | values | limits))


def _share(plain: dict[str, Any]) -> ShareCell:
    return ShareCell(
        municipality=plain["municipality"],
        district=plain["district"],
        year=plain["year"],
        sex=plain["sex"],
        numerator=_value(plain["numerator"]),
        complement=_value(plain["complement"]),
        share=_value(plain["share"]),
        limits95=_limits(plain["limits95"]),
        limits998=_limits(plain["limits998"]),
        # What was published before there were periods is of single years.
        years=plain.get("years", 1),
        years_counted=plain.get("years_counted", 1),
        group=plain.get("group"),
    )
