"""What has changed in public: new years, corrected and hidden figures, and nothing of what was withdrawn."""

from __future__ import annotations

from datetime import timedelta

from cube_factories import NOON, cell, cube, prepared

from folkekommune.published.history import FigureHistory
from folkekommune.published.publications import Publications

FIRST = prepared(cube([cell(2023, 50, 50), cell(2024, 60, 40), cell(2024, 10, 30, sex="1")]))
SECOND = prepared(
    cube([cell(2023, 50, 50), cell(2024, 61, 39), cell(2024, None, 30, sex="1"), cell(2025, 70, 30)]),
    version="2.0.0",
)
LATER = NOON + timedelta(days=40)


def published(folder, *all_prepared) -> Publications:
    publications = Publications(folder)
    for days, each in enumerate(all_prepared):
        moment = NOON + timedelta(days=40 * days)
        publications.approve(publications.propose(each).identifier, at=moment)
    return publications


def test_the_first_publication_adds_everything(tmp_path):
    (entry,) = FigureHistory(published(tmp_path, FIRST)).of_municipality("4601")
    assert (entry.release, entry.at, len(entry.added), entry.changed) == ("1.0.0", NOON, 3, ())


def test_the_next_tells_what_came_what_was_corrected_and_what_is_hidden_now(tmp_path):
    newest, first = FigureHistory(published(tmp_path, FIRST, SECOND)).of_municipality("4601")
    assert (newest.release, newest.at, first.at) == ("2.0.0", LATER, NOON)
    assert [key.year for key in newest.added] == [2025]
    assert [(change.key.year, change.before, change.now) for change in newest.changed] == [(2024, "60", "61")]
    assert [(key.year, key.sex) for key in newest.removed] == [(2024, "1")]


def test_an_indicator_has_its_own_part(tmp_path):
    (entry,) = FigureHistory(published(tmp_path, FIRST)).of_municipality("4601")
    assert entry.about("fullamming_6uker").added == entry.added
    assert entry.about("overvekt_4aar").added == ()


def test_of_what_was_withdrawn_only_that_is_told(tmp_path):
    publications = published(tmp_path, FIRST, SECOND)
    current = publications.current()[0]
    publications.withdraw(current.identifier, at=LATER + timedelta(days=1))
    end, second, first = FigureHistory(publications).of_municipality("4601")
    assert end.withdrawn
    assert (second.added, second.changed, second.removed) == ((), (), ())
    assert len(first.added) == 3


def test_the_history_grows_with_the_register_and_keeps_places_apart(tmp_path):
    publications = published(tmp_path, FIRST)
    history = FigureHistory(publications)
    assert len(history.of_municipality("4601")) == 1
    publications.approve(publications.propose(SECOND).identifier, at=LATER)
    assert len(history.of_municipality("4601")) == 2
    assert history.of_municipality("4631") == ()


def test_what_is_only_proposed_is_told_to_nobody(tmp_path):
    publications = Publications(tmp_path)
    publications.propose(FIRST)
    assert FigureHistory(publications).of_municipality("4601") == ()
