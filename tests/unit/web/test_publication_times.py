"""A fixed link shows what stood at its moment, except what was withdrawn since."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cube_factories import NOON, cell, cube, prepared

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.publications import Publications
from folkekommune.web.ports import Cell, Sign
from folkekommune.web.publication_times import PublicationTimes
from folkekommune.web.published_figures import PublishedCubes

HERE = Cell("fullamming_6uker", "4601", 2024)
DAY = timedelta(days=1)
DEFINITIONS = list(load_definitions(load_package(shipped_folder() / "helseprofil")).values())


def test_a_moment_keeps_its_figures_until_they_are_withdrawn(tmp_path: Path) -> None:
    publications = Publications(tmp_path)
    current = {audience: CurrentFigures(publications, audience) for audience in Audience}
    times = PublicationTimes(publications, lambda figures: PublishedCubes(figures, DEFINITIONS), current)
    assert times.moment() is None

    first, second = (
        publications.propose(
            prepared(
                cube([cell(2024, cases, 1000 - cases)]),
                public=[cube([cell(2024, cases - 10, 1010 - cases)])],
                version=version,
            )
        ).identifier
        for cases, version in ((600, "1.0.0"), (700, "1.1.0"))
    )
    publications.approve(first, at=NOON)
    assert times.moment() == NOON
    publications.approve(second, at=NOON + DAY)

    def value(moment: object, **how: bool) -> float | None:
        return times.at(moment, **how).figure(HERE).value

    assert [value(NOON - DAY), value(NOON), value(NOON + DAY)] == [None, 60.0, 70.0]
    assert value(NOON, public=True) == 59.0
    publications.withdraw(second, at=NOON + 2 * DAY)
    assert value(NOON) == 60.0  # replaced, never withdrawn
    gone = times.at(NOON + DAY).figure(HERE)
    assert (gone.value, gone.sign) == (None, Sign.MISSING)


def test_what_stands_now_is_not_read_again_for_a_link_and_an_earlier_moment_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publications, read = Publications(tmp_path), []
    for days, version in enumerate(("1.0.0", "1.1.0")):
        made = publications.propose(prepared(cube([cell(2024, 60, 40)]), version=version))
        publications.approve(made.identifier, at=NOON + days * DAY)
    current = {audience: CurrentFigures(publications, audience) for audience in Audience}
    times = PublicationTimes(publications, lambda figures: PublishedCubes(figures, DEFINITIONS), current)
    for figures in current.values():
        figures.now()

    cubes = Publications.cubes
    monkeypatch.setattr(
        Publications, "cubes", lambda *asked: read.append(asked[1].manifest.version) or cubes(*asked)
    )
    for moment in (NOON + DAY, NOON, NOON + 2 * DAY, NOON):
        assert times.at(moment).figure(HERE).value == 60.0
    assert read == ["1.0.0"]
