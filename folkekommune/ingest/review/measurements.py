"""Measurements held against windows of age, growth standards, the child's own course, and other places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.quality.review_declaration import Course, ScoreLimits
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review import heaping, places
from folkekommune.ingest.review.copied import find_copied
from folkekommune.ingest.review.course import Values, distances, find_impossible, find_strange, values_of
from folkekommune.ingest.review.outcome import Objection, Observation, Outcome, Rows
from folkekommune.ingest.review.standard import own_scores, standard_scores
from folkekommune.ingest.review.visits import Bools, Ints, Visits

OUTSIDE_WINDOW = "outside-window"
_PERCENT = 100.0


def measured_items(declaration: Declaration) -> tuple[str, ...]:
    """Give the items that a review needs as numbers."""
    reviewed = declaration.reviewed
    named = [course.item for course in reviewed.courses]
    named += [item for score in reviewed.scores for item in score.items]
    return tuple(dict.fromkeys(named))


@dataclass(frozen=True)
class Review:
    """A review of measurements under way.

    :param repaired: records whose value a load repaired by its size, by item.
    :param gone: which values were taken out so far, by item.
    """

    visits: Visits
    databank: Databank
    declaration: Declaration
    repaired: dict[str, Ints]
    outcome: Outcome
    gone: dict[str, Bools]

    def run(self) -> None:
        """Run the checks in their order: what one takes out, the next ones do not look at."""
        self._ages()
        for scored in self.declaration.reviewed.scores:
            self._implausible(scored)
        for course in self.declaration.reviewed.courses:
            self._courses(course)
        self._places()
        if limits := self._limits("P13"):
            self.outcome.add(heaping.describe_births(self.visits, limits))

    def _limits(self, check: str) -> Threshold | None:
        return self.declaration.thresholds.get(check)

    def _ages(self) -> None:
        """P2: the age is outside the window of the visit, widened on each side."""
        limits = self._limits("P2")
        if limits is None or not len(self.visits):
            return
        windows = {o.name: (o.earliest_days, o.latest_days) for o in self.databank.occasions}
        own = np.array([windows[name] for name in self.visits.occasions], dtype=np.float64)
        early, late = own[self.visits.occasion].T
        slack = (late - early) * limits["beyond"] / _PERCENT
        outside = np.flatnonzero((self.visits.age < early - slack) | (self.visits.age > late + slack))
        everyone = np.arange(len(self.visits))
        self._object("P2", [(OUTSIDE_WINDOW, outside)], item="", asked=everyone)

    def _implausible(self, scored: ScoreLimits) -> None:
        """P5: a z-score that no one has; nothing tells which of two items is wrong, so both go."""
        if self._limits("P5") is None:
            return
        scores = standard_scores(self.visits, scored)
        for item in scored.items:
            scores[self.gone[item]] = np.nan
        rows = np.flatnonzero((scores < scored.lowest) | (scores > scored.highest))
        asked = np.flatnonzero(np.isfinite(scores))
        for item in scored.items:
            self._object("P5", [("implausible", rows)], item=item, asked=asked)

    def _courses(self, course: Course) -> None:
        """P3, P4, P7, P8, P10: one item, person by person."""
        item = course.item
        scores = own_scores(self.visits, self.visits.items[item], logarithm=course.logarithm)
        scores[self.gone[item]] = np.nan
        values = values_of(self.visits, item, scores)
        self._repairs(values, item)
        if limits := self._limits("P7"):
            kept = ~self.gone[item][values.rows]
            strange = np.zeros_like(kept)
            strange[kept] = find_strange(values.take(np.flatnonzero(kept)), limits["beyond"])
            fallen, grown = find_impossible(values, kept & ~strange, course)
            rules = (("off-course", strange), ("shrunk", fallen), ("grown-too-fast", grown))
            found = [(rule, values.rows[rows]) for rule, rows in rules]
            self._object("P7", found, item=item, asked=values.rows[kept])
        if limits := self._limits("P8"):
            self._copied(values, course, limits)

    def _copied(self, values: Values, course: Course, limits: Threshold) -> None:
        """P8: the same value as before is marked; where it does not fit the child either, it is taken out."""
        asked, copied = find_copied(self.visits, course, limits)
        self._object(
            "P8", [("same-as-before", copied)], item=course.item, asked=asked, most=limits["site"], out=False
        )
        distance = distances(values, ~self.gone[course.item][values.rows])
        far = values.rows[np.isin(values.rows, copied) & (distance > limits["far"])]
        self._object("P8", [("copied-and-far", far)], item=course.item, asked=far)

    def _repairs(self, values: Values, item: str) -> None:
        """P3, P4: a value that a load repaired must be usual, and near the child's others if any."""
        limits = self._limits("P3")
        records = self.repaired.get(item)
        if limits is None or records is None or not limits.limits:
            return
        repaired = np.isin(self.visits.record[values.rows], records)
        kept = ~self.gone[item][values.rows]
        away = np.nan_to_num(distances(values, kept & ~repaired)) > limits["near"]
        rejected = repaired & kept & (away | (np.abs(values.score) > limits["z"]))
        self._object(
            "P3", [("repair-not-near", values.rows[rejected])], item=item, asked=values.rows[repaired & kept]
        )

    def _places(self) -> None:
        """P10, P11, P12: places and roles against each other, on what is left."""
        for course in self.declaration.reviewed.courses:
            if limits := self._limits("P10"):
                values = np.where(self.gone[course.item], np.nan, self.visits.items[course.item])
                self.outcome.add(places.describe_digits(self.visits, course.item, values, limits=limits))
        for scored in self.declaration.reviewed.scores:
            scores = standard_scores(self.visits, scored)
            for item in scored.items:
                scores[self.gone[item]] = np.nan
            name = "+".join(scored.items)
            if limits := self._limits("P11"):
                self.outcome.add(places.describe_spread(self.visits, scores, limits, scored=scored))
            if limits := self._limits("P12"):
                self.outcome.add(places.describe_means(self.visits, scores, limits, item=name))

    def _object(
        self,
        check: str,
        found: list[tuple[str, Rows]],
        *,
        item: str,
        asked: Rows,
        most: float | None = None,
        out: bool = True,
    ) -> None:
        """Add objections, and what they come to at each place.

        :param most: how many percent a place may have; else what the check allows.
        """
        against = np.concatenate([rows for _, rows in found])
        if out and item:
            self.gone[item][against] = True
        allowed = self.declaration.thresholds[check].percent if most is None else most
        size = len(self.visits.sites)
        looked_at = np.bincount(self.visits.site[asked], minlength=size)
        wrong = np.bincount(self.visits.site[against], minlength=size)
        self.outcome.add(
            (
                Observation(
                    check,
                    int(looked_at[at]),
                    int(wrong[at]),
                    flagged=bool(_PERCENT * wrong[at] > allowed * looked_at[at]),
                    item=item,
                    site=self.visits.sites[at],
                    figure=round(float(_PERCENT * wrong[at] / looked_at[at]), 2),
                )
                for at in np.flatnonzero(looked_at)
            ),
            [Objection(check, rule, rows, item, out) for rule, rows in found if len(rows)],
        )


def review_measurements(
    visits: Visits, databank: Databank, declaration: Declaration, *, repaired: dict[str, Ints]
) -> Outcome:
    """Review the measurements of a draft."""
    gone = {item: np.zeros(len(visits), dtype=np.bool_) for item in measured_items(declaration)}
    outcome = Outcome()
    Review(visits, databank, declaration, repaired, outcome, gone).run()
    return outcome
