"""How a script is written: lines, comments, names, literals, operators, conditions and options."""

from __future__ import annotations

import pytest
from script_worlds import BEGIN, bound, faults

from folkekommune.query.outputs import Measure

feature = pytest.mark.feature

TWO = """
    person | a | b
    -------+---+---
    1      | 1 | 1
    2      | 2 | 1
    3      | 3 | 0
"""
"""Three persons and two variables."""


@feature(1, 2)
def test_a_command_is_a_line_and_a_backslash_goes_on(spec):
    """One command a line; a line that ends with a backslash goes on with the next."""
    spec(
        data=TWO,
        script="generate c = a + \\\n    b\ntabulate \\\n    c",
        expected="""
            c | people
            --+-------
            2 | 1
            3 | 2
        """,
    )


@feature(3, 4)
def test_comments_are_passed_over(spec):
    """``//`` begins a comment, on a line of its own or after a command; not within quotes."""
    spec(
        data="""
            person | t
            -------+-----
            1      | 'a//b'
            2      | 'c'
        """,
        script="// the whole line\ngenerate x = t == 'a//b' // the rest of it\ntabulate x",
        expected="""
            x | people
            --+-------
            0 | 1
            1 | 1
        """,
    )


@feature(5, 329, 330)
def test_a_textblock_is_shown_and_never_run():
    """What stands between ``textblock`` and ``endblock`` is Markdown."""
    result = bound("textblock\n## Vekt\nkeep if nothing\nendblock\ntabulate sex")
    assert result.faults == ()
    assert [command.command for command in result.commands[-2:]] == ["textblock", "tabulate"]
    assert result.commands[-2].markdown == "## Vekt\nkeep if nothing"


@feature(6)
def test_names_may_hold_norwegian_letters(spec):
    """æ, ø and å stand in names."""
    spec(
        data=TWO,
        script="generate lønn_år = a\ntabulate lønn_år",
        expected="""
            lønn_år | people
            --------+-------
            1       | 1
            2       | 1
            3       | 1
        """,
    )


@feature(7, 8)
def test_texts_stand_in_either_kind_of_quotes(spec):
    """``'0301'`` and ``"0301"`` are the same text."""
    spec(
        data="""
            person | k
            -------+-------
            1      | '0301'
            2      | '4601'
        """,
        script="""generate x = k == '0301'\nreplace x = 2 if k == "4601"\ntabulate x""",
        expected="""
            x | people
            --+-------
            1 | 1
            2 | 1
        """,
    )


@feature(9)
def test_a_label_of_one_word_needs_no_quotes():
    """``define-labels kjonn 1 Mann 2 'Ikke oppgitt'``."""
    labels = bound("define-labels kjonn 1 Mann 2 'Ikke oppgitt'").session.code_lists["kjonn"]
    assert [(value, label.nb) for value, label in labels.entries] == [(1, "Mann"), (2, "Ikke oppgitt")]


@feature(10)
def test_a_date_stands_without_quotes():
    """``2021-05-01``; a day that does not exist is a fault."""
    assert bound("import db/PLACE 2021-05-02 as p").faults == ()
    assert faults("import db/PLACE 2021-02-30 as p") == [(1, 17, "impossible-date", None)]


@feature(11, 12)
def test_missing_is_assigned_with_a_point_and_never_compared():
    """``x = .`` takes a value away; ``x == .`` is a fault that shows sysmiss."""
    assert bound("replace weight = . if weight > 29").faults == ()
    assert faults("keep if weight == .") == [(1, 9, "compared-with-missing", "sysmiss(weight)")]


@feature(13)
def test_any_number_is_a_condition(spec):
    """A condition holds unless it is 0 or missing."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 0 | 1
            2      | 5 | 1
            3      |   | 1
        """,
        script="keep if a\ntabulate b",
        expected="""
            b | people
            --+-------
            1 | 1
        """,
    )


@feature(14, 15, 16, 17, 18, 20)
def test_comparisons_are_values_and_bind_tighter_than_logic(spec):
    """``a > 1 & b == 1 | !a`` needs no parentheses; ``!`` binds looser than ``==``."""
    spec(
        data=TWO,
        script="generate c = a > 1 & b == 1 | a != 1 & !b == 1\ntabulate a c",
        expected="""
            a | c | people
            --+---+-------
            1 | 0 | 1
            2 | 1 | 1
            3 | 1 | 1
        """,
    )


@feature(19)
def test_power_binds_tightest(spec):
    """``2 ^ 3 ^ 2`` is 2 to the power of 9, and powers come before products."""
    spec(
        data=TWO,
        script="generate c = int(2 ^ 3 ^ 2)\ngenerate d = int(2 * 3 ^ 2)\ntabulate c d if a == 1",
        expected="""
            c   | d  | people
            ----+----+-------
            512 | 18 | 1
        """,
    )


@feature(21, 22, 23, 24)
def test_condition_then_one_comma_then_options():
    """``tabulate a b if c, rowpct missing``; a statistic stands in parentheses with or without a blank."""
    table = bound("tabulate sex sleep if year > 2000, freq rowpct missing").commands[-1].output
    assert table.measures == (Measure.FREQUENCY, Measure.ROW_PERCENT)
    assert table.missing
    for written in ("collapse (mean) weight, by(sex)", "collapse(mean) weight, by(sex)"):
        assert bound(written).faults == ()


@feature(25)
def test_an_arrow_gives_another_name():
    """``collapse (mean) weight -> average, by(sex)``."""
    result = bound("collapse (mean) weight -> average (count) weight -> children, by(sex)")
    assert list(result.session.sets["kids"].columns) == ["sex", "average", "children"]


@feature(40, 41)
def test_system_names_have_a_sign_of_their_own():
    """``START@x`` and ``date@panel`` are names; no script can make them."""
    assert faults("generate START@x = 1") == [(1, 10, "system-name", None)]
    assert faults("generate y = date@panel") == [(1, 14, "unknown-variable", None)]


@feature(43, 44, 45, 63, 64, 65)
def test_recode_has_ranges_words_labels_and_prefixes(spec):
    """``min/2``, ``missing``, ``nonmissing`` and ``*`` on the left; a label and a flag on the right."""
    spec(
        data="""
            person | a
            -------+---
            1      | 1
            2      | 2
            3      | 3
            4      | 9
            5      |
        """,
        script=(
            "recode a (min/2 = 1 'Low') (3/max = 2) (missing = 7), prefix('n_')\n"
            "recode a (9 = 0 'Not known' missing), generate('m_')\ntabulate n_a m_a, missing"
        ),
        expected="""
            n_a | m_a | people
            ----+-----+-------
            1   | 1   | 1
            1   | 2   | 1
            2   | 3   | 1
            2   |     | 1
            7   |     | 1
        """,
    )
    labels = bound("recode sleep (1 = 1 'Good') (nonmissing = 2 'Other') (* = 3)").session.sets["kids"].labels
    assert next(label.nb for _, label in labels["sleep"].entries) == "Good"


@feature(46, 47)
def test_every_fault_has_its_line_and_the_nearest_name():
    """All faults are told before anything runs, each with place and the name likely meant."""
    assert faults("tabulate sx\nkeep if wieght > 3\nuse kid") == [
        (1, 10, "unknown-variable-nearest", "sex"),
        (2, 9, "unknown-variable-nearest", "weight"),
        (3, 5, "unknown-dataset-nearest", "kids"),
    ]
    assert len(bound("tabulate sx\ntabulate sex").commands) == BEGIN.count("\n")


def test_what_word_processors_do_is_understood_and_told():
    """Curly quotes and no-break blanks count as straight ones and plain blanks."""
    result = bound("keep\u00a0if note == ‘a’")
    assert result.faults == ()
    assert {notice.code for notice in result.notices} == {"script.curly-quotes", "script.odd-blanks"}
