"""The published figures as the pages ask for them: current publications, definitions and names.

What a page may say of a figure is the one verdict of ``folkekommune.indicators.verdict``, made from
the published numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from folkekommune.disclosure import results
from folkekommune.disclosure.cube_places import unknown_district
from folkekommune.disclosure.results import MeanCell, ShareCell
from folkekommune.indicators import reliability
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.indicators.verdict import Yardstick, judge
from folkekommune.municipalities.division import district, municipality
from folkekommune.published.figures import CellKey, CurrentFigures, FigureSet
from folkekommune.services.coverage import Coverage
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
    :param coverage: how many of those concerned a figure covers, by official tables.
    """

    def __init__(
        self,
        figures: CurrentFigures,
        definitions: Sequence[Definition],
        *,
        questions: Sequence[Question] = (),
        places: Sequence[Place] = (),
        coverage: Coverage | None = None,
    ) -> None:
        self._figures = figures
        self._coverage = coverage
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
            beside=self._coverage.stamp() if self._coverage else "",
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
        return self._figures.now().years(key_of(definition, Cell(indicator, municipality, 0, years=period)))

    def figure(self, cell: Cell) -> Figure:
        """Give a figure; one that was never made is missing."""
        definition = self._definitions.get(cell.indicator)
        if definition is None:
            return MISSING
        figures = self._figures.now()
        key = key_of(definition, cell)
        found, mean = figures.find(key), figures.find_mean(key)
        if mean is not None:
            people = float(mean.count.text) if mean.count.text is not None else None
            return _mean(mean, definition, coverage=self._covered(definition, key, mean, people))
        if found is None:
            return MISSING
        counts = _counts(found)
        coverage = self._covered(definition, key, found, counts.people if counts else None)
        return figure_of_share(found, definition, yardstick=_yardstick(figures, key), coverage=coverage)

    def _covered(
        self, definition: Definition, key: CellKey, cell: ShareCell | MeanCell, people: float | None
    ) -> float | None:
        """Give the coverage of a shown figure; of a period that lacks a year it is not known."""
        if self._coverage is None or people is None or cell.years_counted < cell.years:
            return None
        return self._coverage.of(definition, key, people)

    def _place(self, number: str) -> Place:
        if number in self._places:
            return self._places[number]
        known = municipality(number)
        return Place(number, known.name if known else number)


def key_of(definition: Definition, cell: Cell) -> CellKey:
    """Give the key of the published cell that a page asks for."""
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


def figure_of_share(
    cell: ShareCell,
    definition: Definition,
    *,
    yardstick: Yardstick | None = None,
    coverage: float | None = None,
) -> Figure:
    """Give a published share with what may be said of it."""
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
        coverage=coverage,
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
        coverage=coverage,
    )


def _mean(cell: MeanCell, definition: Definition, *, coverage: float | None) -> Figure:
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
        coverage=coverage,
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
        coverage=coverage,
        unit=definition.unit,
    )


def _yardstick(figures: FigureSet, key: CellKey) -> Yardstick | None:
    """Give what a district is compared with: the whole municipality, in the same period and sex.

    The municipality's own figure of a longer period is left out where a shorter one is given
    (disclosure.periods). Its published years are added up then.
    """
    if key.district is None:
        return None
    whole = key._replace(district=None)
    publication = figures.publication_of(key)
    found = figures.find(whole)
    cells = [found] if found else [figures.find(each) for each in _single_years(whole)]
    parts = [_counts(cell) if cell and cell.share.text is not None else None for cell in cells]
    known = [part for part in parts if part is not None]
    if publication is None or len(known) < len(cells):
        return None
    counts = Counts(sum(part.cases for part in known), sum(part.people for part in known))
    variance = publication.manifest.noise_variance * sum(cell.years_counted for cell in cells if cell)
    return Yardstick(_PERCENT * counts.share, counts, variance)


def _single_years(key: CellKey) -> list[CellKey]:
    return [key._replace(year=year, years=1) for year in range(key.year - key.years + 1, key.year + 1)]


def _counts(cell: ShareCell) -> Counts | None:
    cases, others = cell.numerator.text, cell.complement.text
    if cases is None or others is None:
        return None
    return Counts(int(cases), int(cases) + int(others))


def _interval(limits: tuple[float, float] | None, level: float) -> Interval | None:
    return Interval(limits[0], limits[1], level).times(_PERCENT) if limits else None


def _joined(names: list[str]) -> str:
    return ", ".join(sorted(set(names)))
