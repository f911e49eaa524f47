"""recode: rules, codes and labels. What the rules do to rows stands in the spec tests."""

from __future__ import annotations

from script_worlds import bound, faults


def after(script: str, name: str) -> tuple[tuple[float | str, ...] | None, list[tuple[object, str]]]:
    """Give the possible values of a variable and its labels in bokmål."""
    result = bound(script)
    assert result.faults == ()
    kids = result.session.sets["kids"]
    labels = kids.labels.get(name)
    return kids.columns[name].codes, [(value, text.nb) for value, text in labels.entries] if labels else []


def test_values_no_rule_hits_stay_with_their_labels() -> None:
    assert after("recode sleep (9 = 3 'Ukjent')", "sleep") == (
        (1, 2, 3),
        [(1, "sleep 1 nb"), (2, "sleep 2 nb"), (3, "Ukjent")],
    )


def test_a_value_that_others_become_keeps_its_label_unless_given_one() -> None:
    assert after("recode sleep (2 = 1)", "sleep")[1] == [(1, "sleep 1 nb"), (9, "sleep 9 nb")]
    assert after("recode sleep (2 = 1 'God eller middels')", "sleep")[1] == [
        (1, "God eller middels"),
        (9, "sleep 9 nb"),
    ]


def test_the_first_rule_that_hits_decides() -> None:
    codes, _ = after("recode sleep (1/2 = 5) (2/9 = 6) (6 = 7)", "sleep")
    assert codes == (5, 6, 7)
    assert after("recode sleep (1 = 2) (2 = 4)", "sleep")[0] == (2, 4, 9)


def test_a_star_closes_the_set_of_values() -> None:
    assert after("recode weight (min/10 = 1 'Lett') (* = 2 'Tung')", "weight") == (
        (1, 2),
        [(1, "Lett"), (2, "Tung")],
    )
    assert after("recode weight (min/10 = 1) (nonmissing = 2)", "weight")[0] == (1, 2)
    assert after("recode weight (min/10 = 1)", "weight")[0] is None


def test_missing_is_no_value() -> None:
    assert after("recode sleep (9 = .)", "sleep")[0] == (1, 2)
    assert after("recode sleep (9 = 9 'Ikke svart' missing)", "sleep")[0] == (1, 2)
    assert after("recode sleep (missing = 0 'Mangler')", "sleep")[0] == (0, 1, 2, 9)


def test_with_a_condition_the_old_values_remain_possible() -> None:
    assert after("recode sleep (9 = 3) if sex == 1", "sleep")[0] == (1, 2, 3, 9)


def test_originals_stay_beside_prefixed_copies() -> None:
    for option in ("prefix('ny_')", 'generate("ny_")', "prefix(ny_)"):
        script = f"recode sex sleep (1 = 7 'Sju'), {option}"
        assert after(script, "sex")[0] == (1, 2)
        assert after(script, "ny_sex") == ((2, 7), [(2, "sex 2 nb"), (7, "Sju")])
        assert after(script, "ny_sleep")[0] == (2, 7, 9)


def test_texts_are_recoded_to_texts() -> None:
    assert after("recode place ('4601' = 'B' Bergen) (* = 'A' Andre)", "place") == (
        ("A", "B"),
        [("B", "Bergen"), ("A", "Andre")],
    )


def test_recode_is_refused_with_a_reason() -> None:
    refused = {
        "recode sleep": [(13, "incomplete", None)],
        "recode (1 = 2)": [(8, "misfit", None)],
        "recode sleep (1)": [(14, "misfit", None)],
        "recode sleep (= 1)": [(14, "misfit", None)],
        "recode sleep (1 = 2) year": [(22, "misfit", None)],
        "recode sleep (1 = 2 a b)": [(23, "misfit", None)],
        "recode sleep (a = 2)": [(15, "value-needs-quotes", "'a'")],
        "recode sleep (1 = a)": [(19, "value-needs-quotes", "'a'")],
        "recode sleep (max/min = 2)": [(15, "misfit", None)],
        "recode sleep ('1' = 2)": [(15, "recode-number-by-text", None)],
        "recode sleep (1 = '2')": [(19, "recode-number-by-text", None)],
        "recode place (1 = 'a')": [(15, "recode-text-by-number", "'1'")],
        "recode place (1/2 = 'a')": [(15, "recode-interval-of-text", None)],
        "recode mother (1 = 2)": [(8, "identifier-read", None)],
        "recode slep (1 = 2) if sx": [
            (8, "unknown-variable-nearest", "sleep"),
            (24, "unknown-variable-nearest", "sex"),
        ],
        "recode sex (1 = 2), prefix('a') generate('b')": [(33, "options-exclude", None)],
        "recode sex (1 = 2), prefix": [(21, "option-needs-something", None)],
        "generate ny_sex = 1\nrecode sex (1 = 2), prefix(ny_)": [(8, "name-taken", None)],
    }
    for line, expected in refused.items():
        found = [(column, code, suggestion) for _, column, code, suggestion in faults(line)]
        assert found == expected, line
