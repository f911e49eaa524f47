"""Publications at rest: immutable, checked whenever read, in one state at a time."""

from __future__ import annotations

import errno
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from cube_factories import DATABANK, KEYS, NOON, cell, cube, prepared

from folkekommune.disclosure.shares import Audience
from folkekommune.errors import InputError, UsageError
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.published import writing
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications
from folkekommune.published.states import AFTER, State

OTHER_FIGURES = prepared(cube([cell(2024, 61, 39)]), version="2.0.0")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_what_is_proposed_is_there_and_shown_to_nobody(tmp_path):
    publications = Publications(tmp_path)
    proposed = publications.propose(prepared())
    assert proposed.state is State.PROPOSED
    assert publications.find(proposed.identifier) == proposed
    assert publications.current() == ()
    assert CurrentFigures(publications, Audience.PUBLIC).now().cells == {}


def test_each_audience_reads_its_own_cubes(tmp_path):
    municipal, public = cube([cell(2024, 60, 40)]), cube([cell(2024, None, 40)])
    publications = Publications(tmp_path)
    proposed = publications.propose(prepared(municipal, public=[public]))
    assert publications.cubes(proposed, Audience.MUNICIPALITY) == (municipal,)
    assert publications.cubes(proposed, Audience.PUBLIC) == (public,)


def test_an_approved_publication_replaces_the_one_before_it_in_its_municipality_alone(tmp_path):
    publications = Publications(tmp_path)
    first = publications.approve(publications.propose(prepared()).identifier, at=NOON)
    neighbour = publications.approve(publications.propose(prepared(municipality="4631")).identifier, at=NOON)
    later = NOON + timedelta(days=1)
    second = publications.approve(publications.propose(OTHER_FIGURES).identifier, at=later)
    assert publications.current() == (second, neighbour)
    assert (second.manifest.number, second.since) == (2, later)
    assert publications.find(first.identifier).state is State.REPLACED


def test_a_withdrawn_publication_leaves_nothing_in_its_place(tmp_path):
    publications = Publications(tmp_path)
    for each in (prepared(), OTHER_FIGURES):
        newest = publications.approve(publications.propose(each).identifier, at=NOON)
    publications.withdraw(newest.identifier, at=NOON)
    assert publications.current() == ()


def test_the_same_cubes_are_one_publication_until_they_are_withdrawn(tmp_path):
    publications = Publications(tmp_path)
    first = publications.propose(prepared())
    assert publications.propose(prepared()) == first
    approved = publications.approve(first.identifier, at=NOON)
    assert publications.propose(prepared()) == approved
    publications.withdraw(first.identifier, at=NOON)
    again = publications.propose(prepared())
    assert again.identifier != first.identifier
    assert again.manifest.number == 2


def test_the_same_figures_of_another_release_are_another_publication(tmp_path):
    publications = Publications(tmp_path)
    first = publications.propose(prepared())
    assert publications.propose(prepared(version="1.1.0")).identifier != first.identifier


def reach(publications: Publications, state: State) -> str:
    identifier = publications.propose(prepared()).identifier
    if state in {State.APPROVED, State.REPLACED}:
        publications.approve(identifier, at=NOON)
    if state is State.REPLACED:
        publications.approve(publications.propose(OTHER_FIGURES).identifier, at=NOON)
    if state is State.WITHDRAWN:
        publications.withdraw(identifier, at=NOON)
    assert publications.find(identifier).state is state
    return identifier


@pytest.mark.parametrize("after", [State.APPROVED, State.WITHDRAWN])
@pytest.mark.parametrize("before", State)
def test_states_follow_each_other_as_the_table_says(before, after, tmp_path):
    publications = Publications(tmp_path)
    identifier = reach(publications, before)
    move = publications.approve if after is State.APPROVED else publications.withdraw
    if after is before or after in AFTER[before]:
        assert move(identifier, at=NOON + timedelta(days=1)).state is after
    else:
        with pytest.raises(UsageError) as refused:
            move(identifier, at=NOON)
        assert refused.value.code == f"published.is-{before.value}"


def test_doing_the_same_again_keeps_the_first_date(tmp_path):
    publications = Publications(tmp_path)
    identifier = publications.propose(prepared()).identifier
    publications.approve(identifier, at=NOON)
    assert publications.approve(identifier, at=NOON + timedelta(days=9)).since == NOON


def test_a_publication_nobody_made_is_unknown(tmp_path):
    with pytest.raises(UsageError, match=r"published\.unknown"):
        Publications(tmp_path).find("../../etc")


# --- tampering


def make_writable(file: Path) -> Path:
    file.chmod(0o640)
    return file


@pytest.mark.parametrize("name", ["municipal.json", "public.json", "manifest.json"])
@pytest.mark.parametrize("change", ["another number", "cut", "gone"])
def test_a_changed_file_is_found_and_nothing_is_shown(name, change, tmp_path):
    publications = Publications(tmp_path)
    identifier = publications.approve(publications.propose(prepared()).identifier, at=NOON).identifier
    file = make_writable(tmp_path / "publications" / identifier / name)
    content = file.read_bytes()
    if change == "gone":
        file.unlink()
    elif change == "cut":
        file.write_bytes(content[:-3])
    else:
        file.write_bytes(
            content.replace(b"60", b"61") if b"60" in content else content.replace(b"3.0", b"9.0")
        )
        assert file.read_bytes() != content
    for audience in Audience:
        if name in {"manifest.json", {Audience.PUBLIC: "public.json"}.get(audience, "municipal.json")}:
            with pytest.raises(InputError) as damaged:
                CurrentFigures(publications, audience).now()
            assert damaged.value.code == "published.damaged"
            assert damaged.value.place.file == str(file)


def test_a_file_and_its_digest_changed_together_are_found_too(tmp_path):
    """The manifest has another digest then, and the publication is named by that."""
    publications = Publications(tmp_path)
    identifier = publications.propose(prepared()).identifier
    folder = tmp_path / "publications" / identifier
    other = Publications(tmp_path / "other").propose(OTHER_FIGURES).identifier
    for file in (tmp_path / "other" / "publications" / other).iterdir():
        make_writable(folder / file.name).write_bytes(file.read_bytes())
    with pytest.raises(InputError, match=r"published\.damaged"):
        publications.find(identifier)


def test_a_damaged_register_is_no_empty_one(tmp_path):
    publications = Publications(tmp_path)
    publications.approve(publications.propose(prepared()).identifier, at=NOON)
    (tmp_path / "register.json").write_text("{}")
    with pytest.raises(InputError, match=r"published\.damaged"):
        publications.current()


def test_files_of_a_publication_are_read_only(tmp_path):
    identifier = Publications(tmp_path).propose(prepared()).identifier
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "publications" / identifier).iterdir()}
    assert modes == {0o440}


def test_another_municipalitys_damage_stops_no_steward(tmp_path):
    publications = Publications(tmp_path)
    broken = publications.propose(prepared(municipality="4631")).identifier
    make_writable(tmp_path / "publications" / broken / "manifest.json").write_text("")
    proposed = publications.propose(prepared())
    assert publications.of_municipality(DATABANK, "4601") == (proposed,)


# --- cut short


class CutError(BaseException):
    """Stands in for the death of the process: nothing in the code may catch it."""


def instants(monkeypatch, last: int) -> list[str]:
    """Die at the n-th instant at which something is about to reach the disk or get its name."""
    passed: list[str] = []

    def watch(owner, name):
        work = getattr(owner, name)

        def watched(*given, **named):
            passed.append(name)
            if len(passed) == last:
                raise CutError
            return work(*given, **named)

        monkeypatch.setattr(owner, name, watched)

    watch(os, "fsync")
    watch(Path, "rename")
    watch(Path, "replace")
    return passed


def test_a_death_at_any_instant_leaves_the_old_or_the_new_and_nothing_between(tmp_path):
    before_and_after = []
    for last in range(1, 40):
        folder = tmp_path / str(last)
        publications = Publications(folder)
        old = publications.approve(publications.propose(prepared()).identifier, at=NOON)
        with pytest.MonkeyPatch.context() as patch:
            passed = instants(patch, last)
            try:
                new = publications.propose(OTHER_FIGURES).identifier
                publications.approve(new, at=NOON)
            except CutError:
                pass
        (current,) = Publications(folder).current()
        before_and_after.append(current.manifest.version)
        new = publications.approve(publications.propose(OTHER_FIGURES).identifier, at=NOON).identifier
        names = {path.name for path in folder.rglob("*") if path.is_dir()}
        assert names == {"publications", old.identifier, new}
        assert not list(folder.rglob(".unfinished*"))
        if len(passed) < last:
            break
    else:
        pytest.fail("it never came to the end")
    assert before_and_after == sorted(before_and_after)
    assert set(before_and_after) == {"1.0.0", "2.0.0"}


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_and_loses_nothing(fault, tmp_path, monkeypatch):
    publications = Publications(tmp_path)
    publications.approve(publications.propose(prepared()).identifier, at=NOON)
    before = files_of(tmp_path)

    def full(file, content):
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write", full)
        with pytest.raises(UsageError, match=r"published\.disk-full"):
            publications.propose(OTHER_FIGURES)
        with pytest.raises(UsageError, match=r"published\.disk-full"):
            publications.withdraw(publications.current()[0].identifier, at=NOON)
    publications.propose(prepared())
    assert files_of(tmp_path) == before


# --- what waits to be proposed


def test_prepared_cubes_come_back_as_they_were(tmp_path):
    preparations = Preparations(tmp_path, KEYS)
    preparations.save(prepared())
    assert preparations.latest(DATABANK, "4601") == prepared()
    assert preparations.latest(DATABANK, "4601").history == prepared().history
    assert preparations.latest(DATABANK, "4631") is None
    assert preparations.latest("no.other", "4601") is None


def test_the_latest_release_is_by_number_and_not_by_letter(tmp_path):
    preparations = Preparations(tmp_path, KEYS)
    for version in ("9.0.0", "10.0.0", "2.11.3"):
        preparations.save(prepared(version=version))
    assert preparations.latest(DATABANK, "4601").release.version == "10.0.0"


def test_prepared_cubes_are_sealed(tmp_path):
    """Their history is as secret as the data."""
    Preparations(tmp_path, KEYS).save(prepared())
    (file,) = tmp_path.rglob("*.sealed")
    assert b"fullamming" not in file.read_bytes()
    with pytest.raises(SealBrokenError):
        Preparations(tmp_path, Keys(b"another key of the same length!!")).latest(DATABANK, "4601")


def test_prepared_cubes_of_one_part_cannot_pass_for_anothers(tmp_path):
    preparations = Preparations(tmp_path, KEYS)
    preparations.save(prepared())
    (file,) = tmp_path.rglob("*.sealed")
    file.rename(file.with_name(file.name.replace("4601", "4631")))
    with pytest.raises(SealBrokenError):
        preparations.latest(DATABANK, "4631")


def test_nothing_published_holds_anything_but_protected_numbers(tmp_path):
    """No true count, no fingerprint: the history stays sealed."""
    identifier = Publications(tmp_path).propose(prepared()).identifier
    folder = tmp_path / "publications" / identifier
    written = "".join(path.read_text() for path in folder.iterdir())
    assert "history" not in written
    assert "123" not in json.dumps(json.loads((folder / "municipal.json").read_text()))
