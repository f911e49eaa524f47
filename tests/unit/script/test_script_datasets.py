"""Databanks, data sets and imports: what a script knows after each command, and what it is refused."""

from __future__ import annotations

from script_worlds import BANK, BEGIN, GRANT, Bank, bound, faults

from folkekommune.catalogue.model import ValueType
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import PersonRoot
from folkekommune.query.steps import Import
from folkekommune.script.labels import Labels

CONNECT = f"require {BANK}:1 as db\n"
FRESH = CONNECT + "create-dataset kids\n"


def test_the_newest_release_of_the_wanted_version_is_used() -> None:
    result = bound("", begin=CONNECT)
    assert result.session.aliases["db"].release == ReleaseRef(BANK, "1.10.0")
    assert faults("", begin=CONNECT, bank=Bank(releases=("2.0.0",))) == [
        (0, 9, "unknown-version", f"{BANK}:2")
    ]


def test_a_databank_is_refused_with_a_way_out() -> None:
    assert faults("require no.example.child:1 as x", begin="") == [
        (1, 9, "unknown-databank-nearest", f"{BANK}:1")
    ]
    assert faults("require com.nothing:1 as x", begin="") == [(1, 9, "unknown-databank", None)]
    assert faults(f"require {BANK} as x", begin="") == [(1, 9, "version-missing", f"{BANK}:2")]
    assert faults(f"require {BANK}:3 as x", begin="") == [(1, 9, "unknown-version", f"{BANK}:2")]
    assert faults(f"require {BANK}:DRAFT as x", begin="") == [(1, 9, "unknown-version", f"{BANK}:2")]
    assert faults(f"require {BANK}:1", begin="") == [(1, 30, "incomplete", None)]
    assert faults(f"require {BANK}:1 as x", begin="", bank=Bank(releases=())) == [
        (1, 9, "nothing-released", None)
    ]


def test_the_first_import_fixes_the_population_and_later_ones_do_not() -> None:
    result = bound("import db/SEX as sex\nimport db/WEIGHT", begin=FRESH)
    assert result.faults == ()
    dataset = result.session.sets["kids"].dataset
    assert dataset is not None
    assert dataset.root == PersonRoot(ReleaseRef(BANK, "1.10.0"), GRANT)
    first, second = dataset.steps
    assert isinstance(first, Import)
    assert isinstance(second, Import)
    assert (first.variable, first.name, first.population) == ("SEX", "sex", True)
    assert (second.variable, second.name, second.population) == ("WEIGHT", "WEIGHT", False)
    assert len(dataset.conditions) == 1


def test_an_import_brings_type_codes_limits_labels_and_title() -> None:
    kids = bound("").session.sets["kids"]
    assert kids.columns["weight"].type is ValueType.DECIMAL
    assert kids.columns["weight"].clip == (2.0, 30.0)
    assert kids.columns["sleep"].codes == (1, 2, 9)
    assert kids.titles["weight"].nn == "WEIGHT nn"
    assert kids.labels["sex"].entries[0][1].en == "sex 1 en"
    assert "weight" not in kids.labels


def test_a_variable_that_changes_needs_a_date_and_gets_the_titles_of_that_day() -> None:
    assert faults("import db/PLACE as p", begin=FRESH) == [(1, 8, "date-needed", None)]
    for day, title in (("2019-12-31", "old 4631 nb"), ("2020-01-01", "new 4631 nb")):
        result = bound(f"import db/PLACE {day} as p", begin=FRESH)
        kids = result.session.sets["kids"]
        assert kids.labels["p"].entries[1][1].nb == title
        assert kids.columns["p"].codes == ("4601", "4631")


def test_the_date_is_days_since_1970() -> None:
    result = bound("import db/PLACE 1970-01-11 as p", begin=FRESH)
    dataset = result.session.sets["kids"].dataset
    assert dataset is not None
    (step,) = dataset.steps
    assert isinstance(step, Import)
    assert step.at == 10


def test_two_dates_of_a_variable_are_two_different_things() -> None:
    result = bound("import db/PLACE 2020-01-01 as p\nimport db/PLACE 2021-01-01 as q", begin=FRESH)
    columns = result.session.sets["kids"].columns
    assert columns["p"].canonical != columns["q"].canonical


def test_a_date_for_a_fixed_variable_is_passed_over_and_said() -> None:
    result = bound("import db/SEX 2020-01-01 as s", begin=FRESH)
    assert result.faults == ()
    assert [(each.line, each.column, each.code) for each in result.notices] == [
        (3, 15, "script.date-passed-over")
    ]


def test_imports_are_refused_with_a_way_out() -> None:
    refused = {
        "import db/SEXX": (8, "unknown-register-variable-nearest", "db/SEX"),
        "import db/INTERNAL": (8, "unknown-register-variable", None),
        "import DB/SEX": (8, "unknown-alias-nearest", "db/SEX"),
        "import SEX": (8, "alias-missing", None),
        "import db/SECRET": (8, "not-permitted", None),
        "import db/JOB_HOURS": (8, "unit-type-unlinked", None),
        "import db/SEX if 1": (18, "no-condition", None),
        "import": (7, "incomplete", None),
        "import db/SEX as": (17, "incomplete", None),
        "import db/SEX as a b": (20, "misfit", None),
    }
    for line, expected in refused.items():
        assert faults(line, begin=FRESH) == [(1, *expected)], line


def test_a_name_can_be_taken_once() -> None:
    assert faults("import db/YEAR as sex") == [(1, 19, "name-taken", None)]
    assert faults("create-dataset kids") == [(1, 16, "dataset-taken", None)]


def test_nothing_works_without_a_data_set() -> None:
    assert faults("import db/SEX", begin=CONNECT) == [(1, 1, "no-dataset", None)]
    assert faults("tabulate sex", begin=FRESH) == [(1, 1, "empty-dataset", None)]


def test_data_sets_are_switched_and_copied() -> None:
    result = bound("clone-dataset kids copy\ncreate-dataset other\nuse copy\ndrop sex\nuse kids")
    assert result.faults == ()
    assert result.session.active == "kids"
    assert "sex" in result.session.sets["kids"].columns
    assert "sex" not in result.session.sets["copy"].columns
    assert result.session.sets["copy"].labels["sleep"] == result.session.sets["kids"].labels["sleep"]
    assert result.session.sets["other"].dataset is None
    assert faults("use kid") == [(1, 5, "unknown-dataset-nearest", "kids")]
    assert faults("use elsewhere") == [(1, 5, "unknown-dataset", None)]


def test_checking_a_script_changes_no_session() -> None:
    before = bound("").session
    bound("drop sex\ncreate-dataset b")
    assert set(before.sets) == {"kids"}
    assert "sex" in before.sets["kids"].columns


def test_rename_takes_labels_and_title_along() -> None:
    kids = bound("rename sleep sovn").session.sets["kids"]
    assert "sleep" not in kids.columns
    assert kids.labels["sovn"].name == "sleep"
    assert kids.titles["sovn"].nb == "SLEEP nb"
    assert faults("rename sleep sex") == [(1, 14, "name-taken", None)]
    assert faults("rename slep a@b") == [
        (1, 8, "unknown-variable-nearest", "sleep"),
        (1, 13, "system-name", None),
    ]


def test_keep_and_drop_of_variables() -> None:
    assert list(bound("keep sex year").session.sets["kids"].columns) == ["sex", "year"]
    left = bound("drop sex year").session.sets["kids"].columns
    assert {"sex", "year"} & set(left) == set()
    assert faults("keep sex if year > 1") == [(1, 13, "variables-and-condition", None)]
    assert faults("drop sex weigth sex") == [
        (1, 10, "unknown-variable-nearest", "weight"),
        (1, 17, "variable-twice", None),
    ]
    assert faults("keep") == [(1, 5, "incomplete", None)]
    names = "sex sleep weight year note visit mother place"
    assert faults(f"drop {names}") == [(1, 1, "nothing-left", None)]


def test_each_conjunct_is_a_condition_of_its_own() -> None:
    def conditions(line: str) -> int:
        dataset = bound(line).session.sets["kids"].dataset
        assert dataset is not None
        return len(dataset.conditions) - 1  # the first import is one

    assert conditions("keep if sex == 1 & year > 2010 & weight > 3") == 3
    assert conditions("keep if sex == 1 | year > 2010") == 1
    assert conditions("drop if sex == 1 | year > 2010") == 2
    assert conditions("drop if sex == 1 & year > 2010") == 1


def test_code_lists_are_attached_and_kept_apart_from_their_definition() -> None:
    result = bound(
        "define-labels l 1 Gutt 2 'Jente eller annet'\nassign-labels sex l\ndefine-labels l 1 Annet"
    )
    assert result.faults == ()
    attached = result.session.sets["kids"].labels["sex"]
    assert [(value, label.nb) for value, label in attached.entries] == [(1, "Gutt"), (2, "Jente eller annet")]
    assert isinstance(result.session.code_lists["l"], Labels)
    assert len(result.session.code_lists["l"].entries) == 1


def test_code_lists_are_refused_with_a_reason() -> None:
    assert faults("define-labels l 1 a 1 b '2' c") == [
        (1, 21, "value-twice", None),
        (1, 25, "values-of-two-kinds", None),
    ]
    assert faults("define-labels l 1 a 2") == [(1, 22, "incomplete", None)]
    assert faults("define-labels l a b") == [(1, 17, "value-needs-quotes", "'a'")]
    assert faults("define-labels lab '1' a\nassign-labels sex lab") == [(2, 19, "labels-are-texts", None)]
    assert faults("define-labels lab 1 a\nassign-labels note lab") == [(2, 20, "labels-are-numbers", None)]
    assert faults("define-labels lab 1 a\nassign-labels sx labb") == [
        (2, 15, "unknown-variable-nearest", "sex"),
        (2, 18, "unknown-labels-nearest", "lab"),
    ]


def test_the_beginning_used_in_these_tests_is_sound() -> None:
    assert bound("").faults == ()
    assert len(bound("").commands) == BEGIN.count("\n")
