"""What is wrong with a model of instruments, panels, groups, cutoffs or durations is said where it stands."""

from __future__ import annotations

import pytest
from script_worlds import BEGIN, bound

from folkekommune.query.outputs import Model, Survival

PREPARED = BEGIN + "generate height = weight * 3\ngenerate age = weight + 1\ngenerate boy = sex == 1\n"


def codes_of(script: str) -> list[str]:
    """Give the codes of the faults of a line, without the file of their texts."""
    return [fault.code.partition(".")[2] for fault in bound(script, begin=PREPARED).faults]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("ivregress weight height", "fault-instruments"),
        ("ivregress weight ( height )", "fault-instruments"),
        ("ivregress weight ( height = age ) ( boy = sex )", "fault-instruments"),
        ("ivregress weight height ( height = age )", "fault-variable-in-two-parts"),
        ("ivregress weight ( height = weight )", "fault-variable-in-two-parts"),
        ("ivregress weight ( height = age ), liml gmm", "options-exclude"),
        ("ivregress weight ( height = age ), liml endog", "options-exclude"),
        ("ivregress weight ( height = age ), gmm overid", "options-exclude"),
        ("ivregress weight ( height = age ), robust cluster(year)", "options-exclude"),
        ("ivregress weight ( height = nothing )", "unknown-variable"),
        ("regress-panel weight height", "no-panel"),
        ("hausman weight height", "no-panel"),
        ("hausman weight height, sigmamore sigmaless", "options-exclude"),
        ("regress-panel weight height, fe re", "options-exclude"),
        ("oaxaca weight height", "incomplete"),
        ("oaxaca weight height by", "incomplete"),
        ("oaxaca weight height by boy sex", "misfit"),
        ("oaxaca weight boy by boy", "fault-variable-in-two-parts"),
        ("regress-mml weight height by year boy sex", "misfit"),
        ("rdd weight", "incomplete"),
        ("rdd weight age, polynomial(9)", "fault-number-in-option"),
        ("rdd weight age, polynomial(1) derivate(2)", "fault-derivative"),
        ("rdd weight age height, fuzzy(height)", "fault-variable-in-two-parts"),
        ("cox boy height", "incomplete"),
        ("cox boy height height", "fault-variable-in-two-parts"),
        ("kaplan-meier boy", "incomplete"),
        ("kaplan-meier note height", "summarize-text"),
        ("weibull boy height, by(note)", "categories-unknown"),
    ],
)
def test_a_fault_is_told(script, code):
    assert codes_of(script) == [code]


def test_instruments_are_parts_of_the_model():
    """What stands before the equals sign is explained by what stands after it."""
    output = bound("ivregress weight i.sex ( height = age ) year, robust", begin=PREPARED).commands[-1].output
    assert isinstance(output, Model)
    formula = output.formula
    assert [factor.column for (factor,) in formula.terms] == ["sex", "year"]
    assert {part: [each.column for (each,) in terms] for part, terms in formula.parts} == {
        "endogenous": ["height"],
        "instruments": ["age"],
    }
    assert dict(formula.options) == {"estimator": "tsls", "robust": True}


def test_a_cutoff_may_be_negative():
    output = bound("rdd weight age, cutoff(-2.5)", begin=PREPARED).commands[-1].output
    assert isinstance(output, Model)
    assert dict(output.formula.options) == {"cutoff": -2.5}


def test_a_curve_for_each_category():
    """Texts of the code list head the curves."""
    output = bound("kaplan-meier boy age if year > 2000, by(sex)", begin=PREPARED).commands[-1].output
    assert isinstance(output, Survival)
    assert output.by is not None
    assert [category.value for category in output.by.categories or ()] == [1, 2]
    # Having a value in the first import is a condition too.
    assert len(output.dataset.conditions) == 2
