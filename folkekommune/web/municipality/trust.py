"""Can we trust the difference? Its size, what it is in people, and when one could know more.

Better and worse are said only where the one verdict says so: where the interval of the difference leaves
nought out.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.people import People
from folkekommune.indicators.verdict import Verdict
from folkekommune.statistics.power import cohorts_needed, detectable_difference
from folkekommune.texts import Language, number, text
from folkekommune.web.components.number_card import Tag
from folkekommune.web.ports import Figure

_PERCENT = 100.0
_FOR_EVER = 20
"""More cohorts than this are not worth waiting for."""


@dataclass(frozen=True)
class Trust:
    """The three steps, below what the verdict says.

    :param benchmark: what the figure is held against.
    """

    benchmark: str
    tag: Tag
    sentence: str
    size: str = ""
    people: str = ""
    later: str = ""


def trust(
    figure: Figure,
    other: Figure,
    verdict: Verdict,
    *,
    benchmark: str,
    people: People,
    language: Language,
) -> Trust:
    """Tell how far a difference can be trusted; where it was not tested, why.

    :param other: what the figure is held against.
    """
    tag = Tag(text(verdict.word, language).capitalize(), verdict.sign, verdict.tone)
    sentence = text(verdict.sentence, language, benchmark=benchmark)
    many = people.many.in_language(language)
    if verdict.gap is None or figure.denominator is None or figure.numerator is None:
        return Trust(benchmark, tag, sentence)
    return Trust(
        benchmark,
        tag,
        sentence,
        size=_size(verdict, benchmark, language),
        people=_people(verdict, figure.denominator, many=many, language=language),
        later=_later(verdict, figure, other, many=many, language=language),
    )


def _size(verdict: Verdict, benchmark: str, language: Language) -> str:
    points = verdict.gap.value if verdict.gap else 0.0
    if round(abs(points), 1) == 0:
        return text("dashboard.size-none", language, benchmark=benchmark)
    kind = "higher" if points > 0 else "lower"
    unsure = "" if verdict.is_sure else "-unsure"
    return text(
        f"dashboard.size-{kind}{unsure}",
        language,
        points=number(abs(points), language, 1),
        benchmark=benchmark,
    )


def _people(verdict: Verdict, size: int, *, many: str, language: Language) -> str:
    """Tell the difference in people, with its interval."""
    if verdict.gap is None:
        return ""
    count, low, high = (
        _roughly(size * points / _PERCENT)
        for points in (verdict.gap.value, verdict.gap.limits.lower, verdict.gap.limits.upper)
    )
    if verdict.is_sure:
        near, far = sorted((abs(low), abs(high)))
        return text("dashboard.people-sure", language, count=abs(count), low=near, high=far, many=many)
    return text(
        "dashboard.people-unsure",
        language,
        count=abs(count),
        fewer=max(-low, 0),
        more=max(high, 0),
        many=many,
    )


def _later(verdict: Verdict, figure: Figure, other: Figure, *, many: str, language: Language) -> str:
    """Tell what could be found with as many people a year, and how long it would take."""
    if verdict.gap is None or not figure.denominator or figure.value is None:
        return ""
    share = min(max(figure.value / _PERCENT, 0.001), 0.999)
    sizes = (figure.denominator, other.denominator or figure.denominator)
    about = {"size": figure.denominator, "many": many}
    if verdict.is_sure:
        one, two = (
            number(_PERCENT * detectable_difference(share, sizes, cohorts=cohorts), language, 1)
            for cohorts in (1, 2)
        )
        return text("dashboard.later-sure", language, one=one, two=two, **about)
    needed = cohorts_needed(verdict.gap.value / _PERCENT, share, sizes)
    if needed is None or needed > _FOR_EVER:
        return text("dashboard.later-never", language, **about)
    points = number(abs(verdict.gap.value), language, 1)
    return text("dashboard.later-unsure", language, n=needed, points=points, **about)


def _roughly(people: float) -> int:
    """Round to what can be said without pretending: tens from a hundred on, fives from twenty on."""
    step = 10 if abs(people) >= 100 else 5 if abs(people) >= 20 else 1  # noqa: PLR2004  (the rule itself)
    return step * round(people / step)
