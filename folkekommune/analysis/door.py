"""The one door: a query goes in, a protected result comes out. Nothing else can make one.

What the engine gives is evidence about all rows of the release, from which disclosure control makes what
may be shown; before anything is made of it, the population is judged. The first answer to a canonical
query is stored and repeated, for every user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import numpy as np

from folkekommune.analysis.answers import answerer_of, combiner_of
from folkekommune.analysis.asked import Answer, Asked, Registered, too_large
from folkekommune.analysis.counterfactuals import counterfactuals
from folkekommune.analysis.edits import Edits, Verdict
from folkekommune.analysis.exposure import divisions, exposed
from folkekommune.analysis.groups import UnprotectedError
from folkekommune.analysis.inquiry import Inquiry, person_root
from folkekommune.analysis.made_up import made_up
from folkekommune.analysis.panel_rows import rows_of_panel
from folkekommune.analysis.sources import Ask, TooFewError, resolve
from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.gate import (
    population_floor,
    refuse,
)
from folkekommune.disclosure.ledger import AnsweredCell, Entry, Ledger
from folkekommune.disclosure.nearness import Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import Refusal, SafeResult
from folkekommune.disclosure.rules import check_answer, rule_of
from folkekommune.disclosure.watch import Use, Watch
from folkekommune.keys import Keys
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Dataset, PanelRoot
from folkekommune.query.engine import Engine, TooManyGroupsError
from folkekommune.query.outputs import Model, Output, OverDates, Survival, Table


@dataclass(frozen=True)
class ReleaseFacts:
    """What the door must know of a release.

    :param identities: for each part what tells its content apart; part noise keys hang on it.
    """

    release: ReleaseRef
    parts: tuple[str, ...]
    identities: Mapping[str, str]
    persons: int


class Releases(Protocol):
    """Where the door learns about releases."""

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts of a release."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and in which project."""

    user: str
    project: str


@dataclass(frozen=True)
class _Cost:
    """What a question costs: a population, and the divisions of people that it makes up."""

    population: str
    divisions: frozenset[str]
    models: int = 0


_Attempt = tuple[Audit, list[tuple[Output, Asked]]]
"""What an answer is held against, and the questions that were judged for it."""


@dataclass(frozen=True)
class Door:
    """The one door to protected results of releases.

    :param keys: noise keys are derived from them, one for each set of release parts.
    :param watch: holds projects to their budgets; without one, nobody is held to any.
    """

    engine: Engine
    policy: Policy
    keys: Keys
    ledger: Ledger
    cubes: CubeRegistry
    releases: Releases
    watch: Watch | None = None
    _verdicts: dict[str, Verdict] = field(default_factory=dict, repr=False)

    def answer(self, output: Output, asker: Asker) -> SafeResult:
        """Answer a query: the stored first answer, or a new one that is stored.

        A refusal is an answer, with its reason.
        """
        rule_of(output)
        release = release_of(output.dataset)
        question = digest(release.databank, release.version, self.policy.label, output.canonical)
        stored = self.ledger.first_answer(question)
        if stored is not None:
            return answerer_of(output).under_names(stored, output)
        asked = _Cost(output.dataset.canonical, made_up(output), int(isinstance(output, Model | Survival)))
        spent = self._over_budget(asker, asked)
        if spent is not None:
            return refuse(self.policy, f"budget.{spent}")
        # Whoever answered the same or nearly the same meanwhile was first: then it is answered anew.
        while True:
            audit, questions = self._audit(release), list[tuple[Output, Asked]]()
            entry, result = self._first(output, asker, (audit, questions))
            check_answer(output, result)
            kept = self.ledger.remember(question, entry, result, audit)
            if kept is not None:
                self._note(asker, asked, entry, kept, audit)
                self._expose(asker, questions, kept)
                return answerer_of(output).under_names(kept, output)

    def _over_budget(self, asker: Asker, asked: _Cost) -> str | None:
        """Tell which budget of the day another question would go beyond."""
        if self.watch is None:
            return None
        divisions = frozenset[str]() if "made_up" in self.policy.switched_off else asked.divisions
        return self.watch.spent(self.policy.budget, asker.project, asked.population, divisions)

    def _note(self, asker: Asker, asked: _Cost, entry: Entry, result: SafeResult, audit: Audit) -> None:
        if self.watch is not None:
            self.watch.note(
                asker.project,
                Use(
                    asker.user,
                    self.watch.now(),
                    asked.population,
                    cells=len(entry.cells),
                    models=asked.models,
                    made_up=tuple(sorted(asked.divisions)),
                    repeated=audit.repeated,
                    refused=isinstance(result, Refusal),
                ),
            )

    def _expose(self, asker: Asker, questions: Sequence[tuple[Output, Asked]], result: SafeResult) -> None:
        """Count who was in the small cells that were answered."""
        if self.watch is None or isinstance(result, Refusal):
            return
        small = self.policy.budget.exposure_cell
        keys = [
            exposed(columns, question.inquiry, question.population, small=small)
            for output, question in questions
            for columns in divisions(output)
        ]
        if keys:
            self.watch.exposure.add(asker.project, np.concatenate(keys))

    def nearness(self, release: ReleaseRef) -> Nearness:
        """Give when two groups of people of a databank are nearly one."""
        key = NoiseKey(self.keys.derive(f"audit/{release.databank}"))
        return Nearness(self.policy.low_effect.limit, self.policy.low_effect.fuzz, key)

    def _first(self, output: Output, asker: Asker, attempt: _Attempt) -> tuple[Entry, SafeResult]:
        release = release_of(output.dataset)
        try:
            self._ask_in_silence(output, attempt[0])
            result, population, counts = self._answer(output, attempt)
        except TooManyGroupsError:
            result, population, counts = too_large(self.policy), None, ()
        entry = Entry(
            user=asker.user,
            project=asker.project,
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            release=_label(release),
            policy=self.policy.label,
            canonical=output.canonical,
            population=answered(population.count) if population else AnsweredCell(0, 0, (), 0),
            cells=tuple(answered(count) for count in counts),
        )
        return entry, result

    def _ask_in_silence(self, output: Output, audit: Audit) -> None:
        """Say first, to nobody, what the question would be told without each variable of a mixture."""
        if not self.policy.switched_off.isdisjoint({"counterfactuals", "difference_audit"}):
            return
        for each in counterfactuals(output):
            with audit.in_silence(), suppress(TooManyGroupsError):
                self._answer(each, (audit, []))

    def noise_key(self, facts: ReleaseFacts, parts: tuple[str, ...]) -> NoiseKey:
        """Give the noise key of some parts of a release."""
        identities = "+".join(f"{part}={facts.identities[part]}" for part in sorted(parts))
        return NoiseKey(self.keys.derive(f"noise/{facts.release.databank}/{identities}"))

    def _audit(self, release: ReleaseRef) -> Audit:
        """Begin to hold an answer against everything that was said of a databank, to anybody.

        A person keeps the key from release to release: what a child more would tell is held back too.
        """
        memory = self.ledger.memory(release.databank)
        scope = int(digest("release", release.version)[:16], 16)
        return Audit(memory, self.nearness(release), self.policy.floors.hard, scope)

    def _answer(self, output: Output, attempt: _Attempt) -> Answer:
        if isinstance(output, OverDates):
            return self._over_dates(output, attempt)
        audit, questions = attempt
        facts = self.releases.facts(release_of(output.dataset))
        floor = population_floor(self.policy, facts.persons)
        try:
            inquiry = resolve(output.dataset, self._asking(facts, audit), floor)
        except TooFewError as few:
            return refuse(self.policy, "population.floor", floor=floor), few.population, ()
        except UnprotectedError as asked:
            return refuse(self.policy, asked.rule), None, ()
        if isinstance(output, Table) and output.value is None:
            names = [dimension.column for dimension in output.dimensions]
            inquiry = inquiry.foreseeing(names) if len(names) <= self.policy.tables.dimensions else inquiry
        population = inquiry.judged()
        if population.persons < floor:
            return refuse(self.policy, "population.floor", floor=floor), population, ()
        if isinstance(inquiry.dataset.root, PanelRoot) and not isinstance(output, Model):
            inquiry, population = rows_of_panel(inquiry, population)
            if population.persons < floor:
                return refuse(self.policy, "population.floor", floor=floor), population, ()
        question = Asked(inquiry, population, self._registered(inquiry, facts))
        questions.append((output, question))
        return answerer_of(output).answer(output, question)

    def _over_dates(self, output: OverDates, attempt: _Attempt) -> Answer:
        """Answer for each date as if it had been asked for alone; what refuses one refuses all."""
        answers = [self._answer(each, attempt) for each in output.slices]
        counts = tuple(count for _, _, found in answers for count in found)
        for result, population, _ in answers:
            if isinstance(result, Refusal):
                return result, population, counts
        results = [result for result, _, _ in answers]
        return combiner_of(output).combine(output, results, self.policy), answers[0][1], counts

    def _asking(self, facts: ReleaseFacts, audit: Audit) -> Ask:
        key = self.noise_key(facts, facts.parts)
        used = None if "difference_audit" in self.policy.switched_off else audit
        edits = Edits(self.engine, self.policy, self._verdicts)

        def ask(dataset: Dataset, sources: int) -> Inquiry:
            settled = edits.settle(dataset, key)
            return Inquiry(
                self.engine, self.policy, key, settled.dataset, sources, used, ignored=settled.ignored
            )

        return ask

    def _registered(self, inquiry: Inquiry, facts: ReleaseFacts) -> Registered:
        """Give what tells the cubes of the granted parts, when asked; groups have no cube cells."""
        dataset = inquiry.dataset

        def registered() -> tuple[RegisteredPart, ...]:
            if not dataset.persons:
                return ()
            known = self.cubes.of_release(facts.release)
            granted = person_root(dataset).grant
            return tuple(
                RegisteredPart(part, bit, self.noise_key(facts, (part,)), known[part])
                for bit, part in enumerate(self.engine.parts(dataset))
                if part in known and part in granted
            )

        return registered


def _label(release: ReleaseRef) -> str:
    return f"{release.databank}:{release.version}"


def release_of(dataset: Dataset) -> ReleaseRef:
    """Give the release a data set rests on."""
    return person_root(dataset).release


def answered(count: ProtectedCount) -> AnsweredCell:
    """Give what the ledger keeps of a protected count."""
    return AnsweredCell(count.people.fingerprint, count.people.count, count.conditions, count.count)
