"""The questions that show what protection costs, as scripts; ``utility.toml`` says what they are about."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("utility.toml")
FIRST, LAST = 2011, 2025
"""Fifteen whole years, which one, three and five divide."""
POOLED = (1, 3, 5)


@dataclass(frozen=True)
class TableQuestion:
    """A share by who and by period, at one occasion.

    :param yes: codes of those with the trait, :param no: of the others; further codes are no answer.
    :param by: the variable of the visit that says who, or ``kjonn`` for boys and girls.
    :param indicator: the indicator that is the same share, where the truth tells of one.
    """

    name: str
    item: str
    occasion: str
    yes: tuple[int, ...]
    no: tuple[int, ...]
    by: str
    indicator: str | None

    def script(self, years: int) -> str:
        """Ask for the share in periods of so many years, which the script itself makes."""
        yes, no = (", ".join(map(str, codes)) for codes in (self.yes, self.no))
        place = "" if self.by == "kjonn" else f"import hp/{self.by}_{self.occasion} as hvem\n"
        # The first variable decides who is in: everybody has a sex, so that no visit narrows the population.
        return beginning() + (
            "import hp/KJONN as kjonn\n"
            f"import hp/{self.item}_{self.occasion} as svar\n"
            f"import hp/DATO_{self.occasion} as dato\n"
            f"{place}"
            f"generate trekk = 0 if inlist(svar, {no})\n"
            f"replace trekk = 1 if inlist(svar, {yes})\n"
            "generate aar = year(dato)\n"
            f"generate periode = {FIRST} + {years} * floor((aar - {FIRST}) / {years}) if aar >= {FIRST}\n"
            f"tabulate {'hvem' if place else self.by} periode trekk, freq rowpct\n"
        )


@dataclass(frozen=True)
class Study:
    """A script that ships with the databank, and what its models estimate.

    :param relations: a planted relation for each model, :param term: the variable that is exposed.
    """

    script: str
    relations: tuple[str, ...]
    term: str


def databank() -> str:
    """Name the databank that is asked."""
    return str(_settings()["databank"])


def beginning() -> str:
    """Begin a script."""
    return f"require {databank()}:1 as hp\ncreate-dataset barn\n"


def table_questions() -> tuple[TableQuestion, ...]:
    """Give the shares that are asked for, an occasion each."""
    return tuple(
        TableQuestion(
            entry["name"],
            entry["item"],
            occasion,
            yes=tuple(entry["yes"]),
            no=tuple(entry["no"]),
            by=entry["by"],
            indicator=entry["indicators"].get(occasion),
        )
        for entry in _settings()["tables"]
        for occasion in entry["occasions"]
    )


def model_script() -> str:
    """Ask for a model."""
    return beginning() + str(_settings()["model"]["script"]).lstrip()


def studies() -> tuple[Study, ...]:
    """Give the studies."""
    return tuple(
        Study(entry["script"], tuple(entry["relations"]), entry["term"]) for entry in _settings()["studies"]
    )


def noise_scripts(kind: str) -> dict[str, str]:
    """Ask for many counts of middling size, a script for each answer.

    :param kind: ``apart`` for answers that say different things of a child, ``related`` for one answer
        that is given over and over.
    """
    return {item: _counts(item) for item in _settings()["noise"][kind]}


def _counts(item: str) -> str:
    """Count by year and month of birth; those who declined are too few for that and are left out."""
    return beginning() + (
        "import hp/FODSELSAAR as aar\n"
        "import hp/FODSELSMAANED as maaned\n"
        f"import hp/{item} as alle\n"
        "generate svar = alle if inlist(alle, 1, 2, 3)\n"
        "tabulate aar maaned svar\n"
    )


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
