"""From a release to what everybody sees: computed, proposed, approved by another, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from access_factories import ControlRoom, open_control_room
from child_worlds import (
    DATABANK,
    DISTRICTS,
    INDICATOR,
    KEYS,
    RELEASE,
    Facts,
    ask,
    draw_children,
    open_door,
    world_of,
)
from worlds import World

from folkekommune.access.approvals import Approvals
from folkekommune.access.users import Grant, User
from folkekommune.analysis.door import Door
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeTable, ShareCell
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import InputError, PermissionRefused, UsageError
from folkekommune.published.adding_up import find_apart
from folkekommune.published.figures import CellKey, FigureSet, read_figures
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publication, Publications
from folkekommune.published.states import State
from folkekommune.query.columns import ReleaseRef
from folkekommune.services.approve_publication import approve_publication
from folkekommune.services.propose_publication import propose_publication
from folkekommune.services.publishing import Publishing
from folkekommune.services.release_cubes import CubeWork, compute_cubes
from folkekommune.services.withdraw_publication import withdraw_publication
from folkekommune.texts import LANGUAGES, text

NAME = DATABANK.name


@dataclass
class Office:
    """An installation's publishing, with the people who work there."""

    room: ControlRoom
    publishing: Publishing
    folder: Path
    people: dict[str, User]

    def release(
        self,
        world: World,
        version: str = "1.0.0",
        *,
        content: str = "first",
        sensitive: bool = False,
        most_unplaced: float | None = None,
    ) -> Door:
        """Make the cubes of a release; every release has the same ledger."""
        fresh = open_door(world, self.folder / "ledger")
        door = replace(fresh, releases=Facts(world, content), ledger=self.publishing.ledger)
        definitions = (replace(INDICATOR, sensitive=sensitive),)
        release = ReleaseRef(NAME, version)
        work = CubeWork(release, DATABANK, tuple(world.members), definitions, most_unplaced=most_unplaced)
        compute_cubes(door, work, preparations=self.publishing.preparations)
        return door

    def propose(self, by: str = "first", municipality: str = "4601") -> Publication:
        """Propose what was made last."""
        return propose_publication(self.publishing, NAME, municipality, user=self.people[by])

    def approve(self, identifier: str, by: str = "second") -> Publication:
        """Approve it as another person."""
        return approve_publication(self.publishing, identifier, user=self.people[by])

    def withdraw(self, identifier: str, by: str = "first") -> Publication:
        """Withdraw it."""
        return withdraw_publication(self.publishing, identifier, user=self.people[by])

    def publish(self) -> Publication:
        """Propose and approve."""
        return self.approve(self.propose().identifier)

    def figures(self, audience: Audience = Audience.MUNICIPALITY) -> FigureSet:
        """Read what is published."""
        return read_figures(self.publishing.publications, audience)

    def actions(self) -> list[str]:
        """List what the audit trail says of publications."""
        events = (row.event.action for row in reversed(self.room.audit.latest()))
        return [action for action in events if action.startswith("publication")]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    room = open_control_room(tmp_path)
    people = {
        name: room.accounts.create(name, name, password="et langt passord", grants=grants)  # noqa: S106
        for name, grants in {
            "first": (Grant("steward", "4601"),),
            "second": (Grant("steward", "4601"),),
            "neighbour": (Grant("steward", "4631"),),
            "planner": (Grant("planner", "4601"),),
        }.items()
    }
    ledger = open_door(world_of(draw_children(1)), tmp_path / "ledger").ledger
    publishing = Publishing(
        Publications(tmp_path / "published"),
        Preparations(tmp_path / "ledger", KEYS),
        Approvals(room.engine, audit=room.audit, clock=room.clock),
        ledger,
        room.audit,
        room.clock,
    )
    yield Office(room, publishing, tmp_path, people)
    room.engine.dispose()


WORLD = world_of(draw_children(300))


def key(year: int, district: str | None = None, sex: str | None = None) -> CellKey:
    return CellKey(NAME, INDICATOR.code, INDICATOR.version, "4601", year, district=district, sex=sex)


def cells(figures: FigureSet) -> dict[CellKey, ShareCell]:
    return dict(figures.cells)


# --- who may do what


def test_what_one_proposes_another_approves(office: Office):
    office.release(WORLD)
    proposed = office.propose()
    assert office.figures().cells == {}
    approved = office.approve(proposed.identifier)
    assert (approved.state, approved.since) == (State.APPROVED, office.room.clock())
    assert office.figures().publications == (approved,)
    assert office.figures().find(key(2024)).share.text is not None
    assert office.actions() == ["publication-propose", "publication-approve"]


def test_nobody_approves_what_they_proposed(office: Office):
    office.release(WORLD)
    proposed = office.propose("first")
    with pytest.raises(PermissionRefused, match=r"access\.own-proposal"):
        office.approve(proposed.identifier, by="first")
    assert office.figures().cells == {}
    assert office.publishing.ledger.published([_any_cell(office)]) == {}


@pytest.mark.parametrize("who", ["neighbour", "planner"])
def test_only_the_municipalitys_stewards_publish(office: Office, who: str):
    office.release(WORLD)
    proposed = office.propose()
    for step in (lambda: office.propose(who), lambda: office.approve(proposed.identifier, who)):
        with pytest.raises(PermissionRefused):
            step()
    with pytest.raises(PermissionRefused):
        office.withdraw(proposed.identifier, who)
    assert office.publishing.publications.find(proposed.identifier).state is State.PROPOSED
    assert office.actions() == ["publication-propose"]


def test_what_was_laid_down_and_never_proposed_cannot_be_approved(office: Office):
    office.release(WORLD)
    prepared = office.publishing.preparations.latest(NAME, "4601")
    laid_down = office.publishing.publications.propose(prepared)
    with pytest.raises(InputError, match=r"access\.not-proposed"):
        office.approve(laid_down.identifier)


def test_one_steward_withdraws_at_once_and_for_good(office: Office):
    office.release(WORLD)
    published = office.publish()
    withdrawn = office.withdraw(published.identifier, by="first")
    assert withdrawn.state is State.WITHDRAWN
    assert office.figures().cells == {}
    assert office.withdraw(published.identifier) == withdrawn
    with pytest.raises(UsageError, match=r"published\.is-withdrawn"):
        office.approve(published.identifier)
    assert office.actions() == ["publication-propose", "publication-approve", "publication-withdraw"]


def test_after_a_withdrawal_the_same_figures_can_be_proposed_anew(office: Office):
    office.release(WORLD)
    first = office.publish()
    before = cells(office.figures())
    office.withdraw(first.identifier)
    assert office.publish().manifest.number == 2
    assert cells(office.figures()) == before


def test_without_a_release_there_is_nothing_to_propose(office: Office):
    with pytest.raises(UsageError, match=r"services\.no-cubes"):
        office.propose()


# --- the same again, and after a death in between


def test_proposing_and_approving_again_change_nothing(office: Office):
    office.release(WORLD)
    first = office.publish()
    office.release(WORLD)
    assert office.propose("second") == first
    assert office.approve(first.identifier) == first
    assert office.actions() == ["publication-propose", "publication-approve"]


@pytest.mark.parametrize("dies_at", ["propose", "record", "approve", "register"])
def test_a_step_that_was_cut_short_is_simply_taken_again(office: Office, dies_at: str, monkeypatch):
    class CutError(BaseException):
        pass

    def die(*given, **named):
        raise CutError

    office.release(WORLD)
    places = {
        "propose": (Approvals, "propose"),
        "record": (type(office.publishing.ledger), "publish"),
        "approve": (Approvals, "approve"),
        "register": (Publications, "approve"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places[dies_at], die)
        with pytest.raises(CutError):
            office.publish()
    assert office.figures().cells == {}
    assert office.publish().state is State.APPROVED
    assert office.actions() == ["publication-propose", "publication-approve"]
    assert office.publishing.ledger.published([_any_cell(office)])


def _any_cell(office: Office) -> str:
    return next(iter(office.publishing.preparations.latest(NAME, "4601").history))


# --- one value, whatever is released when


def test_figures_of_an_older_release_are_not_approved_any_more(office: Office):
    """They could show a second value of people whose first value is in the newer one."""
    office.release(WORLD)
    old = office.propose()
    office.release(world_of(draw_children(310)), "2.0.0", content="second")
    with pytest.raises(UsageError, match=r"services\.newer-cubes"):
        office.approve(old.identifier)
    assert office.publish().manifest.version == "2.0.0"


def test_people_who_are_the_same_keep_their_published_value_under_a_new_noise_key(office: Office):
    """A child more in one year and district; everyone else is the same in both releases."""
    children = draw_children(300)
    office.release(world_of(children))
    office.publish()
    first = cells(office.figures())
    newcomer = replace(children[0], unit=1000, year=2024, district="460101", sex=1, feeding=1, came=True)
    office.release(world_of([*children, newcomer]), "2.0.0", content="second")
    office.publish()
    second = cells(office.figures())
    touched = {key(2024, district, sex) for district in (None, "460101") for sex in (None, "1")}
    assert second.keys() == first.keys()
    assert all(second[each] == first[each] for each in first.keys() - touched)
    # Its complement keeps its people, and its value, even where the cases change.
    assert all(second[each].complement == first[each].complement for each in touched)


def test_without_a_publication_in_between_a_new_key_draws_anew(office: Office):
    """The counterpart: it is the history that keeps the values, not the key."""
    office.release(WORLD)
    unpublished = office.publishing.preparations.latest(NAME, "4601").municipal
    office.release(WORLD, "2.0.0", content="second")
    assert office.publishing.preparations.latest(NAME, "4601").municipal != unpublished


def test_a_script_on_the_second_release_gives_the_kept_values(office: Office, tmp_path):
    children = draw_children(460)
    office.release(world_of(children))
    office.publish()
    world = world_of([*children, replace(children[0], unit=1000, year=2023)])
    door = office.release(world, "2.0.0", content="second")
    # Scripts of these tests ask release 1.0.0 of a door that knows one release only.
    registry = CubeRegistry(tmp_path / "asked", KEYS)
    registry.register(RELEASE, door.cubes.of_release(ReleaseRef(NAME, "2.0.0")))
    office.publish()
    script = (
        f"require {NAME}:1 as hp\ncreate-dataset barn\nimport hp/AMMESTATUS_U6 as amming\n"
        "import hp/DATO_U6 as dato\nimport hp/KOMMUNE_U6 as kommune\n"
        "generate aar = year(dato)\ntabulate amming aar if kommune == '4601'\n"
    )
    (table,) = ask(replace(door, cubes=registry), script, "4601")
    assert isinstance(table, SafeTable)
    asked = {
        table.dimensions[1].categories[cell.place[1]].value: cell.value("freq").text
        for cell in table.cells
        if None not in cell.place and table.dimensions[0].categories[cell.place[0]].value == "1"
    }
    assert asked == {str(year): office.figures().find(key(year)).numerator.text for year in (2023, 2024)}


# --- what stops a publication


def test_in_real_cubes_the_districts_are_the_municipality_and_a_lost_child_is_found(office: Office):
    """G1: a district that does not exist counts as unknown, so that everyone is somewhere."""
    children = draw_children(300)
    lost = replace(children[0], came=True, feeding=1, year=2024, district="460188")
    office.release(world_of([lost, *children[1:]]))
    history = dict(office.publishing.preparations.latest(NAME, "4601").history)
    name = f"{NAME}|4601|{INDICATOR.code}|{INDICATOR.version}|460199|2024|-|0"
    assert history[name].people == 1
    assert find_apart(history) == ()
    history[name] = replace(history[name], people=0, fingerprint=0)
    assert find_apart(history) == ((INDICATOR.code, INDICATOR.version, 2024, 1),)


@pytest.mark.parametrize("audience", list(Audience))
def test_districts_are_withheld_in_the_year_in_which_too_many_live_in_none(
    office: Office, audience: Audience
):
    """G2: in 2024 about three in ten have no known district, in 2023 nobody; the limit is fifteen percent."""
    children = draw_children(2400)
    lost = [
        replace(child, district=None) if child.year == 2024 and child.unit % 10 < 3 else child
        for child in children
    ]
    office.release(world_of(lost), most_unplaced=15.0)
    office.publish()
    shown = {each: cell.share.text is not None for each, cell in office.figures(audience).cells.items()}
    both = [each for each in shown if each.sex is None and each.years == 1]
    districts = {
        year: [shown[k] for k in both if (k.year, k.district) in {(year, d) for d in DISTRICTS["4601"]}]
        for year in (2023, 2024)
    }
    assert not any(districts[2024])
    assert any(districts[2023])
    assert shown[key(2024)]
    assert shown[key(2024, "460199")]


# --- what everyone sees is the same, or less


@pytest.mark.parametrize("sensitive", [False, True])
def test_public_figures_are_the_municipalitys_or_hidden(office: Office, sensitive: bool):
    office.release(world_of(draw_children(260)), sensitive=sensitive)
    office.publish()
    municipal, public = office.figures(), office.figures(Audience.PUBLIC)
    assert public.cells.keys() == municipal.cells.keys()
    hidden = 0
    for each, seen in public.cells.items():
        known = municipal.cells[each]
        for part in ("numerator", "complement", "share"):
            ours, theirs = getattr(seen, part), getattr(known, part)
            assert ours == theirs or ours.text is None
            hidden += ours.text is None and theirs.text is not None
        if seen.share.text is not None:
            assert seen == known
            assert int(seen.numerator.text) + int(seen.complement.text) >= 50
            assert min(int(seen.numerator.text), int(seen.complement.text)) >= (8 if sensitive else 5)
    assert hidden


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["expression", "no-cubes", "newer-cubes"])
def test_every_refusal_of_publication_has_its_sentence(code, language):
    names = {"expression": "E", "databank": "D", "municipality": "M", "publication": "P"}
    assert text(f"services.{code}", language, **names)
