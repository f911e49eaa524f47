"""The published figures as the pages ask for them: current publications, definitions and names.

What a page may say of a figure is the one verdict of ``folkekommune.indicators.verdict``, made from
the published numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from folkekommune.disclosure import results
from folkekommune.disclosure.results import MeanCell, ShareCell
from folkekommune.disclosure.shares import unknown_district
from folkekommune.indicators import reliability
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.indicators.verdict import Yardstick, judge
from folkekommune.municipalities.division import district, municipality
from folkekommune.published.figures import CellKey, CurrentFigures, FigureSet
from folkekommune.statistics.comparison import Counts
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval
from folkekommune.web.ports import MISSING, Cell, Figure, Place, Publication, Sex, Sign

SEX_CODES = {Sex.MALE: "1", Sex.FEMALE: "2"}
"""Statistics Norway's standard for sex (KLASS 2), which databanks follow."""

_PERCENT = 100
_ABSENT = {
    results.Sign.NOT_COMPUTABLE: Sign.NOT_COMPUTABLE,
    results.Sign.MISSING: Sign.MISSING,
}


class PublishedCubes:
    """The figures that one audience may see (:class:`folkekommune.web.ports.PublishedFigures`).

    :param definitions: in the order to show them; figures of another version are not shown.
    :param places: the installation's municipalities in the order to show them; others follow by number.
    """

    def __init__(
        self,
        figures: CurrentFigures,
        definitions: Sequence[Definition],
        *,
        questions: Sequence[Question] = (),
        places: Sequence[Place] = (),
    ) -> None:
        self._figures = figures
        self._definitions: Mapping[str, Definition] = {entry.code: entry for entry in definitions}
        self._questions = tuple(questions)
        self._places: Mapping[str, Place] = {place.number: place for place in places}

    @property
    def publication(self) -> Publication | None:
        """The current publications as one; ``None`` before the first."""
        figures = self._figures.now()
        dates = [each.since.date() for each in figures.publications if each.since is not None]
        if not dates:
            return None
        manifests = [each.manifest for each in figures.publications]
        return Publication(
            identifier=figures.identifier,
            released=max(dates),
            release=_joined([manifest.version for manifest in manifests]),
            policy=_joined([manifest.policy for manifest in manifests]),
        )

    def municipalities(self) -> Sequence[Place]:
        """Give the municipalities that have figures."""
        published = self._figures.now().municipalities()
        order = [*self._places, *published]
        return [self._place(number) for number in sorted(published, key=order.index)]

    def districts(self, municipality: str) -> Sequence[Place]:
        """Give the districts that figures are divided by, by number."""
        unknown = unknown_district(municipality)
        numbers = [each for each in self._figures.now().districts(municipality) if each != unknown]
        found = ((number, district(number)) for number in numbers)
        return [Place(number, entry.name if entry else number) for number, entry in found]

    def indicators(self) -> Sequence[Definition]:
        """Give the definitions of the published indicators."""
        published = self._figures.now().indicators()
        return [
            entry
            for entry in self._definitions.values()
            if (entry.databank, entry.code, entry.version) in published
        ]

    def questions(self) -> Sequence[Question]:
        """Give the questions that the published indicators answer."""
        published = {entry.code for entry in self.indicators()}
        return [question for question in self._questions if question.indicator in published]

    def years(self, indicator: str, municipality: str, *, period: int = 1) -> Sequence[int]:
        """Give the years that have figures, hidden ones included, oldest first.

        :param period: of periods of so many years, their last years.
        """
        definition = self._definitions.get(indicator)
        if definition is None:
            return ()
        return self._figures.now().years(_key(definition, Cell(indicator, municipality, 0, years=period)))

    def figure(self, cell: Cell) -> Figure:
        """Give a figure; one that was never made is missing."""
        definition = self._definitions.get(cell.indicator)
        if definition is None:
            return MISSING
        figures = self._figures.now()
        key = _key(definition, cell)
        found, mean = figures.find(key), figures.find_mean(key)
        if mean is not None:
            return _mean(mean, definition)
        if found is None:
            return MISSING
        return _figure(found, definition, yardstick=_yardstick(figures, key))

    def _place(self, number: str) -> Place:
        if number in self._places:
            return self._places[number]
        known = municipality(number)
        return Place(number, known.name if known else number)


def _key(definition: Definition, cell: Cell) -> CellKey:
    return CellKey(
        definition.databank,
        definition.code,
        definition.version,
        cell.municipality,
        cell.year,
        district=cell.district,
        sex=SEX_CODES[cell.sex] if cell.sex else None,
        years=cell.years,
    )


def _figure(cell: ShareCell, definition: Definition, *, yardstick: Yardstick | None) -> Figure:
    share, counts = cell.share, _counts(cell)
    if share.text is None or share.lower is None or share.upper is None or counts is None:
        return Figure(sign=_ABSENT.get(share.sign, Sign.WITHHELD))
    value = float(share.text)
    evidence = reliability.Figure(
        value=value,
        interval=_interval(cell.limits95, LEVEL),
        strict_interval=_interval(cell.limits998, STRICT_LEVEL),
        numerator=counts.cases,
        denominator=counts.people,
        incomplete_period=cell.years_counted < cell.years,
    )
    return Figure(
        value=value,
        lower=float(share.lower),
        upper=float(share.upper),
        numerator=int(counts.cases),
        denominator=int(counts.people),
        decimals=len(share.text.partition(".")[2]),
        interval=evidence.interval,
        strict_interval=evidence.strict_interval,
        verdict=judge(evidence, definition.direction, yardstick=yardstick),
    )


def _mean(cell: MeanCell, definition: Definition) -> Figure:
    """Give a mean; the number of persons it rests on is its denominator, and it has no numerator."""
    shown, people = cell.mean, cell.count.text
    interval, strict = cell.limits95, cell.limits998
    if shown.text is None or interval is None or strict is None:
        return Figure(sign=_ABSENT.get(shown.sign, Sign.WITHHELD), unit=definition.unit)
    evidence = reliability.Figure(
        value=float(shown.text),
        interval=Interval(*interval, LEVEL),
        strict_interval=Interval(*strict, STRICT_LEVEL),
        denominator=float(people) if people is not None else None,
        incomplete_period=cell.years_counted < cell.years,
        percent=False,
    )
    return Figure(
        value=evidence.value,
        lower=interval[0],
        upper=interval[1],
        denominator=int(people) if people is not None else None,
        decimals=definition.decimals,
        interval=evidence.interval,
        strict_interval=evidence.strict_interval,
        verdict=judge(evidence, definition.direction, yardstick=None),
        unit=definition.unit,
    )


def _yardstick(figures: FigureSet, key: CellKey) -> Yardstick | None:
    """Give what a district is compared with: the whole municipality, in the same year and sex."""
    if key.district is None:
        return None
    whole = figures.find(key._replace(district=None))
    publication = figures.publication_of(key)
    counts = _counts(whole) if whole else None
    if whole is None or whole.share.text is None or counts is None or publication is None:
        return None
    variance = publication.manifest.noise_variance * whole.years_counted
    return Yardstick(_PERCENT * counts.share, counts, variance)


def _counts(cell: ShareCell) -> Counts | None:
    cases, others = cell.numerator.text, cell.complement.text
    if cases is None or others is None:
        return None
    return Counts(int(cases), int(cases) + int(others))


def _interval(limits: tuple[float, float] | None, level: float) -> Interval | None:
    return Interval(limits[0], limits[1], level).times(_PERCENT) if limits else None


def _joined(names: list[str]) -> str:
    return ", ".join(sorted(set(names)))
