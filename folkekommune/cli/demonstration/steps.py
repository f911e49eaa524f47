"""The steps of the demonstration. Each does its real work, and does nothing the second time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from folkekommune import __version__
from folkekommune.analysis.door import Asker
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.catalogue.packages import Package
from folkekommune.cli.demonstration.people import PROJECT, make_people
from folkekommune.cli.progress import bar
from folkekommune.cli.telling import language, say
from folkekommune.services.approve_publication import approve_publication
from folkekommune.services.exporting import export_variables
from folkekommune.services.initialisation import initialise
from folkekommune.services.project_choice import choose_project
from folkekommune.services.propose_publication import propose_publication
from folkekommune.services.scripts import ScriptRun, run_script
from folkekommune.settings import Home, Mode
from folkekommune.synthetic import generate
from folkekommune.synthetic.generate import PACKAGE
from folkekommune.texts import number, text

SEED = 2026
EXPORTED = ("VEKT_KG_U6", "KJONN")
MUNICIPALITIES = {
    "tiny": ("4601", "4624", "4631"),
    "small": ("4601", "4624", "4631"),
    "bergen": ("4601",),
}


@dataclass(frozen=True)
class Demonstration:
    """A demonstration under way."""

    home: Home
    size: str

    @property
    def deliveries(self) -> Path:
        """Where the synthetic record systems hand over."""
        return self.home.root / "deliveries"

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The municipalities that take part."""
        return MUNICIPALITIES[self.size]


def package_of(wiring: Wiring) -> Package:
    """Give the databank that is demonstrated: the one whose deliveries the generator makes."""
    return next(each for each in wiring.packages.values() if each.folder.name == PACKAGE)


def prepare(demo: Demonstration) -> Wiring:
    """Make installation, people and deliveries."""
    with step("installation"):
        if not demo.home.configuration.exists():
            initialise(demo.home, name="FolkeKommune", mode=Mode.TEST, municipalities=demo.municipalities)
        wiring = open_wiring(demo.home)
        databank = package_of(wiring).databank.name
        make_people(wiring, databank, demo.municipalities)
    with step("synthetic"):
        _deliver(demo)
    return wiring


def load_and_release(demo: Demonstration, wiring: Wiring) -> None:
    """Load every delivery and make a version."""
    with step("load"), bar(text("cli.loading", language())) as shown:
        for folder in sorted(demo.deliveries.glob("[0-9]*/*")):
            wiring.intake.load(folder, progress=shown)
    with step("release"), bar(text("cli.releasing", language())) as shown:
        wiring.releasing.release(package_of(wiring).databank, progress=shown.step)


def analyse(wiring: Wiring) -> ScriptRun:
    """Run the example script as a researcher would."""
    with step("script"), wiring.door() as door:
        project = choose_project(wiring.projects.all(), PROJECT)
        asker = Asker("forsker", PROJECT)
        return run_script(
            example_script(wiring),
            wiring.session(project),
            lambda output: door.answer(output, asker),
            policy=wiring.policy.label,
        )


def example_script(wiring: Wiring) -> str:
    """Give the script that is run."""
    return (package_of(wiring).folder / "scripts" / "fullamming.txt").read_text(encoding="utf-8")


def publish(demo: Demonstration, wiring: Wiring) -> None:
    """Propose the cubes as one steward and approve them as the other."""
    with step("publish"):
        databank = package_of(wiring).databank.name
        first, second = wiring.accounts.find("forvalter"), wiring.accounts.find("godkjenner")
        assert first is not None  # noqa: S101 - made in the first step
        assert second is not None  # noqa: S101 - the same
        for municipality in demo.municipalities:
            proposed = propose_publication(wiring.publishing, databank, municipality, user=first)
            approve_publication(wiring.publishing, proposed.identifier, user=second)


def export(demo: Demonstration, wiring: Wiring) -> None:
    """Write two variables as datasets for microdata.no."""
    with step("export"):
        out = demo.home.root / "export"
        databank = package_of(wiring).databank.name
        release = wiring.store.releases(databank)[-1]
        stamp = out / ".release"
        if not (stamp.exists() and stamp.read_text() == release):
            shutil.rmtree(out, ignore_errors=True)
            receiver = demo.home.root / "receiver-keys"
            if not receiver.exists():
                wiring.exporter(databank).make_test_keys(receiver)
            export_variables(wiring.exporter(databank), EXPORTED, out, public_key_dir=receiver)
            stamp.write_text(release)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = monotonic()
    yield
    seconds = number(monotonic() - began, language(), 1)
    say(text("demo.step", language(), what=text(f"demo.{name}", language()), seconds=seconds))


def _deliver(demo: Demonstration) -> None:
    stamp = demo.deliveries / "made.json"
    made = {"size": demo.size, "seed": SEED, "version": __version__}
    if stamp.exists() and json.loads(stamp.read_text()) == made:
        return
    unfinished = demo.deliveries.with_name("deliveries.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with bar(text("synthetic.stage-people", language())) as shown:
        generate(
            unfinished,
            size=demo.size,
            seed=SEED,
            municipalities=demo.municipalities,
            progress=lambda stage, done, total: shown.step(
                text(f"synthetic.stage-{stage}", language()), done, total
            ),
        )
    (unfinished / "made.json").write_text(json.dumps(made))
    shutil.rmtree(demo.deliveries, ignore_errors=True)
    unfinished.rename(demo.deliveries)
