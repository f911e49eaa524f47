"""Databanks and data sets: connecting, making, copying, and what an import does to the population."""

from __future__ import annotations

import pytest
from script_worlds import BANK, bound, faults

from folkekommune.query.columns import ReleaseRef

feature = pytest.mark.feature

FRESH = f"require {BANK}:1 as db\ncreate-dataset kids\n"


@feature(48, 455)
def test_require_connects_versions_side_by_side():
    """The newest release with the major number is used; several versions stand under aliases of their own."""
    result = bound(f"require {BANK}:1 as one\nrequire {BANK}:2 as two", begin="")
    assert result.faults == ()
    releases = {alias: connection.release for alias, connection in result.session.aliases.items()}
    assert releases == {"one": ReleaseRef(BANK, "1.10.0"), "two": ReleaseRef(BANK, "2.0.1")}


@feature(49, 51, 451)
def test_one_data_set_is_active():
    """``create-dataset`` makes one and activates it; ``use`` changes between them."""
    result = bound("create-dataset other\nimport db/YEAR as y\nuse kids\ntabulate sex")
    assert result.faults == ()
    assert result.session.active == "kids"
    assert set(result.session.sets) == {"kids", "other"}
    assert faults("use kid") == [(1, 5, "unknown-dataset-nearest", "kids")]


@feature(50)
def test_delete_dataset_removes_a_data_set():
    """Of the active one nothing is left, and no other becomes active by itself."""
    result = bound("create-dataset other\nuse kids\ndelete-dataset other")
    assert (set(result.session.sets), result.session.active) == ({"kids"}, "kids")
    assert bound("delete-dataset kids").session.active is None
    assert faults("delete-dataset kids\ntabulate sex") == [(2, 1, "no-dataset", None)]


@feature(52)
def test_clone_dataset_copies_everything():
    """The copy has variables and labels; the active data set stays."""
    result = bound("clone-dataset kids copy\ndrop weight\nuse copy\ntabulate sex\nsummarize weight")
    assert result.faults == ()
    assert "weight" in result.session.sets["copy"].columns
    assert "weight" not in result.session.sets["kids"].columns


@feature(53)
def test_clone_units_copies_the_population_alone(spec):
    """The new data set has the same live units and no variables; imports fill in for those units."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 5
            2      | 1 | 6
            3      | 0 | 7
        """,
        script="keep if a == 1\nclone-units data units\nuse units\nimport db/B as again\ntabulate again",
        expected="""
            again | people
            ------+-------
            5     | 1
            6     | 1
        """,
    )
    assert faults("clone-units kids empty\nuse empty\ntabulate sex")[0][2] == "unknown-variable"


@feature(54)
def test_rename_dataset_keeps_it_active():
    """A data set gets another name."""
    result = bound("rename-dataset kids children\ntabulate sex")
    assert (set(result.session.sets), result.session.active) == ({"children"}, "children")
    assert faults("create-dataset b\nrename-dataset b kids") == [(2, 18, "dataset-taken", None)]


@feature(57, 447)
def test_the_first_import_sets_the_population(spec):
    """Units without a value in the first variable are left out; later imports add none."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 1
            2      |   | 1
            3      | 1 |
        """,
        script="create-dataset other\nimport db/A as a\nimport db/B as b\ntabulate b, missing",
        expected="""
            b | people
            --+-------
            1 | 1
              | 1
        """,
    )


@feature(58, 448)
def test_outer_join_widens_the_population(spec):
    """Units with a value only in the new variable come in too, with missing in the others."""
    spec(
        data="""
            person | a | b | c
            -------+---+---+---
            1      | 1 | 1 |
            2      |   | 2 |
            3      | 3 |   |
            4      |   |   | 4
            5      |   |   |
        """,
        script="create-dataset other\nimport db/A as a\nimport db/B as b, outer_join\n"
        "import db/C as c, outer_join\ntabulate a b, missing",
        expected="""
            a | b | people
            --+---+-------
            1 | 1 | 1
              | 2 | 1
            3 |   | 1
              |   | 1
        """,
    )
    assert faults("keep if sex == 1\nimport db/YEAR as y, outer_join") == [(2, 22, "outer-join-late", None)]


@feature(449)
def test_a_data_set_has_one_unit_type():
    """A variable of another unit is refused with a sentence."""
    assert faults("import db/JOB_HOURS", begin=FRESH) == [(1, 8, "unit-type-unlinked", None)]


@feature(454)
def test_identifiers_are_keys_and_nothing_else():
    """They cannot be tabulated, computed with or tested for missing; they can be copied and named in by()."""
    for line in ("tabulate mother", "generate m = mother == 'x'", "generate m = sysmiss(mother)"):
        assert {code for _, _, code, _ in faults(line)} == {"identifier-read"}, line
    assert bound("clone-variables mother -> mother2\nrename mother2 m").faults == ()


@feature(457)
def test_code_lists_are_those_of_the_day():
    """The labels of a variable are those valid on the date it is imported for."""
    for day, title in (("2019-12-31", "old 4631 nb"), ("2020-01-01", "new 4631 nb")):
        kids = bound(f"import db/PLACE {day} as p", begin=FRESH).session.sets["kids"]
        assert kids.labels["p"].entries[1][1].nb == title


@feature(322, 463)
def test_variables_lists_what_the_project_may_use():
    """Each connected variable with its title, time type and value type, in the reader's language."""
    (command,) = bound("variables").commands[-1:]
    assert command.written is not None
    assert "| db/WEIGHT | WEIGHT nn | fast | desimaltal | PERSON |" in command.written.nn
    assert "db/PLACE | PLACE en | event | text" in command.written.en
    assert "SECRET" not in command.written.en
    assert "INTERNAL" not in command.written.en
    one = bound("variables db/SEX").commands[-1].written
    assert one is not None
    assert one.en.count("\n") == 2
    assert faults("variables", begin="") == [(1, 1, "nothing-connected", None)]


@feature(80)
def test_list_labels_shows_a_code_list():
    """One of the script's own, or a databank variable's on a date."""
    (own, old) = bound(
        "define-labels yes 0 No 1 Yes\nlist-labels yes\nlist-labels db/PLACE 2019-01-01"
    ).commands[-2:]
    assert own.written is not None
    assert own.written.en.splitlines()[2:] == ["| 0 | No |", "| 1 | Yes |"]
    assert old.written is not None
    assert "| 4631 | old 4631 nn |" in old.written.nn
    assert faults("list-labels db/WEIGHT") == [(1, 13, "no-code-list", None)]


@feature(79)
def test_drop_labels_deletes_a_code_list():
    """Variables that had it show codes again."""
    before = "define-labels yes 1 No 2 Yes 9 Other\nassign-labels sleep yes\n"
    assert bound(before).session.sets["kids"].labels["sleep"].name == "yes"
    result = bound(before + "drop-labels yes")
    assert result.session.code_lists == {}
    assert "sleep" not in result.session.sets["kids"].labels
    assert faults("drop-labels no") == [(1, 13, "unknown-labels", None)]


@feature(77, 78, 458)
def test_labels_are_defined_and_attached():
    """Tables show them in the order of the list; ``nolabels`` shows codes."""
    script = "define-labels how 9 Other 1 Good\nassign-labels sleep how\ntabulate sleep"
    shown = bound(script).commands[-1].output.dimensions[0].categories
    assert [category.label.nb for category in shown] == ["Other", "Good", "2"]
    plain = bound(script + ", nolabels").commands[-1].output.dimensions[0].categories
    assert [category.label.nb for category in plain] == ["9", "1", "2"]


@feature(452)
def test_relatives_are_reached_through_a_link_variable():
    """A link variable holds whom another person is; ``on`` names it, and nothing else can be done with it."""
    script = "clone-dataset kids mothers\nuse mothers\nrename weight mothers_weight\n"
    result = bound(script + "merge mothers_weight into kids on mother")
    assert result.faults == ()
    kids = result.session.sets["kids"].dataset
    assert kids.steps[-1].key == "mother"
    assert kids.steps[-1].names == ("mothers_weight",)
    assert kids.column("mothers_weight").aggregated
