"""Bindings and loops: constants that stand in names, dates and texts."""

from __future__ import annotations

import pytest
from script_worlds import bound, faults

from folkekommune.query.steps import Import

feature = pytest.mark.feature


def columns(script: str) -> list[str]:
    """Bind a script after the usual beginning, and give the names it added."""
    result = bound(script)
    assert result.faults == (), [each.code for each in result.faults]
    return list(result.session.sets["kids"].columns)[8:]


@feature(26, 29, 317)
def test_let_binds_numbers_texts_names_and_dates(spec):
    """``$name`` stands for a number, a text, a name or a date."""
    spec(
        data="""
            person | a | t
            -------+---+-----
            1      | 1 | 'x'
            2      | 2 | 'y'
        """,
        script="let limit = 3 / 2\nlet text = 'y'\nlet var = a\n"
        "keep if $var > $limit & t == $text\ntabulate a",
        expected="""
            a | people
            --+-------
            2 | 1
        """,
    )
    values = bound("let a = 22 / 8\nlet b = to ++ tusen\nlet c = 2000 ++ '-01-01'").session.bindings
    assert str(values["c"]) == "2000-01-01"
    assert (values["a"], values["b"].name) == (2.75, "totusen")


@feature(27, 28)
def test_plus_plus_joins_after_arithmetic():
    """``w ++ $y - 2000 ++ "_2"`` is the name ``w19_2``; it stands in names, dates and lists of names."""
    assert columns('let y = 2019\ngenerate w ++ $y - 2000 ++ "_2" = 1') == ["w19_2"]
    assert columns("let y = 2\ngenerate a ++ $y = 1\ngenerate b ++ $y = 1\ndrop a ++ $y b ++ $y") == []
    assert columns("let y = 3\ngenerate v3 = 1\ngenerate r = v ++ $y + 0 == 1") == ["v3", "r"]
    sets = bound("let y = 7\ncreate-dataset set ++ $y\nuse kids\nuse set ++ $y").session
    assert sets.active == "set7"


@feature(437)
def test_dates_are_put_together_from_parts():
    """``date_fmt($y)`` is the first of January."""
    script = "let y = 2020\nimport db/PLACE date_fmt($y) as p\nimport db/PLACE date_fmt($y, 12, 31) as q\n"
    script += "import db/PLACE $y + 1 ++ '-06-30' as r"
    result = bound(script)
    assert result.faults == ()
    steps = [step for step in result.session.sets["kids"].dataset.steps if isinstance(step, Import)]
    # 18262 days from 1 January 1970 to 1 January 2020; 2020 is a leap year.
    assert [step.at for step in steps[-3:]] == [18262, 18262 + 365, 18262 + 366 + 180]
    assert faults("import db/PLACE date_fmt(2020, 13) as p") == [(1, 17, "impossible-date", None)]


@feature(35, 441)
def test_bind_finds_a_binding_by_a_name_put_together():
    """``bind(kpi ++ $y)`` is the value of ``kpi2020``."""
    script = "let kpi2020 = 112\nlet kpi2021 = 116\nfor y in 2020 : 2021\n"
    script += "  let k = bind(kpi ++ $y)\n  generate w ++ $k = 1\nend"
    assert columns(script) == ["w112", "w116"]
    assert faults("let a = bind(kpi ++ 9)") == [(1, 9, "unknown-binding", None)]


@feature(438, 439, 440)
def test_procedures_change_the_kind_of_a_constant():
    """``to_int``, ``to_str`` and ``to_symbol``."""
    bindings = bound(
        "let a = to_int('100') + 1\nlet b = to_str(100) ++ 'a'\nlet c = to_symbol('w2')"
    ).session.bindings
    assert (bindings["a"], bindings["b"], bindings["c"].name) == (101, "100a", "w2")
    assert faults("let a = to_symbol('2w')") == [(1, 19, "no-symbol", None)]
    assert faults("let a = to_int('x')") == [(1, 16, "not-whole", None)]


@feature(30, 318, 319)
def test_a_loop_walks_through_a_list():
    """``for i in a b c`` and ``for i in a, b`` run the body for each, and end with ``end``."""
    assert columns("for p in mor far\n  generate har_ ++ $p = 1\nend") == ["har_mor", "har_far"]
    assert columns("for p in mor, far\n  generate har_ ++ $p = 1\nend") == ["har_mor", "har_far"]
    assert columns("for p in 'indre' 'ytre'\n  generate z_ ++ $p = 1\nend") == ["z_indre", "z_ytre"]


@feature(31)
def test_a_loop_walks_through_a_range():
    """Both ends of ``2000 : 2002`` are included."""
    assert columns("for y in 2000 : 2002\n  generate x ++ $y = $y\nend") == ["x2000", "x2001", "x2002"]
    assert faults("for y in 2002:2000\n  generate x ++ $y = 1\nend") == [(1, 10, "range-backwards", None)]


@feature(32)
def test_names_walk_together_through_lists_of_one_length():
    """``for y, name in 2000 : 2001, first second``."""
    script = "for y, n in 2000 : 2001, first second\n  generate $n ++ _ ++ $y = 1\nend"
    assert columns(script) == ["first_2000", "second_2001"]
    assert faults("for y, n in 1 2, a\ngenerate $n = 1\nend") == [(1, 5, "loop-lengths", None)]
    assert faults("for y, n in 1 2\ngenerate $n = 1\nend") == [(1, 5, "loop-lists", None)]


@feature(33)
def test_the_last_loop_of_several_is_the_outermost():
    """In ``for y in 0 : 1; place in p q`` p comes with all years first, then q."""
    script = "for y in 0 : 1; place in p q\n  generate $place ++ $y = 1\nend"
    assert columns(script) == ["p0", "p1", "q0", "q1"]


@feature(34)
def test_a_binding_made_in_a_loop_is_gone_after_it_and_variables_stay():
    """``let`` inside a loop belongs to the turn; what it makes of data remains."""
    script = (
        "let k = 1\nfor y in 1 : 2\n  let k = $y + 10\n  generate x ++ $k = 1\nend\ngenerate last ++ $k = 1"
    )
    assert columns(script) == ["x11", "x12", "last1"]
    assert faults("for y in 1 : 2\n  let inside = 1\nend\ngenerate x = $inside") == [
        (4, 14, "unknown-binding", None)
    ]


def test_a_fault_in_a_loop_is_told_once():
    """Each place is told once, however often the loop runs over it."""
    assert faults("for y in 1 : 50\n  generate x ++ $y = wieght\nend") == [
        (2, 22, "unknown-variable-nearest", "weight")
    ]
    assert faults("let y = wrong(1)\ngenerate x ++ $y = 1\ntabulate x1") == [(1, 9, "no-procedure", None)]


def test_a_loop_ends():
    """Neither a range nor loops inside loops can make a script endless."""
    assert faults("for y in 1 : 999999999\n  let x = 1\nend")[0][2] == "too-many-turns"
    assert faults("for y in 1 : 900; z in 1 : 900\n  let x = 1\nend")[0][2] == "too-many-turns"


def test_a_name_beside_a_binding_is_told_how_to_join_them():
    """``x$y`` is meant as one name."""
    assert faults("let y = 1\ndrop x$y") == [(2, 6, "join-missing", "x ++ $y")]
