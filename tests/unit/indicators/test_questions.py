"""Questions of citizens: sentences, blanks and plain language."""

import re

import pytest

from folkekommune.catalogue.packages import shipped_folder
from folkekommune.errors import InputError
from folkekommune.indicators.questions import load_questions, tell
from folkekommune.texts import LANGUAGES, text

HELSEPROFIL = shipped_folder() / "helseprofil"
CODES = tuple(path.stem for path in (HELSEPROFIL / "indicators").glob("*.toml"))
MOST_ASKED = 10
PARTS = ("question", "answer", "interval", "period", "meaning", "action", "made")


def shipped():
    return load_questions(HELSEPROFIL, indicators=CODES)


def question(name):
    return next(one for one in shipped() if one.name == name)


def lix(prose):
    """Words a sentence plus the percentage of words of more than six letters (Björnsson 1968)."""
    words = re.findall(r"\w+", prose)
    sentences = max(len(re.findall(r"[.!?:](?:\s|$)", prose)), 1)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_no_indicator_has_two_questions_and_there_are_enough_for_a_municipality():
    asked = [one.indicator for one in shipped()]
    assert len(set(asked)) == len(asked) >= MOST_ASKED
    assert set(asked) <= set(CODES)


def test_questions_come_in_their_order():
    orders = [one.order for one in shipped()]
    assert orders == sorted(set(orders))
    assert [one.name for one in shipped()][:2] == ["fullamming_6uker", "fullamming_6mnd"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sensitive_question_carries_a_helpline(language):
    assert "116 123" in question("mor_trist").action.in_language(language)


@pytest.mark.parametrize(
    ("language", "answer", "interval"),
    [
        (
            "nb",
            "66 av 100 barn i Bergen fikk bare morsmelk da de var 6 uker.",
            "Det riktige tallet ligger trolig mellom 64 og 68.",
        ),
        (
            "nn",
            "66 av 100 barn i Bergen fekk berre morsmjølk då dei var 6 veker.",
            "Det rette talet ligg truleg mellom 64 og 68.",
        ),
        (
            "en",
            "66 out of 100 babies in Bergen got only breast milk when they were 6 weeks old.",
            "The true number is probably between 64 and 68.",
        ),
    ],
)
def test_the_answer_in_words(language, answer, interval):
    told = tell(
        question("fullamming_6uker"),
        language,
        percent=65.9,
        limits=(64.1, 67.7),
        place="Bergen",
        period="2025",
    )
    assert (told.answer, told.interval) == (answer, interval)
    assert "2025" in told.period


@pytest.mark.parametrize(
    ("percent", "limits", "numbers"),
    [
        (12.5, (11.0, 14.0), ("13", "11", "14")),  # a half goes up, whole limits stay
        (2.4, (0.0, 4.9), ("2", "0", "5")),
        (99.6, (97.3, 100.0), ("100", "97", "100")),
        (66, (63.999, 68.001), ("66", "63", "69")),  # outwards
    ],
)
def test_whole_numbers(percent, limits, numbers):
    told = tell(question("overvekt_4aar"), "nb", percent=percent, limits=limits, place="X", period="Y")
    assert told.answer.split()[0] == numbers[0]
    assert tuple(re.findall(r"\d+", told.interval)) == numbers[1:]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["meaning", "action", "made"])
def test_texts_are_easy_to_read(language, part):
    """Citizens' texts stay below 38, and no sentence has more than 20 words."""
    for one in shipped():
        prose = getattr(one, part).in_language(language)
        assert lix(prose) < 38, one.name
        assert max(len(sentence.split()) for sentence in re.split(r"[.!?]\s", prose)) <= 20, one.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_pages_are_easy_to_read(language):
    for one in shipped():
        assert lix(" ".join(getattr(one, part).in_language(language) for part in PARTS)) < 38


def test_the_measure_of_reading_tells_hard_from_easy():
    """12 words in one sentence, 6 of them long: 12 + 50."""
    hard = (
        "Helsesykepleieren dokumenterte ammestatusen ved konsultasjonen "
        "slik at det kunne bearbeides statistisk nå."
    )
    assert lix(hard) == pytest.approx(12 + 50)


def test_the_languages_are_not_copies():
    for one in shipped():
        for part in PARTS:
            texts = getattr(one, part)
            assert len({texts.nb, texts.nn, texts.en}) == 3, (one.name, part)


def test_nynorsk_has_no_bokmaal_words():
    """A few words that do not exist in nynorsk, and are easily left behind."""
    strange = re.compile(
        r"\b(ikke|hvor|hvordan|hva|de|fikk|bare|jeg|noen|hun|uker|måneder|melk|også)\b", re.IGNORECASE
    )
    for one in shipped():
        for part in PARTS:
            assert not strange.search(getattr(one, part).nn), (one.name, part)


def written(folder, old, new):
    content = (HELSEPROFIL / "questions" / "overvekt_4aar.toml").read_text(encoding="utf-8")
    assert old in content
    (folder / "questions").mkdir()
    (folder / "questions" / "one.toml").write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('indicator = "overvekt_4aar"', 'indicator = "overvekt"', "no-such-indicator", "indicator"),
        ("{value} av 100", "{valu} av 100", "blanks", "answer"),
        ("{value} av 100", "Mange av 100", "blanks", "answer"),
        ("{value} av 100", "{value:d} av 100", "blanks", "answer"),
        ("{value} av 100", "{value av 100", "blanks", "answer"),
        ("mellom {lower} og {upper}", "over {lower}", "blanks", "interval"),
        ("[made]", "[mde]", "field-missing", "made"),
        ("order = 40", "order = 40\nslug = 'x'", "field-unknown", "slug"),
    ],
)
def test_a_fault_in_a_question_is_told(tmp_path, old, new, code, field):
    written(tmp_path, old, new)
    with pytest.raises(InputError, match=rf"indicators\.{code}") as raised:
        load_questions(tmp_path, indicators=CODES)
    assert raised.value.parameters["field"] == field
    for language in LANGUAGES:
        assert text(raised.value.code, language, **raised.value.parameters)
