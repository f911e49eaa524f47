"""Hold what checks found against the errors that were planted: found, true alarms, repaired rightly.

This opens the sealed logs, which only the bench of an installation with made-up persons may do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from folkekommune.bootstrap import Wiring
from folkekommune.ingest.loading.quarantine import open_quarantine, quarantine_file
from folkekommune.ingest.review.draft_review import draft_tables

RULES: dict[str, tuple[str, ...]] = {
    "E01": ("leading-zero",),
    "E02": ("identity-control-digits", "identity-date", "identity-form"),
    "E03": (),
    "E04": ("duplicate-conflict", "merged"),
    "E05": ("identity-shared",),
    "E06": ("grams-for-kilograms", "decimal-mark-lost"),
    "E07": ("metres-for-centimetres", "millimetres-for-centimetres"),
    "E08": ("swapped",),
    "E09": ("same-as-before", "copied-and-far"),
    "E10": ("shrunk", "grown-too-fast", "off-course", "implausible"),
    "E11": ("date-in-future", "date-before-birth"),
    "E12": ("outside-window",),
    "E13": ("sex-from-number",),
    "E14": ("label-or-code", "case", "blank", "known-word"),
    "E15": ("missing-marker",),
    "E16": ("decimal-mark",),
    "E19": ("fully-breastfed-at-twelve-months", "breastfed-after-weaning"),
    "E20": ("old-municipality",),
}
"""Errors that stand at a visit, and the rules that are meant for each."""

_REPAIRED = ("E06", "E07", "E08", "E14", "E15", "E16", "E24")
_DESCRIBED = ("E21", "E22")
"""Preferred digits are described by place, and free text is looked for, neither visit by visit."""

_TAKEN_OUT = (
    "EXISTS (SELECT 1 FROM alarms WHERE alarms.visit = errors.visit AND kind = 'taken-out' "
    "AND (alarms.item IS NULL OR alarms.item = errors.item))"
)
_ITEMS = {"identity": "fnr", "visit_date": "konsultasjon_dato", "sex": "kjonn", "kommune": "kommunenr"}
_SLIPS = ("E14", "E15", "E16")
_COLUMNS = {"kommunenr": "KOMMUNE"}
_DERIVED = "('kmi', 'iso_kmi')"
_LAST_NUMBER = re.compile(r"(\d+)\D*$")


@dataclass(frozen=True)
class Judged:
    """How one kind of error fared, as counts.

    :param found: planted errors that some check is against, or that were repaired.
    :param alarms: what the rules meant for it pointed at, and :param true: where something was planted.
    :param repaired: planted values of visits that count, and :param right: those that a release has right.
    """

    error: str
    planted: int
    found: int
    alarms: int
    true: int
    repaired: int
    right: int


class Linked(NamedTuple):
    """Children with a D-number first and another number later (E03), in the records of one export.

    :param mapping: the mapping it was read with, :param children: those whose records there have both
        numbers, :param linked: those of them who became one person.
    """

    mapping: str
    children: int
    linked: int


class Judge:
    """One installation with made-up persons, and the truth it was made from."""

    def __init__(self, wiring: Wiring, databank: str, municipality: str, truth: Path) -> None:
        self._connection = duckdb.connect()
        self._municipality = municipality
        self._truth = truth
        package = wiring.package(databank).databank
        part = wiring.reviewing.draft_part(package, municipality)
        people = wiring.identities.people()
        review = wiring.reviewing.review(package, part, people)
        deliveries = [(each.identity, each.summary["mapping"]) for each in part.deliveries]
        self._read_alarms(wiring, databank, deliveries, objections=review.objections())
        declaration = wiring.reviewing.declaration(package)
        self.tables = draft_tables(self._connection, part, package, declaration, people=people)
        self._read_errors()
        self._read_live()

    def judge(self) -> Iterator[Judged]:
        """Give every kind of error that stands at a visit, in order."""
        for (error,) in self._rows("SELECT DISTINCT error FROM errors ORDER BY error"):
            if error in _DESCRIBED:
                continue
            planted, found = self._found(error)
            alarms, true = self._alarms(error)
            repaired, right = self._values(error) if error in _REPAIRED else (0, 0)
            yield Judged(error, planted, found, alarms, true, repaired, right)

    def wrongly_quarantined(self) -> tuple[int, int]:
        """Give rows in quarantine at whose visit nothing was planted, and all rows that were read."""
        (wrong,) = self._rows(
            "SELECT count(*) FROM alarms WHERE kind = 'stopped' "
            "AND visit NOT IN (SELECT visit FROM errors WHERE error NOT IN ('E21', 'E14', 'E15', 'E16')) "
            # Of two rows about one visit the later one waits, whichever of them was planted.
            "AND visit::VARCHAR NOT IN (SELECT true_value FROM errors WHERE error = 'E04') "
            "AND visit NOT IN (SELECT visit FROM of_patients)"
        )
        (rows,) = self._rows("SELECT count(*) FROM names")
        return int(wrong[0]), int(rows[0])

    def impossible_dates(self) -> tuple[int, int]:
        """Give planted dates before birth or after all deliveries, and how many of them were stopped."""
        return self._pair(
            f"""
            SELECT count(*), count(*) FILTER (visit IN (SELECT visit FROM alarms WHERE kind = 'stopped'))
            FROM errors WHERE error = 'E11' AND visit NOT IN (SELECT visit FROM live)
            OR error = 'E11' AND visit IN (
                SELECT live.visit FROM live JOIN read_parquet('{self._truth}/children.parquet') AS children
                USING (child) WHERE live.visit_date < children.birth_date
            )
            """
        )

    def linked(self) -> Iterator[Linked]:
        """Tell of each export how many of the children with two numbers in it became one person (E03).

        Where rows have a number each, a child has both when a D-number was planted in some of its rows and
        not in others. Where patients are registered, the number stands there, and the child has both.
        """
        rows = self._rows(
            """
            WITH early AS (SELECT visit FROM told WHERE error = 'E03' AND visit > 0),
            systems AS (SELECT DISTINCT visit, mapping, visit IN (FROM early) AS is_early FROM names),
            by_row AS (SELECT mapping FROM systems GROUP BY mapping HAVING bool_or(is_early)),
            children AS (
                SELECT mapping, child, count(DISTINCT person) AS persons,
                       bool_or(is_early) AND NOT bool_and(is_early) AS has_both
                FROM live JOIN systems USING (visit)
                WHERE child IN (SELECT child FROM told WHERE error = 'E03') GROUP BY ALL
            )
            SELECT mapping, count(*), count(*) FILTER (persons = 1) FROM children
            WHERE has_both OR mapping NOT IN (FROM by_row) GROUP BY mapping ORDER BY mapping
            """
        )
        for mapping, children, linked in rows:
            yield Linked(mapping, int(children), int(linked))

    def repairs_that_stand(self, error: str) -> tuple[int, int]:
        """Give the values that the rules of an error repaired and that were kept, and the right ones."""
        return self._pair(
            "SELECT count(*), count(*) FILTER (is_right) FROM errors JOIN (SELECT DISTINCT visit, item FROM "
            f"alarms WHERE kind = 'repaired' AND rule IN {_listed(RULES[error])}) USING (visit, item) "
            f"WHERE error = '{error}' AND present AND item NOT IN {_DERIVED} AND NOT {_TAKEN_OUT}"
        )

    def _found(self, error: str) -> tuple[int, int]:
        if error == "E03":
            return self._pair(
                "WITH persons AS (SELECT child, count(DISTINCT person) AS n FROM live GROUP BY child) "
                "SELECT count(*), count(*) FILTER (persons.n = 1) FROM errors JOIN persons USING (child) "
                "WHERE error = 'E03'"
            )
        if error == "E04":
            # Of two that say the same one is merged with the other, and only then gone without a reason.
            return self._pair(
                "SELECT count(*), count(*) FILTER (visit NOT IN (SELECT visit FROM live) "
                "OR true_value IN (SELECT visit::VARCHAR FROM alarms WHERE kind = 'stopped') "
                "OR true_value = visit::VARCHAR) FROM errors WHERE error = 'E04' AND item = 'konsultasjon_id'"
            )
        if error == "E05":
            return self._pair(
                "SELECT count(*), count(*) FILTER (visit NOT IN (SELECT visit FROM live)) "
                "FROM errors WHERE error = 'E05'"
            )
        if error == "E24":
            return self._pair(
                "SELECT count(*), count(*) FILTER (is_right OR visit NOT IN (SELECT visit FROM live)) "
                "FROM errors WHERE error = 'E24'"
            )
        # A word that the mapping takes for what it means is no alarm, but it was understood.
        understood = "is_right" if error in _SLIPS else "is_elsewhere" if error == "E20" else "false"
        return self._pair(
            f"SELECT count(*), count(*) FILTER ({understood} OR EXISTS (SELECT 1 FROM alarms WHERE "
            "alarms.visit = errors.visit AND (alarms.item IS NULL OR alarms.item = errors.item))) "
            f"FROM errors WHERE error = '{error}' AND item NOT IN {_DERIVED} "
            # A visit that its record system took back, or replaced by another, is not judged.
            "AND (visit IN (SELECT visit FROM live) "
            "OR visit IN (SELECT visit FROM alarms WHERE item IS NULL))"
        )

    def _alarms(self, error: str) -> tuple[int, int]:
        if not RULES.get(error):
            return 0, 0
        return self._pair(
            "SELECT count(*), count(*) FILTER (EXISTS (SELECT 1 FROM errors WHERE "
            "errors.visit = alarms.visit AND (alarms.item IS NULL OR alarms.item = errors.item)) "
            f"OR visit IN (SELECT visit FROM of_patients WHERE error = '{error}')) "
            f"FROM alarms WHERE rule IN {_listed(RULES[error])} "
            f"AND (item IS NULL OR item NOT IN {_DERIVED} AND item <> 'iotf_klasse')"
        )

    def _values(self, error: str) -> tuple[int, int]:
        return self._pair(
            f"SELECT count(*), count(*) FILTER (is_right AND NOT {_TAKEN_OUT}) FROM errors "
            f"WHERE error = '{error}' AND item NOT IN {_DERIVED} AND visit IN (SELECT visit FROM live) "
        )

    def _read_alarms(
        self, wiring: Wiring, databank: str, deliveries: Sequence[tuple[str, str]], *, objections: pa.Table
    ) -> None:
        run = self._connection.execute
        run("CREATE TABLE names (record BIGINT, visit BIGINT, mapping VARCHAR)")
        run("CREATE TABLE raw (record BIGINT, item VARCHAR, rule VARCHAR, kind VARCHAR)")
        for identity, mapping in deliveries:
            file = quarantine_file(wiring.home.vault, databank, self._municipality, identity=identity)
            log = open_quarantine(file, wiring.keys)
            numbers = [_number(source) for source in log.sources["source"].to_pylist()]
            columns = {"record": log.sources["record"], "visit": numbers, "mapping": [mapping] * len(numbers)}
            self._insert("names", pa.table(columns))
            for kind, table in (
                ("stopped", log.stopped.select(["record", "reason"])),
                ("repaired", log.repaired.select(["record", "item", "rule"])),
                ("excluded", log.excluded.select(["record", "item", "rule"])),
            ):
                self._connection.register("given", table)
                named = "record, NULL, reason" if kind == "stopped" else "record, item, rule"
                run(f"INSERT INTO raw SELECT {named}, '{kind}' FROM given")
        self._connection.register("given", objections)
        run(
            "INSERT INTO raw SELECT record, item, rule, CASE WHEN out THEN 'taken-out' ELSE 'marked' END "
            "FROM given"
        )
        renamed = ", ".join(f"'{old}': '{new}'" for old, new in _ITEMS.items())
        run(
            "CREATE TABLE alarms AS SELECT DISTINCT visit, rule, kind, "
            f"coalesce(MAP {{{renamed}}}[lower(item)], lower(item)) AS item "
            "FROM raw JOIN (SELECT DISTINCT record, visit FROM names) USING (record)"
        )

    def _read_errors(self) -> None:
        self._connection.execute(
            "CREATE TABLE told AS SELECT DISTINCT * FROM "
            f"read_parquet('{self._truth}/errors.parquet') WHERE municipality = '{self._municipality}'"
        )
        self._connection.execute("CREATE TABLE planted AS SELECT * FROM told WHERE visit > 0")
        # An error in what is said of a patient may show at any of the patient's visits.
        self._connection.execute(
            "CREATE TABLE of_patients AS SELECT error, visits.visit, child "
            f"FROM told JOIN read_parquet('{self._truth}/visits.parquet') AS visits USING (child) "
            "WHERE told.visit = 0 AND child >= 0"
        )
        # What a delivery that was refused holds was never looked at, and a visit registered as another kind
        # has none of the answers that only its own kind has.
        self._connection.execute(
            "DELETE FROM planted WHERE visit NOT IN (SELECT visit FROM names) "
            f"OR error IN {_listed(_SLIPS)} AND visit IN (SELECT visit FROM told WHERE error = 'E12')"
        )

    def _read_live(self) -> None:
        """Make the tables of visits as they are now, and of planted errors with what is there now."""
        run = self._connection.execute
        run("CREATE TABLE live (visit BIGINT, person BIGINT, child BIGINT, visit_date DATE)")
        run("CREATE TABLE now (visit BIGINT, item VARCHAR, value VARCHAR)")
        run("CREATE TABLE known AS SELECT DISTINCT record, visit FROM names")
        for occasion, columns in self.tables.columns.items():
            run(
                f"INSERT INTO live SELECT visit, person, truth.child, visit_date FROM live_{occasion} "
                f"JOIN known USING (record) JOIN read_parquet('{self._truth}/visits.parquet') AS truth "
                "USING (visit)"
            )
            items = self._rows("SELECT DISTINCT item FROM planted")
            for (item,) in items:
                column = _COLUMNS.get(item, item.upper())
                if column in columns:
                    run(
                        f"INSERT INTO now SELECT visit, '{item}', \"{column}\"::VARCHAR "
                        f"FROM live_{occasion} JOIN known USING (record) "
                        f"WHERE visit IN (SELECT visit FROM planted WHERE item = '{item}')"
                    )
        run(
            "CREATE TABLE errors AS SELECT planted.*, now.value IS NOT NULL AS present, "
            "CASE WHEN error = 'E15' THEN now.value IS NULL "
            "WHEN true_value = '' THEN now.value IS NULL "
            "ELSE coalesce(abs(try_cast(now.value AS DOUBLE) - try_cast(true_value AS DOUBLE)) < 1e-6, "
            "false) END AS is_right, "
            f"coalesce(now.value <> '{self._municipality}', false) AS is_elsewhere "
            "FROM planted LEFT JOIN now USING (visit, item)"
        )

    def _insert(self, table: str, content: pa.Table) -> None:
        self._connection.register("given", content)
        self._connection.execute(f"INSERT INTO {table} SELECT * FROM given")

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = self._connection.execute(query).fetchall()
        return rows

    def _pair(self, query: str) -> tuple[int, int]:
        (found,) = self._rows(query)
        return int(found[0]), int(found[1])


def _number(source: str | None) -> int:
    """Give the number of a visit out of its record id."""
    match = _LAST_NUMBER.search(source or "")
    return int(match[1]) if match else 0


def _listed(rules: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{rule}'" for rule in rules) + ")"
