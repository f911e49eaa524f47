"""Figures before they are published: what stops them, what must be seen, and what is only told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from access_factories import open_control_room
from cube_factories import DATABANK, KEYS, NOON, cell, cube, prepared

from folkekommune.access.approvals import Approvals
from folkekommune.access.users import Grant
from folkekommune.disclosure.ledger import Ledger, PublishedCell
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import UsageError
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.published.adding_up import Apart
from folkekommune.published.county_sums import AreaYear, CountySums, save_county_sums
from folkekommune.published.figure_checks import Withheld
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications
from folkekommune.published.states import State
from folkekommune.services.approve_publication import approve_publication
from folkekommune.services.figure_review import Outlier, review_figures
from folkekommune.services.propose_publication import propose_publication
from folkekommune.services.publishing import Publishing
from folkekommune.texts import LANGUAGES, text

PASSWORD = "et langt passord"  # noqa: S105  (of accounts that live for one test)


def check(name: str, severity: str, **limits: float) -> Threshold:
    return Threshold(name, "plausibility", "verification", severity, 0.0, limits)


DECLARED = {
    "G1": check("G1", "stop"),
    "T1": check("T1", "warn", errors=3.0, change=10.0),
    "T2": check("T2", "describe", fence=1.5),
    "T3": check("T3", "describe", fence=1.5),
    "S1": check("S1", "stop"),
}
FIRST = [cell(2023, 500, 500), cell(2024, 400, 600), cell(2024, 200, 300, district="460101")]


class Office:
    """Publishing with two stewards of Bergen, on cubes written by hand."""

    def __init__(self, folder: Path) -> None:
        self.room = open_control_room(folder)
        self.people = [
            self.room.accounts.create(name, name, password=PASSWORD, grants=(Grant("steward", "4601"),))
            for name in ("first", "second")
        ]
        self.publishing = Publishing(
            Publications(folder / "published"),
            Preparations(folder / "ledger", KEYS),
            Approvals(self.room.engine, audit=self.room.audit, clock=self.room.clock),
            Ledger(folder / "ledger" / "ledger.sqlite", KEYS),
            self.room.audit,
            self.room.clock,
            limits=lambda databank: DECLARED if databank == DATABANK else {},
        )

    def propose(self, cells, version="1.0.0", *, history=None, public=()):
        """Lay cubes down and propose them."""
        made = prepared(cube(cells), version=version, public=public)
        if history is not None:
            made = replace(made, history=history)
        self.publishing.preparations.save(made)
        return propose_publication(self.publishing, DATABANK, "4601", user=self.people[0])

    def approve(self, publication, *, seen=False):
        """Approve them as the other steward."""
        return approve_publication(self.publishing, publication.identifier, user=self.people[1], seen=seen)

    def review(self, publication):
        """Look at them first."""
        return review_figures(self.publishing, publication)

    def publish_elsewhere(self, municipality, *cells):
        """Publish the cells of another municipality."""
        own = [{**one, "municipality": municipality} for one in cells]
        made = prepared(cube(own, municipality=municipality), municipality=municipality)
        publications = self.publishing.publications
        publications.approve(publications.propose(made).identifier, at=NOON)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    yield made
    made.room.engine.dispose()


def people(district, *keys):
    fingerprint = 0
    for key in keys:
        fingerprint ^= key
    return {f"{DATABANK}|4601|amming|1|{district}|2024|-|0": PublishedCell("", fingerprint, len(keys), 9)}


def test_the_first_publication_has_nothing_against_it(office):
    proposed = office.propose(FIRST)
    review = office.review(proposed)
    assert (review.checks, review.changes, review.stops) == (("G1", "T1", "T2", "T3", "S1"), (), ())
    assert review.withheld[Audience.PUBLIC] == (Withheld(0, 0), Withheld(0, 0))
    assert office.approve(proposed).state is State.APPROVED


def test_districts_that_are_not_the_municipality_stop_the_publication(office):
    proposed = office.propose(FIRST, history=people("-", 1, 2, 4) | people("460101", 1, 2))
    review = office.review(proposed)
    assert (review.apart, review.stops) == ((Apart("amming", 1, 2024),), ("G1",))
    for seen in (False, True):
        with pytest.raises(UsageError, match=r"services\.figures-stopped") as refused:
            office.approve(proposed, seen=seen)
    assert refused.value.parameters["checks"] == "G1"
    for language in LANGUAGES:
        assert "G1" in text(refused.value.code, language, **refused.value.parameters)
    repaired = office.propose(FIRST, "1.0.1", history=people("-", 1, 2, 4) | people("460101", 1, 2, 4))
    assert office.approve(repaired).state is State.APPROVED


def test_figures_that_changed_much_are_approved_by_who_has_seen_them(office):
    """From 40 to 60 percent where 10 percent of itself is usual."""
    office.approve(office.propose(FIRST))
    proposed = office.propose([FIRST[0], cell(2024, 600, 400), FIRST[2]], "1.1.0")
    review = office.review(proposed)
    assert [(change.key.year, change.before, change.now, change.warns) for change in review.changes] == [
        (2024, 40.0, 60.0, True)
    ]
    with pytest.raises(UsageError, match=r"services\.changes-unseen"):
        office.approve(proposed)
    assert office.approve(proposed, seen=True).state is State.APPROVED


def test_a_small_change_is_told_and_holds_nothing_up(office):
    """From 40 to 42 percent: less than ten percent of itself and than three standard errors of 2.04."""
    office.approve(office.propose(FIRST))
    proposed = office.propose([FIRST[0], cell(2024, 420, 580), FIRST[2]], "1.1.0")
    assert [change.warns for change in office.review(proposed).changes] == [False]
    assert office.approve(proposed).state is State.APPROVED


def test_a_series_that_would_vanish_stops_the_publication(office):
    office.approve(office.propose(FIRST))
    gone = {**cell(2024, None, None, district="460101")}
    proposed = office.propose([*FIRST[:2], gone], "1.1.0")
    review = office.review(proposed)
    assert [key.district for key in review.vanished] == ["460101"]
    assert review.withheld[Audience.MUNICIPALITY] == (Withheld(0, 0), Withheld(1, 1))
    assert review.stops == ("S1",)


def test_a_cell_that_shows_a_number_beside_a_hidden_one_stops_the_publication(office):
    proposed = office.propose([*FIRST, cell(2024, None, 60, district="460102")])
    review = office.review(proposed)
    assert [key.district for key in review.half] == ["460102"]
    assert review.stops == ("S1",)


def test_a_figure_far_from_all_other_municipalities_is_told(office):
    """The others are at 10, 12, 14 and 16 percent; the whole of Bergen is at 40."""
    for number, cases in (("4624", 100), ("4631", 120), ("4626", 140), ("4627", 160)):
        office.publish_elsewhere(number, cell(2023, cases, 1000 - cases), cell(2024, cases, 1000 - cases))
    proposed = office.propose([cell(2023, 130, 870), cell(2024, 400, 600)])
    found = office.review(proposed).outliers
    assert [(one.check, one.key.year) for one in found] == [("T2", 2024), ("T3", 2024)]
    assert isinstance(found[0], Outlier)
    assert office.approve(proposed).state is State.APPROVED


def test_among_three_municipalities_no_one_stands_out(office):
    for number in ("4624", "4631"):
        office.publish_elsewhere(number, cell(2024, 100, 900))
    assert office.review(office.propose([cell(2024, 400, 600)])).outliers == ()


def test_what_a_databank_does_not_declare_is_not_held_against_it(office):
    publishing = replace(office.publishing, limits=lambda _: {})
    office.approve(office.propose(FIRST))
    proposed = office.propose([cell(2024, None, 60)], "1.1.0", history=people("-", 1) | people("460101"))
    review = review_figures(publishing, proposed)
    assert (review.checks, review.stops, review.changes, review.half) == ((), (), (), ())


def test_municipalities_that_are_not_their_county_stop_it_too(office):
    """What is about another county is no matter; who is counted twice is told and stops nothing."""
    proposed = office.propose(FIRST, history=people("-", 1, 2) | people("460101", 1, 2))
    waiting = office.publishing.preparations
    release = waiting.latest(DATABANK, "4601").release
    vestland, rogaland = (AreaYear(area, "amming", 1, 2024) for area in ("46", "11"))
    told = CountySums(apart=(rogaland,), twice=(vestland,), outside=(vestland,))
    save_county_sums(waiting.folder, waiting.keys, release, told)
    review = office.review(proposed)
    assert (review.counties, review.stops) == (CountySums(twice=(vestland,), outside=(vestland,)), ())
    save_county_sums(waiting.folder, waiting.keys, release, CountySums(apart=(vestland,)))
    assert office.review(proposed).stops == ("G1",)
    with pytest.raises(UsageError, match=r"services\.figures-stopped"):
        office.approve(proposed, seen=True)
