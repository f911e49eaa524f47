"""Questions that citizens ask, each answered by one indicator: ``questions/<name>.toml``.

A file holds whole sentences in each language, so that nothing is glued together from parts of words.
The answer is told as a number out of 100, whole, with its interval rounded outwards.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.fields import Fields, read_fields
from folkekommune.texts import LANGUAGES, Language

FOLDER = "questions"
_ANSWER = frozenset({"value", "place"})
_INTERVAL = frozenset({"lower", "upper"})
_PERIOD = frozenset({"period"})


@dataclass(frozen=True)
class Question:
    """A question with the sentences of its page.

    :param name: the name of the file and of the page, :param order: its place among the questions.
    :param answer: a sentence with ``{value}`` and ``{place}``, :param interval: with ``{lower}`` and
        ``{upper}``, :param period: with ``{period}``.
    """

    name: str
    indicator: str
    order: int
    question: Texts
    answer: Texts
    interval: Texts
    period: Texts
    meaning: Texts
    action: Texts
    made: Texts


@dataclass(frozen=True)
class Answer:
    """What is told about one place and period, in one language."""

    answer: str
    interval: str
    period: str


def tell(
    question: Question,
    language: Language,
    *,
    percent: float,
    limits: tuple[float, float],
    place: str,
    period: str,
) -> Answer:
    """Write the answer from a published percentage and its interval.

    The limits are rounded outwards: rounding may not make a figure look surer than it is.
    """
    lower, upper = limits
    return Answer(
        answer=question.answer.in_language(language).format(value=nearest(percent), place=place),
        interval=question.interval.in_language(language).format(
            lower=max(math.floor(lower), 0), upper=min(math.ceil(upper), 100)
        ),
        period=question.period.in_language(language).format(period=period),
    )


def load_questions(folder: Path, *, indicators: Iterable[str]) -> tuple[Question, ...]:
    """Read the questions of a databank package, in their order.

    :param indicators: codes of the indicators there are.
    :raises InputError: with the file and the field at fault.
    """
    codes = frozenset(indicators)
    questions = [_question(file, codes) for file in sorted((folder / FOLDER).glob("*.toml"))]
    return tuple(sorted(questions, key=lambda question: (question.order, question.name)))


def _question(file: Path, codes: frozenset[str]) -> Question:
    fields = read_fields(file)
    indicator = fields.text("indicator")
    if indicator not in codes:
        raise fields.fault("indicators.no-such-indicator", "indicator")
    question = Question(
        name=file.stem,
        indicator=indicator,
        order=fields.whole("order"),
        question=_template(fields, "question", frozenset()),
        answer=_template(fields, "answer", _ANSWER),
        interval=_template(fields, "interval", _INTERVAL),
        period=_template(fields, "period", _PERIOD),
        meaning=_template(fields, "meaning", frozenset()),
        action=_template(fields, "action", frozenset()),
        made=_template(fields, "made", frozenset()),
    )
    fields.finish()
    return question


def _template(fields: Fields, name: str, blanks: frozenset[str]) -> Texts:
    """Read sentences with exactly these blanks in every language."""
    texts = fields.texts(name)
    for language in LANGUAGES:
        try:
            parts = list(string.Formatter().parse(texts.in_language(language)))
        except ValueError:
            parts = [("", "", "", None)]
        found = {blank for _, blank, _, _ in parts if blank is not None}
        if found != blanks or any(form or change for _, blank, form, change in parts if blank is not None):
            expected = ", ".join(f"{{{blank}}}" for blank in sorted(blanks)) or "–"
            raise fields.fault("indicators.blanks", name, expected=expected, language=language)
    return texts


def nearest(percent: float) -> int:
    """Round to a whole number the way people do: a half goes up.

    >>> nearest(12.5)
    13
    """
    return int(Decimal(str(percent)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
