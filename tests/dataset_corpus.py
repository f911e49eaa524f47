"""Good and bad datasets in microdata.no's format, each with what is expected of both checks, by hand.

The expectations come from the format's description and from reading what microdata.no's own tool does;
where the two checks differ, the case says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.identity import make_synthetic

GOOD, BAD, RAISES = "good", "bad", "raises"


def _persons() -> list[str]:
    individual = np.arange(501, 560)
    made = make_synthetic(np.full(len(individual), "2012-03-04", "datetime64[D]"), individual)
    return [f"{number:011d}" for number in made[made > 0]]


P, Q, R = _persons()[:3]
WRONG_DIGIT = P[:-1] + str((int(P[-1]) + 1) % 10)


@dataclass(frozen=True)
class Case:
    """One dataset.

    :param official: what microdata.no's tool says: good, bad, or that it raises.
    :param ours: the rule that ours finds broken; None when it accepts.
    :param why: the reason, where the two differ.
    """

    name: str
    official: str
    ours: str | None
    metadata: dict[str, Any] | bytes | None
    data: bytes | None
    why: str = ""

    def write(self, folder: Path) -> Path:
        """Write the dataset into a folder of its name."""
        target = folder / self.name
        target.mkdir()
        content = self.metadata
        if content is not None:
            written = content if isinstance(content, bytes) else json.dumps(content).encode()
            (target / f"{self.name}.json").write_bytes(written)
        if self.data is not None:
            (target / f"{self.name}.csv").write_bytes(self.data)
        return target


def words(value: str, *languages: str) -> list[dict[str, str]]:
    """Write a text in languages, ``no`` unless told otherwise."""
    return [{"languageCode": code, "value": value} for code in languages or ("no",)]


def described() -> dict[str, Any]:
    return {"description": words("Tall")}


def code(value: Any, start: Any = "1990-01-01", until: Any = None) -> dict[str, Any]:
    entry = {"code": value, "categoryTitle": words("Kategori"), "validFrom": start}
    return entry if until is None else entry | {"validUntil": until}


def enumerated(*codes: dict[str, Any], sentinels: list[Any] | None = None) -> dict[str, Any]:
    domain: dict[str, Any] = {"codeList": list(codes)}
    if sentinels is not None:
        domain["sentinelAndMissingValues"] = [
            {"code": entry, "categoryTitle": words("Mangler")} for entry in sentinels
        ]
    return domain


def metadata(temporality: str = "FIXED", kind: str = "LONG", domain: Any = None) -> dict[str, Any]:
    """Write metadata without a fault."""
    return {
        "temporalityType": temporality,
        "sensitivityLevel": "PERSON_SPECIAL",
        "populationDescription": words("Barn"),
        "subjectFields": [words("Helse")],
        "dataRevision": {"description": words("Første versjon")},
        "identifierVariables": [{"unitType": "PERSON"}],
        "measureVariables": [
            {
                "name": words("Vekt"),
                "description": words("Vekt ved konsultasjonen"),
                "dataType": kind,
                "valueDomain": domain or described(),
            }
        ],
    }


def unit_measure(unit: Any, temporality: str = "FIXED", **more: Any) -> dict[str, Any]:
    content = metadata(temporality)
    measure = content["measureVariables"][0]
    del measure["dataType"], measure["valueDomain"]
    content["measureVariables"] = [measure | {"unitType": unit} | more]
    return content


def identified_by(unit: str, temporality: str = "FIXED") -> dict[str, Any]:
    return metadata(temporality) | {"identifierVariables": [{"unitType": unit}]}


def lines(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


CASES: list[Case] = []
_FIXED_ROWS = lines(f"{P};1;;;", f"{Q};2;;;")


def case(
    name: str,
    official: str,
    ours: str | None,
    meta: dict[str, Any] | bytes | None,
    data: bytes | None = _FIXED_ROWS,
    why: str = "",
) -> None:
    CASES.append(Case(name, official, ours, meta, data, why))


def edited(name: str, official: str, ours: str | None, edit: Callable[[Any], object], why: str = "") -> None:
    """Add a case with a change to metadata without a fault."""
    content = deepcopy(metadata())
    edit(content)
    case(name, official, ours, content, why=why)


def measured(name: str, official: str, ours: str | None, why: str = "", /, **change: Any) -> None:
    """Add a case with changed fields of the measure; ``...`` takes a field away."""

    def edit(content: Any) -> None:
        measure = content["measureVariables"][0] | change
        content["measureVariables"] = [{key: value for key, value in measure.items() if value is not ...}]

    edited(name, official, ours, edit, why)


def rows(name: str, official: str, ours: str | None, kind: str, *written: str, why: str = "") -> None:
    """Add a case of rows: ``kind`` is temporality and data type, as ``EVENT LONG``."""
    temporality, data_type = kind.split()
    case(name, official, ours, metadata(temporality, data_type), lines(*written), why)


def coded(
    name: str,
    official: str,
    ours: str | None,
    domain: Any,
    *written: str,
    kind: str = "FIXED LONG",
    why: str = "",
) -> None:
    temporality, data_type = kind.split()
    case(name, official, ours, metadata(temporality, data_type, domain), lines(*written), why)


# --- every temporality, without fault and with its own faults -------------------------------------------

rows("FIXED_GOOD", GOOD, None, "FIXED LONG", f"{P};1;;;", f"{Q};-2;;;")
rows("FIXED_WITH_STOP", GOOD, None, "FIXED LONG", f"{P};1;;2020-01-01;")
rows("FIXED_WITH_START", BAD, "start-not-empty", "FIXED LONG", f"{P};1;2020-01-01;;")
rows("FIXED_TWICE", BAD, "unit-twice", "FIXED LONG", f"{P};1;;;", f"{Q};1;;;", f"{P};1;;;")
rows("FIXED_STOP_NO_DATE", BAD, "stop-not-day", "FIXED LONG", f"{P};1;;x;")
rows("FIXED_STOP_TOO_LATE", BAD, "day-outside", "FIXED LONG", f"{P};1;;2059-09-19;")
rows(
    "STATUS_GOOD", GOOD, None, "STATUS LONG", f"{P};1;2020-01-01;2020-01-01;", f"{P};1;2020-01-02;2020-01-02;"
)
rows("STATUS_TWO_DAYS", BAD, "start-is-not-stop", "STATUS LONG", f"{P};1;2020-01-01;2020-01-02;")
rows(
    "STATUS_TWICE",
    BAD,
    "unit-twice-on-day",
    "STATUS LONG",
    f"{P};1;2020-01-01;2020-01-01;",
    f"{Q};1;2020-01-01;2020-01-01;",
    f"{P};2;2020-01-01;2020-01-01;",
)
rows(
    "STATUS_NO_STOP",
    BAD,
    "day-missing",
    "STATUS LONG",
    f"{P};1;2020-01-01;;",
    f"{Q};1;2020-01-01;2020-01-01;",
)
rows("STATUS_NO_STOP_AT_ALL", BAD, "day-missing", "STATUS LONG", f"{P};1;2020-01-01;;")
rows("STATUS_NO_DAYS", BAD, "day-missing", "STATUS LONG", f"{P};1;;;")
rows(
    "STATUS_SOME_STARTS",
    RAISES,
    "day-missing",
    "STATUS LONG",
    f"{P};1;2020-01-01;2020-01-01;",
    f"{Q};1;;2020-01-01;",
    why="the tool raises when only some starts are empty",
)
rows(
    "SUM_GOOD",
    GOOD,
    None,
    "ACCUMULATED LONG",
    f"{P};1;2020-01-01;2020-12-31;",
    f"{P};3;2021-01-01;2021-12-31;",
)
rows("SUM_ONE_DAY", BAD, "stop-not-later", "ACCUMULATED LONG", f"{P};1;2020-01-01;2020-01-01;")
rows("SUM_BACKWARDS", BAD, "stop-not-later", "ACCUMULATED LONG", f"{P};1;2020-01-02;2020-01-01;")
rows(
    "SUM_OPEN",
    BAD,
    "day-missing",
    "ACCUMULATED LONG",
    f"{P};1;2020-01-01;;",
    f"{Q};1;2020-01-01;2020-12-31;",
)
rows(
    "SUM_NO_START",
    BAD,
    "day-missing",
    "ACCUMULATED LONG",
    f"{P};1;;2020-12-31;",
    f"{Q};1;2020-01-01;2020-12-31;",
)
rows(
    "SUM_OVERLAP",
    BAD,
    "overlap",
    "ACCUMULATED LONG",
    f"{P};1;2020-01-01;2020-12-31;",
    f"{P};1;2020-12-31;2021-12-31;",
)
rows("EVENT_GOOD", GOOD, None, "EVENT LONG", f"{P};1;2020-01-01;2020-05-31;", f"{P};2;2020-06-01;;")
rows(
    "EVENT_ONE_DAY",
    GOOD,
    None,
    "EVENT LONG",
    f"{P};1;2020-01-01;2020-01-01;",
    f"{P};2;2020-01-02;2020-01-02;",
)
rows("EVENT_BACKWARDS", BAD, "stop-before-start", "EVENT LONG", f"{P};1;2020-01-02;2020-01-01;")
rows(
    "EVENT_NO_START", BAD, "day-missing", "EVENT LONG", f"{P};1;;2020-01-01;", f"{Q};1;2020-01-01;2020-01-01;"
)
rows(
    "EVENT_SAME_DAY",
    BAD,
    "overlap",
    "EVENT LONG",
    f"{P};1;2020-01-01;2020-06-01;",
    f"{P};2;2020-06-01;2020-07-01;",
)
rows(
    "EVENT_OPEN_BEFORE", BAD, "overlap", "EVENT LONG", f"{P};1;2020-01-01;;", f"{P};2;2021-01-01;2021-02-01;"
)
rows(
    "EVENT_INSIDE",
    BAD,
    "overlap",
    "EVENT LONG",
    f"{P};1;2020-03-01;2020-04-01;",
    f"{P};2;2020-01-01;2020-12-31;",
)
rows(
    "EVENT_TWO_OPEN",
    BAD,
    "overlap",
    "EVENT LONG",
    f"{P};1;2020-01-01;;",
    f"{P};1;2020-01-01;;",
    f"{Q};1;2020-01-01;2020-01-02;",
)
rows(
    "EVENT_UNORDERED",
    GOOD,
    None,
    "EVENT LONG",
    f"{Q};1;2021-01-01;;",
    f"{P};1;2020-06-01;;",
    f"{Q};1;2020-01-01;2020-12-31;",
)
rows("EVENT_ONLY_OPEN", BAD, "no-stop", "EVENT LONG", f"{P};1;2020-01-01;;", f"{Q};1;2020-01-01;;")
rows("EVENT_OPEN_AS_NA", GOOD, None, "EVENT LONG", f"{P};1;2020-01-01;NA;", f"{Q};1;2020-01-01;2020-02-01;")
rows(
    "EVENT_OPEN_AS_NULL", GOOD, None, "EVENT LONG", f"{P};1;2020-01-01;NULL;", f"{Q};1;2020-01-01;2020-02-01;"
)
rows("EVENT_OPEN_AS_NAN", GOOD, None, "EVENT LONG", f"{P};1;2020-01-01;NaN;", f"{Q};1;2020-01-01;2020-02-01;")
rows(
    "EVENT_OPEN_AS_BLANK",
    BAD,
    "stop-not-day",
    "EVENT LONG",
    f"{P};1;2020-01-01; ;",
    f"{Q};1;2020-01-01;2020-02-01;",
)

# --- days -----------------------------------------------------------------------------------------------

rows("DAY_FIRST", GOOD, None, "EVENT LONG", f"{P};1;1880-04-14;1900-01-01;")
rows("DAY_BEFORE_FIRST", BAD, "day-outside", "EVENT LONG", f"{P};1;1880-04-13;1900-01-01;")
rows("DAY_LAST", GOOD, None, "EVENT LONG", f"{P};1;2020-01-01;2059-09-18;")
rows("DAY_AFTER_LAST", BAD, "day-outside", "EVENT LONG", f"{P};1;2020-01-01;2059-09-19;")
rows("DAY_NORWEGIAN", BAD, "start-not-day", "EVENT LONG", f"{P};1;01.01.2020;2020-01-02;")
rows("DAY_SHORT", BAD, "start-not-day", "EVENT LONG", f"{P};1;2020-1-1;2020-01-02;")
rows("DAY_THAT_IS_NONE", BAD, "start-not-day", "EVENT LONG", f"{P};1;2021-02-29;2021-03-02;")
rows("DAY_WITH_TIME", BAD, "start-not-day", "EVENT LONG", f"{P};1;2020-01-01T00:00;2020-01-02;")
rows("DAY_IN_BLANKS", GOOD, None, "EVENT LONG", f"{P};1; 2020-01-01 ;2020-01-02;")
rows("DAY_IN_TABS", GOOD, None, "EVENT LONG", f"{P};1;\t2020-01-01;2020-01-02;")
rows("DAY_HARD_BLANK", BAD, "start-not-day", "EVENT LONG", f"{P};1;2020-01-01\u00a0;2020-01-02;")

# --- identifiers ----------------------------------------------------------------------------------------

rows("ID_EMPTY", BAD, "identifier-missing", "FIXED LONG", ";1;;;")
rows("ID_BLANK", BAD, "identifier-missing", "FIXED LONG", "  ;1;;;")
rows("ID_IN_BLANKS", GOOD, None, "FIXED LONG", f" {P} ;1;;;")
rows("ID_BLANKS_SAME", BAD, "unit-twice", "FIXED LONG", f" {P};1;;;", f"{P};1;;;")
rows("ID_IN_TABS", GOOD, "identity-form", "FIXED LONG", f"\t{P};1;;;", why="ours asks for eleven digits")
rows("ID_QUOTED", GOOD, None, "FIXED LONG", f'"{P}";"1";;;')
rows(
    "ID_TEN_DIGITS", GOOD, "identity-form", "FIXED LONG", f"{P[:10]};1;;;", why="ours asks for eleven digits"
)
rows("ID_LETTERS", GOOD, "identity-form", "FIXED LONG", "ABCDEFGHIJK;1;;;", why="ours asks for digits")
rows("ID_NA", GOOD, "identity-form", "FIXED LONG", "NA;1;;;", why="ours asks for digits")
rows("ID_HEXADECIMAL", GOOD, "identity-form", "FIXED LONG", "0x123456789;1;;;", why="ours asks for digits")
rows(
    "ID_CONTROL_DIGIT",
    GOOD,
    "identity-number",
    "FIXED LONG",
    f"{WRONG_DIGIT};1;;;",
    why="ours checks control digits",
)
rows(
    "ID_OF_NO_DAY",
    GOOD,
    "identity-number",
    "FIXED LONG",
    "00000000000;1;;;",
    why="ours asks for a date in the number",
)
for unit in ("FAMILIE", "HUSHOLDNING", "SOESKEN"):
    case(f"ID_{unit}", GOOD, None, identified_by(unit))
case(
    "ID_SOESKEN_FORM",
    GOOD,
    "identity-form",
    identified_by("SOESKEN"),
    lines("1;1;;;"),
    "ours asks for eleven digits",
)
for unit in ("FORETAK", "VIRKSOMHET", "BEDRIFT", "JOBB", "KURS", "KJORETOY", "BRUKSENHET", "NPR_EPISODE"):
    case(f"ID_{unit}", GOOD, None, identified_by(unit), lines("A 1;1;;;", "B;2;;;"))
case("ID_JOBB_TWICE", BAD, "unit-twice", identified_by("JOBB"), lines("a;1;;;", "b;1;;;", "a ;2;;;"))
case(
    "ID_JOBB_OVERLAP",
    BAD,
    "overlap",
    identified_by("JOBB", "EVENT"),
    lines("a;1;2020-01-01;;", "a;1;2021-01-01;2021-01-02;"),
)
case("ID_KOMMUNE_UNKNOWN", GOOD, None, identified_by("KOMMUNE"), lines("9999;1;;;"))
_INTEGER = "the tool raises on whole-number identifiers"
case(
    "ID_VISIT",
    RAISES,
    None,
    identified_by("BK_HELSESTASJONSKONSULTASJON"),
    lines("17;1;;;", "4;1;;;"),
    _INTEGER,
)
case(
    "ID_VISIT_TWICE",
    RAISES,
    "unit-twice",
    identified_by("BK_HELSESTASJONSKONSULTASJON"),
    lines("17;1;;;", "17;1;;;"),
    _INTEGER,
)
case("ID_VISIT_TEXT", BAD, "identifier-long", identified_by("BK_HELSESTASJONSKONSULTASJON"), lines("a;1;;;"))
case(
    "ID_VISIT_EMPTY",
    RAISES,
    "identifier-missing",
    identified_by("HKDIR_HYU_OPPMELDING"),
    lines(";1;;;"),
    _INTEGER,
)

# --- values ---------------------------------------------------------------------------------------------

rows("TEXT_GOOD", GOOD, None, "FIXED STRING", f"{P};Årstad æøå;;;", f"{Q};NA;;;")
rows("TEXT_EMPTY", BAD, "value-missing", "FIXED STRING", f"{P};;;;")
rows("TEXT_BLANK", BAD, "value-missing", "FIXED STRING", f"{P};  ;;;")
rows("TEXT_TAB", GOOD, None, "FIXED STRING", f"{P};\t;;;")
rows("TEXT_QUOTED_SEPARATOR", GOOD, None, "FIXED STRING", f'{P};"a;b";;;')
rows("LONG_EMPTY", BAD, "value-missing", "FIXED LONG", f"{P};;;;")
for word in ("NA", "NULL", "NaN", "null", "N/A"):
    name = (
        "LONG_"
        + "".join(c if c.isalpha() else "_" for c in word.upper())
        + ("_LOW" if word.islower() else "")
    )
    rows(name, BAD, "value-missing", "FIXED LONG", f"{P};{word};;;")
rows("LONG_DECIMAL", BAD, "value-long", "FIXED LONG", f"{P};1.0;;;")
rows("LONG_PLUS", BAD, "value-long", "FIXED LONG", f"{P};+1;;;")
rows("LONG_TOO_LARGE", BAD, "value-long", "FIXED LONG", f"{P};9223372036854775808;;;")
rows("LONG_LARGEST", GOOD, None, "FIXED LONG", f"{P};9223372036854775807;;;")
rows("LONG_IN_BLANKS", GOOD, None, "FIXED LONG", f"{P}; 7 ;;;")
rows("LONG_IN_TABS", GOOD, None, "FIXED LONG", f"{P};\t7\t;;;")
rows("LONG_HARD_BLANK", BAD, "value-long", "FIXED LONG", f"{P};\u00a07;;;")
rows("LONG_NA_IN_BLANKS", BAD, "value-long", "FIXED LONG", f"{P}; NA ;;;")
rows("LONG_HEXADECIMAL", GOOD, "value-long", "FIXED LONG", f"{P};0x1F;;;", why="ours refuses hexadecimal")
rows("DOUBLE_GOOD", GOOD, None, "FIXED DOUBLE", f"{P};1.5;;;", f"{Q};-2e-3;;;", f"{R};7;;;")
rows("DOUBLE_IN_TABS", GOOD, None, "FIXED DOUBLE", f"{P};\t1.5 ;;;")
rows("DOUBLE_HEXADECIMAL", BAD, "value-double", "FIXED DOUBLE", f"{P};0x1F;;;")
rows("DOUBLE_COMMA", BAD, "value-double", "FIXED DOUBLE", f"{P};1,5;;;")
rows("DOUBLE_EMPTY", BAD, "value-missing", "FIXED DOUBLE", f"{P};;;;")
rows("DOUBLE_NAN_WORD", BAD, "value-missing", "FIXED DOUBLE", f"{P};NaN;;;")
rows(
    "DOUBLE_NAN",
    GOOD,
    "value-not-finite",
    "FIXED DOUBLE",
    f"{P};NAN;;;",
    why="ours refuses what is not a number",
)
rows("DOUBLE_INF", GOOD, "value-not-finite", "FIXED DOUBLE", f"{P};inf;;;", why="ours refuses infinity")
rows("DOUBLE_HUGE", GOOD, "value-not-finite", "FIXED DOUBLE", f"{P};1e400;;;", why="ours refuses infinity")
rows("DATE_GOOD", GOOD, None, "FIXED DATE", f"{P};2020-01-01;;;", f"{Q};1650-01-01;;;", f"{R};2100-12-31;;;")
rows("DATE_NORWEGIAN", BAD, "value-date", "FIXED DATE", f"{P};1.1.2020;;;")
rows("DATE_EMPTY", BAD, "value-missing", "FIXED DATE", f"{P};;;;")

# --- codes ----------------------------------------------------------------------------------------------

_ONE_TWO = enumerated(code(1), code(2))
coded("CODE_GOOD", GOOD, None, _ONE_TWO, f"{P};1;;;", f"{Q};2;;;")
coded("CODE_OUTSIDE", BAD, "value-not-in-codes", _ONE_TWO, f"{P};1;;;", f"{Q};3;;;")
coded(
    "CODE_TEXT",
    GOOD,
    None,
    enumerated(code("01"), code("A B")),
    f"{P};01;;;",
    f"{Q}; A B ;;;",
    kind="FIXED STRING",
)
coded(
    "CODE_TEXT_OUTSIDE", BAD, "value-not-in-codes", enumerated(code("01")), f"{P};1;;;", kind="FIXED STRING"
)
coded("CODE_TEXT_CASE", BAD, "value-not-in-codes", enumerated(code("a")), f"{P};A;;;", kind="FIXED STRING")
coded("CODE_SENTINEL", GOOD, None, enumerated(code(1), sentinels=[9]), f"{P};9;;;", f"{Q};1;;;")
coded("CODE_SENTINELS_NONE", GOOD, None, enumerated(code(1), sentinels=[]), f"{P};1;;;")
_TWO_PERIODS = enumerated(code(1, "1990-01-01", "2009-12-31"), code(1, "2010-01-01"))
_DAY = ("2010-01-01", "2009-12-31", "1989-12-31")
coded("CODE_AGAIN", GOOD, None, _TWO_PERIODS, *(f"{P};1;{d};{d};" for d in _DAY[:2]), kind="STATUS LONG")
coded(
    "CODE_TOO_EARLY",
    GOOD,
    "code-not-valid",
    _TWO_PERIODS,
    f"{P};1;{_DAY[2]};{_DAY[2]};",
    kind="STATUS LONG",
    why="ours asks that the code held on the day",
)
coded(
    "CODE_ENDED",
    GOOD,
    "code-not-valid",
    enumerated(code(1, "1990-01-01", "2009-12-31"), code(2)),
    f"{P};1;2010-01-01;2010-02-01;",
    kind="EVENT LONG",
    why="ours asks that the code held on the day",
)
coded(
    "CODE_ENDED_LATER",
    GOOD,
    None,
    enumerated(code(1, "1990-01-01", "2009-12-31"), code(2)),
    f"{P};1;2009-12-31;2010-02-01;",
    kind="EVENT LONG",
)
coded(
    "CODE_SENTINEL_ANY_DAY",
    GOOD,
    None,
    enumerated(code(1, "2010-01-01"), sentinels=[9]),
    f"{P};9;2000-01-01;2000-01-01;",
    kind="STATUS LONG",
)
coded("LIST_TWICE", BAD, "code-twice", enumerated(code(1), code(2), code(1)), f"{P};1;;;")
coded(
    "LIST_TWICE_A_DAY",
    BAD,
    "code-twice",
    enumerated(code(1, "1990-01-01", "2000-01-01"), code(1, "2000-01-01")),
    f"{P};1;;;",
)
coded("LIST_TYPE_TEXT", BAD, "code-type", enumerated(code("1")), f"{P};1;;;")
coded("LIST_TYPE_NUMBER", BAD, "code-type", enumerated(code("1"), code(2)), f"{P};1;;;", kind="FIXED STRING")
coded("LIST_TYPE_DECIMAL", BAD, "code-type", enumerated(code(1.5)), f"{P};1;;;")
coded("LIST_DOUBLE", BAD, "codes-of-this-type", enumerated(code(1)), f"{P};1;;;", kind="FIXED DOUBLE")
coded(
    "LIST_DATE",
    BAD,
    "codes-of-this-type",
    enumerated(code("2020-01-01")),
    f"{P};2020-01-01;;;",
    kind="FIXED DATE",
)
coded("LIST_BOOLEAN", GOOD, "code-type", enumerated(code(True)), f"{P};1;;;", why="the tool takes true for 1")
coded(
    "LIST_BOOLEANS",
    RAISES,
    "code-type",
    enumerated(code(True), code(2)),
    f"{P};2;;;",
    why="the tool raises on true among numbers",
)
coded(
    "LIST_BEYOND",
    RAISES,
    "code-type",
    enumerated(code(2**70)),
    f"{P};1;;;",
    why="the tool raises beyond 64 bits",
)
coded("LIST_EMPTY", BAD, "list-length", {"codeList": []}, f"{P};1;;;")
coded("LIST_EMPTY_CODE", BAD, "empty-text", enumerated(code("")), f"{P};a;;;", kind="FIXED STRING")
coded("LIST_SENTINEL_TYPE", BAD, "code-type", enumerated(code(1), sentinels=["9"]), f"{P};1;;;")
_LOOSE = "the tool accepts it; ours refuses what has no meaning"
coded(
    "LIST_SENTINEL_TWICE",
    GOOD,
    "sentinel-twice",
    enumerated(code(1), sentinels=[9, 9]),
    f"{P};1;;;",
    why=_LOOSE,
)
coded(
    "LIST_SENTINEL_A_CODE",
    GOOD,
    "sentinel-twice",
    enumerated(code(1), sentinels=[1]),
    f"{P};1;;;",
    why=_LOOSE,
)
coded(
    "LIST_ENDS_FIRST",
    GOOD,
    "ends-before-start",
    enumerated(code(1, "2000-01-01", "1999-01-01"), code(2)),
    f"{P};2;;;",
    why=_LOOSE,
)
_FROM = "the tool raises on such a validFrom"
coded("LIST_FROM_NULL", RAISES, "not-a-day", enumerated(code(1, None)), f"{P};1;;;", why=_FROM)
coded("LIST_FROM_NUMBER", RAISES, "not-a-day", enumerated(code(1, 2000)), f"{P};1;;;", why=_FROM)
coded("LIST_FROM_SLASHES", RAISES, "not-a-day", enumerated(code(1, "2000/01/01")), f"{P};1;;;", why=_FROM)
coded("LIST_FROM_NO_DAY", BAD, "not-a-day", enumerated(code(1, "2001-02-29")), f"{P};1;;;")
coded("LIST_UNTIL_NO_DAY", BAD, "not-a-day", enumerated(code(1, "2001-02-01", "2001-02-31")), f"{P};1;;;")
_NO_FROM = code(1)
del _NO_FROM["validFrom"]
coded("LIST_NO_FROM", RAISES, "missing-field", enumerated(_NO_FROM), f"{P};1;;;", why=_FROM)
coded("LIST_UNKNOWN_KEY", BAD, "unknown-field", enumerated(code(1) | {"note": "x"}), f"{P};1;;;")
coded("LIST_NO_TITLE", BAD, "list-length", enumerated(code(1) | {"categoryTitle": []}), f"{P};1;;;")
coded("LIST_WITH_DESCRIPTION", BAD, "not-with-codes", _ONE_TWO | described(), f"{P};1;;;")
coded(
    "LIST_WITH_UNIT",
    BAD,
    "not-with-codes",
    _ONE_TWO | {"measurementUnitDescription": words("kg")},
    f"{P};1;;;",
)
coded("LIST_URI", GOOD, None, _ONE_TWO | {"uriDefinition": ["x"]}, f"{P};1;;;")

# --- the other domain, and the measure ------------------------------------------------------------------

coded(
    "DOMAIN_UNIT",
    GOOD,
    None,
    described() | {"measurementType": "VEKT", "measurementUnitDescription": words("kg")},
    f"{P};1;;;",
)
coded(
    "DOMAIN_SENTINELS",
    BAD,
    "sentinels-without-codes",
    described() | {"sentinelAndMissingValues": []},
    f"{P};1;;;",
)
coded("DOMAIN_NEITHER", BAD, "no-domain", {"measurementType": "VEKT"}, f"{P};1;;;")
coded("DOMAIN_UNKNOWN_KEY", BAD, "unknown-field", described() | {"note": "x"}, f"{P};1;;;")
measured("MEASURE_NAME_TEXT", BAD, "not-list", name="Vekt")
measured("MEASURE_NO_NAME", BAD, "missing-field", name=...)
measured("MEASURE_NO_DESCRIPTION", BAD, "missing-field", description=...)
measured("MEASURE_NO_TYPE", BAD, "missing-field", dataType=...)
measured("MEASURE_NO_DOMAIN", BAD, "missing-field", valueDomain=...)
measured("MEASURE_TYPE_UNKNOWN", BAD, "not-a-choice", dataType="FLOAT")
measured("MEASURE_UNKNOWN_KEY", GOOD, None, note="x")
measured("MEASURE_FORMAT", GOOD, None, format="x", uriDefinition=["y"])
measured("MEASURE_FORMAT_NUMBER", BAD, "not-text", format=1)
measured("MEASURE_UNIT_NULL", RAISES, "not-a-choice", "the tool raises on a null unit type", unitType=None)
measured("MEASURE_UNIT_AND_TYPE", BAD, "not-with-unit", unitType="PERSON")
case("UNIT_PERSON", GOOD, None, unit_measure("PERSON"), lines(f"{P};{R};;;", f"{Q};{R};;;"))
case(
    "UNIT_PERSON_NO_NUMBER",
    GOOD,
    "value-identity-number",
    unit_measure("PERSON"),
    lines(f"{P};17;;;"),
    "ours asks for an identity number",
)
case("UNIT_PERSON_EMPTY", BAD, "value-missing", unit_measure("PERSON"), lines(f"{P};;;;"))
case("UNIT_FORETAK", GOOD, None, unit_measure("FORETAK"), lines(f"{P};974760673;;;"))
case("UNIT_VISIT", GOOD, None, unit_measure("BK_HELSESTASJONSKONSULTASJON"), lines(f"{P};17;;;"))
case("UNIT_VISIT_TEXT", BAD, "value-long", unit_measure("BK_HELSESTASJONSKONSULTASJON"), lines(f"{P};a;;;"))
case("UNIT_UNKNOWN", BAD, "not-a-choice", unit_measure("SKOLE"))
_MOVED = ("2020-01-01", "2019-12-31")
case(
    "UNIT_KOMMUNE",
    GOOD,
    None,
    unit_measure("KOMMUNE", "EVENT"),
    lines(f"{P};1201;2010-01-01;{_MOVED[1]};", f"{P};4601;{_MOVED[0]};;"),
)
case("UNIT_KOMMUNE_UNKNOWN", BAD, "value-not-in-codes", unit_measure("KOMMUNE"), lines(f"{P};9998;;;"))
case(
    "UNIT_KOMMUNE_TOO_EARLY",
    GOOD,
    "code-not-valid",
    unit_measure("KOMMUNE", "EVENT"),
    lines(f"{P};4601;2010-01-01;2012-01-01;"),
    "ours asks that the number was in use",
)

# --- the rest of the metadata ---------------------------------------------------------------------------

for field in (
    "temporalityType",
    "sensitivityLevel",
    "populationDescription",
    "subjectFields",
    "dataRevision",
    "identifierVariables",
    "measureVariables",
):
    edited(f"META_NO_{field.upper()}", BAD, "missing-field", lambda c, f=field: c.pop(f))
edited("META_PLACES", GOOD, None, lambda c: c.update(spatialCoverageDescription=words("Bergen")))
edited("META_PLACES_NULL", GOOD, None, lambda c: c.update(spatialCoverageDescription=None))
edited("META_UNKNOWN_KEY", GOOD, None, lambda c: c.update(note="x"))
edited("META_TEMPORALITY", BAD, "not-a-choice", lambda c: c.update(temporalityType="fixed"))
edited("META_SENSITIVITY", BAD, "not-a-choice", lambda c: c.update(sensitivityLevel="SECRET"))
edited("META_NO_SUBJECTS", BAD, "list-length", lambda c: c.update(subjectFields=[]))
edited("META_SUBJECT_FLAT", BAD, "not-list", lambda c: c.update(subjectFields=words("Helse")))
edited(
    "META_TWO_UNITS", BAD, "list-length", lambda c: c["identifierVariables"].append({"unitType": "PERSON"})
)
edited("META_UNIT_KEY", BAD, "unknown-field", lambda c: c["identifierVariables"][0].update(note="x"))
edited(
    "META_UNIT_UNKNOWN", BAD, "not-a-choice", lambda c: c.update(identifierVariables=[{"unitType": "BARN"}])
)
edited(
    "META_TWO_MEASURES", BAD, "list-length", lambda c: c["measureVariables"].append(c["measureVariables"][0])
)
edited(
    "META_LANGUAGE", BAD, "not-a-choice", lambda c: c.update(populationDescription=words("Mánát", "no", "se"))
)
edited("META_TEXT_EMPTY", BAD, "empty-text", lambda c: c.update(populationDescription=words("")))
edited("META_TEXT_NUMBER", BAD, "not-text", lambda c: c["populationDescription"][0].update(value=1))
edited("META_TEXT_KEY", GOOD, None, lambda c: c["populationDescription"][0].update(note="x"))
edited(
    "META_LANGUAGES", GOOD, None, lambda c: c.update(populationDescription=words("x", "no", "nb", "nn", "en"))
)
_IMPORTED = "the import needs a text under «no»; the tool does not ask for it"
edited(
    "META_ENGLISH",
    GOOD,
    "no-norwegian",
    lambda c: c.update(populationDescription=words("Children", "en")),
    _IMPORTED,
)
edited(
    "META_NORWEGIAN_BLANK",
    GOOD,
    "no-norwegian",
    lambda c: c.update(populationDescription=words(" ")),
    _IMPORTED,
)
edited("REVISION_KEY", BAD, "unknown-field", lambda c: c["dataRevision"].update(note="x"))
edited(
    "REVISION_END",
    GOOD,
    None,
    lambda c: c["dataRevision"].update(temporalEnd={"description": words("Slutt"), "note": 1}),
)
edited(
    "REVISION_NEXT",
    GOOD,
    None,
    lambda c: c["dataRevision"].update(temporalEnd={"description": words("Slutt"), "successors": ["NY"]}),
)
edited(
    "REVISION_NEXT_NONE",
    BAD,
    "list-length",
    lambda c: c["dataRevision"].update(temporalEnd={"description": words("Slutt"), "successors": []}),
)
edited("REVISION_END_BARE", BAD, "missing-field", lambda c: c["dataRevision"].update(temporalEnd={}))
edited("ATTRIBUTES_LIST", GOOD, None, lambda c: c.update(attributeVariables=[]))
edited(
    "ATTRIBUTES_TEXT",
    RAISES,
    "not-list",
    lambda c: c.update(attributeVariables="x"),
    "the tool raises on a text",
)
_JSON = "the tool raises on metadata that are no JSON object in UTF-8"
_PLAIN = json.dumps(metadata()).encode()
case("JSON_BROKEN", RAISES, "not-json", _PLAIN[:-1], why=_JSON)
case("JSON_EMPTY", RAISES, "not-json", b"", why=_JSON)
case("JSON_LIST", RAISES, "not-object", b"[]", why=_JSON)
case("JSON_NULL", RAISES, "not-object", b"null", why=_JSON)
case("JSON_MARK", RAISES, "not-json", b"\xef\xbb\xbf" + _PLAIN, why=_JSON)
case(
    "JSON_LATIN",
    RAISES,
    "metadata-encoding",
    json.dumps(metadata(), ensure_ascii=False).encode("latin-1"),
    why=_JSON,
)
case("JSON_MISSING", BAD, "no-metadata-file", None)

# --- the data file --------------------------------------------------------------------------------------

case("FILE_MISSING", BAD, "no-data-file", metadata(), None)
case("FILE_EMPTY", BAD, "empty-file", metadata(), b"")
case("FILE_MARK", GOOD, None, metadata(), b"\xef\xbb\xbf" + _FIXED_ROWS)
case("FILE_CRLF", GOOD, None, metadata(), _FIXED_ROWS.replace(b"\n", b"\r\n"))
case("FILE_NO_LAST_BREAK", GOOD, None, metadata(), _FIXED_ROWS[:-1])
case("FILE_BLANK_LINES", GOOD, None, metadata(), b"\n" + _FIXED_ROWS.replace(b"\n", b"\n\n"))
case("FILE_ONLY_BLANK", GOOD, None, metadata(), b"\n\n")
case("FILE_ONLY_BLANK_STATUS", BAD, "no-stop", metadata("STATUS"), b"\n\n")
case(
    "FILE_HEADER", BAD, "start-not-day", metadata(), b"identifier;value;start;stop;attribute\n" + _FIXED_ROWS
)
case("FILE_FOUR_FIELDS", BAD, "fields", metadata(), lines(f"{P};1;;;", f"{Q};1;;"))
case("FILE_SIX_FIELDS", BAD, "fields", metadata(), lines(f"{P};1;;;", f"{Q};1;;;;"))
case("FILE_COMMAS", BAD, "fields", metadata(), lines(f"{P},1,,,"))
case("FILE_ATTRIBUTE", GOOD, None, metadata(), lines(f"{P};1;;;x"))
case("FILE_LATIN", BAD, "encoding", metadata("FIXED", "STRING"), f"{P};Årstad;;;\n".encode("latin-1"))
case("FILE_LATIN_ATTRIBUTE", BAD, "encoding", metadata(), f"{P};1;;;Å\n".encode("latin-1"))
case(
    "FILE_LONG_LINE",
    BAD,
    "line-too-long",
    metadata("FIXED", "STRING"),
    f"{P};{'x' * 3_000_000};;;\n".encode(),
)
case("1ST_LETTER", BAD, "dataset-name", metadata())
case("_FIRST", BAD, "dataset-name", metadata())
case("small", BAD, "dataset-name", metadata())
case("HØYDE", BAD, "dataset-name", metadata())
