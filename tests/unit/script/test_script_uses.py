"""What scripts use of databanks, read from their text alone."""

from __future__ import annotations

from datetime import date

from folkekommune.script.unrolling import commands_of
from folkekommune.script.uses import Use, uses_of

BEGIN = "require no.example.bank:3 as db\ncreate-dataset people\n"


def use_of(script: str, name: str) -> Use:
    found = {use.name: use for use in uses_of([BEGIN + script]).variables}
    return found[name]


def test_loops_and_bindings_are_written_out():
    script = "let first = 2019\nfor y in $first : 2020\nimport db/PAY date_fmt($y) as pay ++ $y\nend\n"
    assert [command.word for command in commands_of(BEGIN + script)].count("import") == 2
    assert use_of(script, "PAY").dates == {date(2019, 1, 1), date(2020, 1, 1)}
    assert not use_of(script, "PAY").undated


def test_lines_that_cannot_be_read_are_passed_over():
    assert (
        uses_of([BEGIN + "import db/A as a\nkeep if (a ==\ngenerate b = $nothing\n"]).variables[0].name == "A"
    )


def test_comparisons_tell_texts_from_numbers():
    script = "import db/PLACE 2020-01-01 as place\nimport db/PAY as pay\nkeep if place == '0301' & pay > 400"
    place, pay = use_of(script, "PLACE"), use_of(script, "PAY")
    assert (place.texts, place.numbers, place.dates) == ({"0301"}, set(), {date(2020, 1, 1)})
    assert (pay.numbers, pay.numeric, pay.undated) == ({400}, True, True)


def test_a_variable_is_followed_under_other_names_and_into_other_data_sets():
    script = (
        "import db/SEX as sex\nrename sex gender\nclone-variables gender -> copy\ncreate-dataset others\n"
        "import db/AGE as age\nuse people\nmerge copy into others\nuse others\nkeep if copy == 'F'\n"
    )
    assert use_of(script, "SEX").texts == {"F"}
    assert use_of(script, "AGE").texts == set()


def test_what_is_made_of_a_variable_is_not_the_variable():
    script = "import db/BIRTH as birth\ngenerate year = int(birth / 100)\nkeep if year == 2000"
    assert use_of(script, "BIRTH").numbers == set()
    assert use_of(script, "BIRTH").numeric


def test_labels_recoding_and_functions_tell_codes():
    labels = "import db/KIND as kind\ndefine-labels kinds '1' One '2' Two\nassign-labels kind kinds\n"
    assert use_of(labels, "KIND").texts == {"1", "2"}
    assert use_of("import db/KIND as kind\nrecode kind (1/3 5 = 1)", "KIND").numbers == {1, 3, 5}
    assert use_of("import db/KIND as kind\nkeep if inlist(kind, 'a', 'b')", "KIND").texts == {"a", "b"}
    assert use_of("import db/KIND as kind\ndestring kind", "KIND").digits


def test_grouping_and_tables_tell_keys_and_categories():
    script = "import db/MOTHER_FNR as mother\nimport db/PAY as pay\ncollapse (sum) pay, by(mother)"
    assert use_of(script, "MOTHER_FNR").key
    assert use_of(script, "PAY").numeric
    table = "import db/SEX as sex\nimport db/PAY as pay\ntabulate sex, summarize(pay)"
    assert (use_of(table, "SEX").categorical, use_of(table, "PAY").measured) == (True, True)
