"""What a user must see at the end of a task, held against a source that is not the page.

The sources: the open files of published figures, the files of the databank, and the same script run through
the command line's door. Whether a district differs is worked out here, from the published counts.
"""

from __future__ import annotations

import csv
import io
import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect
from task_walks import ROOT, Walk

from folkekommune.texts import number

DATABANK = ROOT / "databanks" / "helseprofil"
_PATIENCE = 60_000
_ONE_DECIMAL_FROM = 1000
_SURELY, _SURELY_NOT = 3.0, 1.5
"""Standard errors: a difference beyond the first is sure by any test, one within the second by none."""
_SEEN = """(table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => {
    const seen = cell.cloneNode(true);
    seen.querySelectorAll(".ds-sr-only").forEach((part) => part.remove());
    return seen.textContent;
}))"""
_SEXES = {None: "all", "jenter": "female", "gutter": "male"}
_FIGURE = r"(\w+) for (\d+)(?: over (\d) år)?(?: blant (\w+))?"


@dataclass(frozen=True)
class Answers:
    """What is known apart from the pages.

    :param read: an answer of the server, by address. :param by_script: what the command line says of a
        script, as rows of cells: one table a result, one row of one cell where it is refused.
    """

    read: Callable[[str], str]
    by_script: Callable[[str], list[list[list[str]]]]

    def check(self, walk: Walk) -> None:
        """See that the page at the end says what it must."""
        forms = {
            r"Teksten «(.+)»": self._text,
            r"Teksten fra (\S+) under (\S+)": self._text_of_file,
            r"Svaret på (\w+) for (\d+)": self._answer,
            r"Ingen tall for (\w+) for (\d+)": self._no_figure,
            r"Endringene for (\d+)": self._changes,
            rf"Tallet {_FIGURE}": self._figure,
            rf"Raden «(.+?)»: tallet {_FIGURE}": self._row,
            r"Raden «(.+?)»: (\w+) for (\d+) mot resten av kommunen over (\d) år": self._against_rest,
            r"Raden «(.+?)»: (\w+) for (\d+) mot (\d+)": self._against,
            r"Raden «(.+?)»: (\w+) for (\d+) over den korteste tiden som vises, mot resten": self._shortest,
            r"Raden «(.+?)»: ([A-ZÆØÅ].*)": self._row_with_text,
            r"Fila: tallet (\w+) for (\d+)": self._file,
            r"Fila: samme tabell som fra kommandolinja": self._file_of_script,
            r"Tabell (\d+): samme som fra kommandolinja": self._table,
            r"Tabell (\d+): prosent med usikkerhet": self._intervals,
            r"Avslaget som kommandolinja gir": self._refusal,
            r"Hver variabel fra databanken med navnet (\w+)": self._variables,
            r"Kodene i kodelista (\w+)": self._codes,
            r"Kommandoen (\w+) med valget (\w+)": self._command,
        }
        for sight in walk.task.sees:
            fits = ((check, re.fullmatch(form, sight)) for form, check in forms.items())
            found = [(check, match.groups()) for check, match in fits if match]
            assert found, f"no such sight: {sight}"
            check, said = found[0]
            check(walk, *said)

    def _text(self, walk: Walk, text: str) -> None:
        expect(walk.page.locator("main")).to_contain_text(text, timeout=_PATIENCE)

    def _text_of_file(self, walk: Walk, file: str, key: str) -> None:
        content: Any = tomllib.loads((DATABANK / file).read_text(encoding="utf-8"))
        self._text(walk, content[key]["nb"])

    def _answer(self, walk: Walk, slug: str, place: str) -> None:
        """Work the sentence out: the question's own words with the published share, rounded."""
        content: Any = tomllib.loads((DATABANK / "questions" / f"{slug}.toml").read_text(encoding="utf-8"))
        figure = self._newest(content["indicator"], place)
        before, _, after = content["answer"]["nb"].partition("{value}")
        value = math.floor(float(figure["value"]) + 0.5)
        self._text(walk, f"{before}{value}{after}".format(place=figure["municipality_name"]))

    def _no_figure(self, walk: Walk, slug: str, place: str) -> None:
        content: Any = tomllib.loads((DATABANK / "questions" / f"{slug}.toml").read_text(encoding="utf-8"))
        newest = max(self._rows(content["indicator"], place, "1", None), key=lambda row: row["year"])
        assert (newest["value"], newest["status"]) == ("", ":")
        expect(walk.page.locator(".fk-answer__number")).to_have_count(0)

    def _changes(self, walk: Walk, place: str) -> None:
        entries = re.findall(r'"release":"([\d.]+)"', self.read(f"/api/v1/changes/{place}"))
        assert entries
        for release in entries:
            self._text(walk, release)

    def _figure(
        self, walk: Walk, indicator: str, place: str, years: str | None = None, sex: str | None = None
    ) -> None:
        self._text(walk, _written(self._newest(indicator, place, years, sex)))

    def _row(
        self,
        walk: Walk,
        row: str,
        indicator: str,
        place: str,
        years: str | None = None,
        sex: str | None = None,
    ) -> None:
        expect(_row_of(walk, row)).to_contain_text(
            _written(self._newest(indicator, place, years, sex)), timeout=_PATIENCE
        )

    def _row_with_text(self, walk: Walk, row: str, text: str) -> None:
        expect(_row_of(walk, row)).to_contain_text(text, timeout=_PATIENCE)

    def _against_rest(self, walk: Walk, row: str, indicator: str, place: str, years: str) -> None:
        part = self._newest(indicator, place, years)
        last = int(part["year"])
        whole = [
            one
            for one in self._rows(indicator, place[:4], "1", None)
            if last - int(years) < int(one["year"]) <= last
        ]
        assert len(whole) == int(years)
        rest = _sum(whole)
        cases, people = _sum([part])
        _compare(walk, row, (cases, people), (rest[0] - cases, rest[1] - people))

    def _shortest(self, walk: Walk, row: str, indicator: str, place: str) -> None:
        """Of a district the newest figure over one, three or five years is told, the first that is shown.

        Which that is hangs on the installation's own noise, and so does whether there is any.
        """
        newest = self._newest(indicator, place[:4])["year"]
        periods = [self._rows(indicator, place, years, None) for years in ("1", "3", "5")]
        told = (one for rows in periods for one in rows if one["year"] == newest and one["value"])
        figure = next(told, None)
        if figure is None:
            expect(_row_of(walk, row)).to_contain_text(":", timeout=_PATIENCE)
            return
        expect(_row_of(walk, row)).to_contain_text(_written(figure), timeout=_PATIENCE)
        self._against_rest(walk, row, indicator, place, figure["years"])

    def _against(self, walk: Walk, row: str, indicator: str, place: str, other: str) -> None:
        both = [_sum([self._newest(indicator, each)]) for each in (place, other)]
        _compare(walk, row, *both)

    def _file(self, walk: Walk, indicator: str, place: str) -> None:
        newest = self._newest(indicator, place)
        rows = csv.DictReader(io.StringIO(walk.downloaded), delimiter=";")
        keys = ("indicator", "municipality", "district", "sex", "year", "years")
        same = [row for row in rows if all(row[key] == newest[key] for key in keys)]
        assert [row["value"] for row in same] == [newest["value"].replace(".", ",")]

    def _table(self, walk: Walk, which: str) -> None:
        """Compare row by row what is seen; under the heads, which are in two lines on the page."""
        table = walk.page.locator(".fk-result table").nth(int(which) - 1)
        expect(table).to_be_visible(timeout=_PATIENCE)
        shown = [[_plain(cell) for cell in row] for row in table.evaluate(_SEEN)]
        _, *expected = self._grid(walk, int(which))
        wanted = [[_plain(cell) for cell in row] for row in expected]
        assert shown == wanted, [pair for pair in zip(shown, wanted, strict=False) if pair[0] != pair[1]][:2]
        assert any(re.search(r"\d", cell) for row in shown for cell in row)

    def _intervals(self, walk: Walk, which: str) -> None:
        """See that shares stand with their limits; that they are right is seen by the comparison."""
        table = walk.page.locator(".fk-result table").nth(int(which) - 1)
        expect(table.get_by_text(re.compile(r"\d+\s%\s\([\d,]+–[\d,]+\)")).first).to_be_visible()

    def _refusal(self, walk: Walk) -> None:
        [[sentence]] = self.by_script(walk.task.script)[0]
        self._text(walk, sentence)

    def _file_of_script(self, walk: Walk) -> None:
        rows = list(csv.reader(io.StringIO(walk.downloaded), delimiter=";"))
        found, wanted = [row for row in rows if len(row) > 1], self._grid(walk, 1)
        assert found == wanted, (found[:2], wanted[:2])

    def _variables(self, walk: Walk, name: str) -> None:
        items = tomllib.loads((DATABANK / "databank.toml").read_text(encoding="utf-8"))["items"]
        wanted = {f"{name}_{each}" for item in items if item["name"] == name for each in item["occasions"]}
        assert wanted
        for each in wanted:
            expect(walk.page.locator("code", has_text=re.compile(rf"^{each}$"))).to_be_visible()

    def _codes(self, walk: Walk, name: str) -> None:
        databank = tomllib.loads((DATABANK / "databank.toml").read_text(encoding="utf-8"))
        for code in databank["code_lists"][name]["codes"]:
            expect(_row_of(walk, str(code["code"]))).to_contain_text(code["nb"])

    def _command(self, walk: Walk, name: str, option: str) -> None:
        part = walk.page.locator(f"section[aria-labelledby={name}]")
        expect(part.locator("li code", has_text=re.compile(rf"^{option}$"))).to_be_visible()

    def _grid(self, walk: Walk, which: int) -> list[list[str]]:
        """Give the rows of a table; what is told below it is a row of one cell."""
        return [row for row in self.by_script(walk.task.script)[which - 1] if len(row) > 1]

    def _newest(
        self, indicator: str, place: str, years: str | None = None, sex: str | None = None
    ) -> dict[str, str]:
        newest = max(self._rows(indicator, place, years or "1", sex), key=lambda row: row["year"])
        assert newest["value"], "the task needs a figure that is shown"
        return newest

    def _rows(self, indicator: str, place: str, years: str, sex: str | None) -> list[dict[str, str]]:
        content = csv.DictReader(io.StringIO(self.read(f"/api/v1/figures/{indicator}.csv")))
        district = "" if place == place[:4] else place
        wanted = {"municipality": place[:4], "district": district, "years": years, "sex": _SEXES[sex]}
        return [row for row in content if all(row[key] == value for key, value in wanted.items())]


def _row_of(walk: Walk, heading: str) -> Locator:
    """Find the first row on the screen with a heading."""
    begins = walk.page.locator("th[scope=row]", has_text=re.compile(rf"^\s*{re.escape(heading)}\s*$"))
    return walk.page.locator("tr", has=begins).filter(visible=True).first


def _written(figure: dict[str, str]) -> str:
    decimals = 0 if int(figure["denominator"]) < _ONE_DECIMAL_FROM else 1
    return number(float(figure["value"]), "nb", decimals) + "\N{NO-BREAK SPACE}%"


def _plain(cell: str) -> str:
    return re.sub(r"[\s\N{NO-BREAK SPACE}]", "", cell)


def _sum(figures: list[dict[str, str]]) -> tuple[float, float]:
    """Add up cases and people."""
    cases, people = (sum(float(one[key]) for one in figures) for key in ("numerator", "denominator"))
    return cases, people


def _compare(walk: Walk, row: str, one: tuple[float, float], other: tuple[float, float]) -> None:
    """Hold the word of a row against the two shares, from their cases and people."""
    text = _row_of(walk, row).inner_text()
    said = next(word for word in ("ikke sikker forskjell", "høyere", "lavere") if word in text)
    shares = [cases / people for cases, people in (one, other)]
    variance = sum(
        share * (1 - share) / people for share, (_, people) in zip(shares, (one, other), strict=True)
    )
    errors = (shares[0] - shares[1]) / math.sqrt(variance)
    direction = "høyere" if errors > 0 else "lavere"
    if abs(errors) > _SURELY:
        assert said == direction
    elif abs(errors) < _SURELY_NOT:
        assert said == "ikke sikker forskjell"
    else:
        assert said in {"ikke sikker forskjell", direction}
