"""Models at the door: what is refused, merged, noised, repeated and renamed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from model_worlds import EXACT, PROTECTED, Children, children, figures

from folkekommune.disclosure.results import Refusal, SafeAnalysis
from folkekommune.rendering.html import result_html
from folkekommune.rendering.terminal import result_text
from folkekommune.texts import LANGUAGES

SIZE = 600
WEIGHTS = children()["weight"]


def marks(*persons: int) -> list[int]:
    return [int(unit in persons) for unit in range(SIZE)]


MORE = {
    "one": marks(7),
    "ten": marks(*range(100, 112)),
    "others": marks(*range(111, 123)),
    "half": [unit % 2 for unit in range(SIZE)],
    "extreme": [1e9 if unit == 7 else float(unit % 10) for unit in range(SIZE)],
    "far": [1e6 if unit == 7 else unit % 13 / 2 for unit in range(SIZE)],
    "double": [2 * weight + 1 for weight in WEIGHTS],
    "nearly": [3 * weight + unit % 3 / 50 for unit, weight in enumerate(WEIGHTS)],
    "heavy": [int(weight > 40) for weight in WEIGHTS],
    "ward": [4 if unit < 4 else 5 if unit < 30 else 1 + unit % 3 for unit in range(SIZE)],
    "rare": [int(unit % 2 == 0 or unit < 30) if unit < 100 else unit % 3 % 2 for unit in range(SIZE)],
    "none": [0] * SIZE,
    "date": [unit % 3 for unit in range(SIZE)],
}


@pytest.fixture(scope="module")
def kids(tmp_path_factory: pytest.TempPathFactory) -> Children:
    return Children(tmp_path_factory.mktemp("kids"), policy=PROTECTED, more=MORE)


UNSOUND = [
    pytest.param("regress sleep weight if age == 3", id="few persons"),
    pytest.param("regress sleep weight one", id="a column that marks one person"),
    pytest.param("logit ill weight one", id="the same for an event"),
    pytest.param("regress sleep weight ten others c.ten#c.others", id="two groups that share one person"),
    pytest.param("regress sleep far age", id="a value that decides its own fit"),
    pytest.param("regress extreme age weight", id="an outcome that is about one person"),
    pytest.param("regress sleep weight double", id="columns that say the same"),
    pytest.param("regress nearly weight age", id="it explains everything"),
    pytest.param("logit heavy weight age", id="events can be told apart"),
    pytest.param("probit heavy weight age", id="the same"),
    pytest.param("poisson none weight", id="nothing to count"),
    pytest.param("logit one weight", id="one event"),
    pytest.param("regress sleep everyone weight", id="a variable of one value"),
]


@pytest.mark.parametrize("script", UNSOUND)
def test_what_cannot_be_shown_is_refused_with_one_sentence(kids, script) -> None:
    """Whatever the reason, the same: it says nothing of anyone's value."""
    assert kids.asked(script) == kids.asked("regress sleep weight if age == 3")
    found = kids.asked(script)
    assert isinstance(found, Refusal)
    assert found.rule == "model.unsound"
    assert dict(found.parameters) == {"persons": 100, "level": 10}


def test_a_duration_may_end_for_everybody(kids) -> None:
    """Nobody needs to be without the event: how long it took rests on those whom it happened to."""
    assert isinstance(kids.asked("weibull everyone years"), SafeAnalysis)


@pytest.mark.parametrize(
    "script",
    [
        "regress sleep i.sex",
        "regress sleep half",
        "regress sleep i.sex##i.place",
        "logit ill i.sex i.place i.sex#i.place",
        "poisson visits i.sex#i.place",
    ],
)
def test_a_table_in_disguise_is_sent_to_the_table(kids, script) -> None:
    found = kids.asked(script)
    assert isinstance(found, Refusal)
    assert found.rule == "model.saturated"
    assert all("tabulate" in result_text(found, language) for language in LANGUAGES)


@pytest.mark.feature(478)
def test_small_levels_are_merged_and_that_is_told(kids) -> None:
    """Four persons in one ward are no level, and too few to be one together."""
    result = kids.analysis("regress sleep weight i.ward")
    rows = figures(result, "models.coefficients")
    assert [name for name in rows if "ward" in name] == ["ward: 2", "ward: 3", "ward: 5"]
    assert "model.merged" in [note.code for note in result.protection.notes]
    plain = kids.analysis("regress sleep weight i.place")
    assert "model.merged" not in [note.code for note in plain.protection.notes]


def test_a_level_needs_persons_with_and_without_the_event(kids) -> None:
    """In ward 5 all have it: it is no level of a model of that event, and left out."""
    rows = figures(kids.analysis("logit rare weight i.ward"), "models.coefficients")
    assert [name for name in rows if "ward" in name] == ["ward: 2", "ward: 3"]


def test_a_small_cell_of_an_interaction_has_no_coefficient(kids) -> None:
    rows = figures(kids.analysis("regress sleep weight i.ten##i.others"), "models.coefficients")
    assert [name for name in rows if "#" in name] == []
    assert {"ten: 1", "others: 1"} <= set(rows)


@pytest.mark.feature(478)
def test_coefficients_have_noise_of_a_tenth_of_their_errors(kids, tmp_path: Path) -> None:
    """At most three tenths by the noise, and what one to three persons do; the errors shown include it."""
    exact = Children(tmp_path, policy=EXACT)
    script = "regress sleep age weight i.sex i.place"
    ours, true = kids.coefficients(script), exact.coefficients(script)
    for name, row in true.items():
        away = abs(ours[name]["coefficient"] - row["coefficient"]) / row["error"]
        assert 0 < away < 0.7, name
        assert ours[name]["error"] > 0.97 * row["error"]
    shown = kids.analysis(script)
    texts = [value.text for row in shown.sections[0].rows for _, value in row.values]
    assert all(len(text.strip("<-0.").replace(".", "")) <= 3 for text in texts if text)


def test_the_same_question_has_the_same_answer_whoever_is_left_out(tmp_path: Path) -> None:
    """Under one key; a person more draws others, and all noise anew."""
    script = "regress sleep age weight"
    first = Children(tmp_path / "a", policy=PROTECTED, duckdb=False).coefficients(script)
    again = Children(tmp_path / "b", policy=PROTECTED, duckdb=False).coefficients(script)
    fewer = [None, *children()["sleep"][1:]]
    other = Children(tmp_path / "c", policy=PROTECTED, duckdb=False, more={"sleep": fewer})
    assert first == again != other.coefficients(script)


def test_another_unit_of_measurement_draws_no_new_noise(tmp_path: Path) -> None:
    """A variable in grams has a thousandth of the coefficient in kilograms, its noise included.

    The condition layer hangs on how variables came to be; it is off here, so the people layer is seen.
    """
    off = replace(PROTECTED, switched_off=frozenset({"condition_layer"}))
    more = replace(off, model=replace(off.model, digits=9))
    kids = Children(tmp_path, policy=more)
    kilograms = kids.coefficients("regress sleep age weight")["weight"]
    grams = kids.coefficients("generate g = weight * 1000\nregress sleep age g")["g"]
    assert grams["coefficient"] * 1000 == pytest.approx(kilograms["coefficient"], rel=1e-6)


def test_a_condition_that_touches_few_changes_nothing(kids) -> None:
    """Whoever is left out of one question and not of the other cannot be told from the two answers."""
    whole = kids.coefficients("regress sleep age weight")
    but_few = kids.coefficients("keep if weight > 5\nregress sleep age weight")
    assert but_few == whole


def test_nearly_the_same_people_get_what_was_said_before(tmp_path: Path) -> None:
    """Two conditions that each leave many out, and differ by a few persons: the audit of differences."""
    weights = [1.0 if unit < 60 else 2.0 if unit < 63 else weight for unit, weight in enumerate(WEIGHTS)]
    off = replace(PROTECTED, switched_off=frozenset())
    kids = Children(tmp_path, policy=off, more={"mark": [float(weight) for weight in weights]})
    first = kids.coefficients("keep if mark > 1\nregress sleep age years")
    second = kids.coefficients("keep if mark > 2\nregress sleep age years")
    assert {name: row["coefficient"] for name, row in first.items()} == {
        name: row["coefficient"] for name, row in second.items()
    }


def test_the_stored_answer_comes_under_the_names_and_in_the_order_of_whoever_asks(kids) -> None:
    first = kids.coefficients("regress sleep age i.sex weight")
    script = "rename age alder\nrename sex kjonn\nregress sleep weight i.kjonn alder"
    second = kids.coefficients(script)
    assert list(second) == ["weight", "kjonn: sex 2 en", "alder", "Constant"]
    assert second["alder"] == first["age"]
    assert second["kjonn: sex 2 en"] == first["sex: sex 2 en"]


def test_no_likelihood_is_shown(kids) -> None:
    """Every person adds to it; two of them would differ by one."""
    shown = figures(kids.analysis("logit ill age weight"), "models.fit")
    assert set(shown) == {"Persons", "Pseudo-R² (McFadden)", "Chi-square of the model", "p of chi-square"}


def test_a_prediction_of_a_model_that_cannot_be_shown_gives_nothing(kids) -> None:
    found = kids.asked("regress-predict sleep weight one\nsummarize predicted")
    assert isinstance(found, Refusal)
    assert found.rule == "model.prediction"


def test_a_model_is_written_for_terminal_and_page(kids) -> None:
    found = kids.analysis("regress sleep age weight, vif ov")
    assert isinstance(found, SafeAnalysis)
    for language in LANGUAGES:
        written = result_text(found, language)
        page = result_html(found, language, caption="x")
        assert "age" in written
        assert page.count("<table") == len(found.sections)
    assert "Standardfeil" in result_text(found, "nb")
    assert "One to three random persons are left out" in result_text(found, "en")


def test_a_collapsed_data_set_has_models_of_its_groups(kids) -> None:
    """Thirty schools are too few, whoever stands behind them."""
    found = kids.asked("collapse (mean) sleep weight, by(school)\nregress sleep weight")
    assert isinstance(found, Refusal)
    assert found.rule == "model.unsound"
