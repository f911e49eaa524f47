"""A release keeps the databank's definition, and tells a change of meaning from a change of words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Occasion,
    Sensitivity,
    Temporality,
    Texts,
    ValueType,
    Variable,
)
from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.store.definition import (
    definition_digest,
    describe,
    meaning_digest,
    understand,
    words_digest,
)

WORDS = Texts("ord", "ord", "words")
CODES = CodeList(
    name="hours",
    title=WORDS,
    codes=(
        Code(1, WORDS, date(2015, 8, 1), date(2019, 12, 31)),
        Code(1, Texts("nye", "nye", "new"), date(2020, 1, 1)),
        Code(9, WORDS, date(1900, 1, 1), sentinel=True),
    ),
)
HOURS = Variable(
    name="HOURS_A2",
    title=WORDS,
    description=WORDS,
    value_type=ValueType.INTEGER,
    code_list=CODES,
    item="HOURS",
    occasion="A2",
    unit="h",
    limits=(0.0, 24.0),
    clip=(1.0, 12.0),
    theme="sleep",
)
BANK = Databank(
    name="no.example",
    title=WORDS,
    description=WORDS,
    occasions=(Occasion("A2", WORDS, due_days=740, earliest_days=600, latest_days=900),),
    code_lists={"hours": CODES},
    variables={"HOURS_A2": HOURS},
    themes={"sleep": WORDS},
)
OTHER = Texts("andre", "andre", "other")


def test_a_definition_is_understood_as_it_was_described():
    assert understand(json.loads(json.dumps(describe(BANK)))) == BANK


def test_every_databank_that_ships_is_understood_as_it_was_described():
    for package in load_packages(shipped_folder()).values():
        assert understand(json.loads(json.dumps(describe(package.databank)))) == package.databank


def recoded(**changes) -> CodeList:
    return replace(CODES, codes=(replace(CODES.codes[0], **changes), *CODES.codes[1:]))


@pytest.mark.parametrize(
    "changes",
    [
        {"value_type": ValueType.DECIMAL},
        {"temporality": Temporality.STATUS},
        {"unit_type": "HUSHOLDNING"},
        {"unit": "min"},
        {"sensitivity": Sensitivity.NONPUBLIC},
        {"clip": (1.0, 13.0)},
        {"releasable": False},
        {"code_list": None},
        {"code_list": recoded(value=2)},
        {"code_list": recoded(valid_from=date(2015, 8, 2))},
        {"code_list": recoded(valid_until=None)},
        {"code_list": recoded(sentinel=True)},
        {"code_list": replace(CODES, codes=CODES.codes[1:])},
    ],
)
def test_these_change_the_meaning(changes):
    assert meaning_digest(replace(HOURS, **changes)) != meaning_digest(HOURS)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": OTHER},
        {"description": OTHER},
        {"theme": "other"},
        {"code_list": recoded(title=OTHER)},
        {"code_list": replace(CODES, title=OTHER)},
    ],
)
def test_these_change_the_words_alone(changes):
    changed = replace(HOURS, **changes)
    assert meaning_digest(changed) == meaning_digest(HOURS)
    assert words_digest(changed) != words_digest(HOURS)


def test_a_due_age_is_part_of_the_definition():
    moved = replace(BANK, occasions=(replace(BANK.occasions[0], due_days=730),))
    assert definition_digest(moved) != definition_digest(BANK)
