"""What differs between two versions: variables, codes, and in bands how many persons.

Names of variables and codes are public. How many persons are touched is told of one municipality alone, to
its own stewards, and only roughly: a band never tells of one child.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from folkekommune.catalogue.model import Code, Databank, Variable
from folkekommune.store.manifest import compare
from folkekommune.store.released import Release
from folkekommune.store.versions import Change

BANDS = (10, 50, 100, 500, 1000, 5000, 10_000, 50_000, 100_000, 500_000)
_TOGETHER = 40
"""Variables that one query compares: each query costs as much to plan as a small variable to compare."""


@dataclass(frozen=True)
class CodesChanged:
    """How the code list of a variable differs; ``retitled`` and ``validity`` name codes of both."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    retitled: tuple[str, ...] = ()
    validity: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartChanged:
    """How a municipality's part differs, in bands.

    :param came: persons who are only in the later version, :param left: only in the earlier.
    :param variables: for each variable with other data, the persons whose values differ.
    """

    municipality: str
    came: str
    left: str
    variables: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Comparison:
    """How a later version differs from an earlier one."""

    earlier: str
    later: str
    change: Change
    codes: dict[str, CodesChanged] = field(hash=False)
    parts_added: tuple[str, ...]
    parts_removed: tuple[str, ...]
    part: PartChanged | None = None


def compare_releases(earlier: Release, later: Release, *, municipality: str | None = None) -> Comparison:
    """Compare two versions of a databank.

    :param municipality: whose part is looked into; without one, no count of persons is made.
    """
    parts = set(earlier.parts) & set(later.parts)
    # A part that came or went is told of by name; variables are compared over the parts of both.
    change = compare(_of_parts(earlier, parts), _of_parts(later, parts))
    differing = {name for name in change.changed if _meaning(earlier, name) != _meaning(later, name)}
    part = None
    with duckdb.connect() as connection:
        for each in sorted(parts, key=lambda each: each != municipality):
            _read_persons(connection, earlier, later, each)
            # Of the other parts only what is not known to differ by then.
            asked = [name for name in change.changed if each == municipality or name not in differing]
            counts = _count_differing(connection, earlier, later, part=each, names=asked)
            differing |= {name for name, count in counts.items() if count}
            if each == municipality:
                of_changed = {name: count for name, count in counts.items() if name in differing}
                part = _changes_of_part(connection, each, of_changed)
    change = replace(change, changed=tuple(name for name in change.changed if name in differing))
    return Comparison(
        earlier=earlier.version,
        later=later.version,
        change=change,
        codes=_codes(earlier.definition, later.definition),
        parts_added=tuple(sorted(set(later.parts) - parts)),
        parts_removed=tuple(sorted(set(earlier.parts) - parts)),
        part=part,
    )


def band(count: int) -> str:
    """Tell a number of persons roughly."""
    if count == 0:
        return "0"
    above = next((limit for limit in BANDS if count < limit), None)
    if above is None:
        return f"{BANDS[-1]}+"
    below = BANDS[BANDS.index(above) - 1] if above > BANDS[0] else 1
    return f"{below}-{above - 1}"


def _of_parts(release: Release, parts: Iterable[str]) -> dict[str, object]:
    chosen = set(parts)
    kept = [part for part in release.manifest["parts"] if part["municipality"] in chosen]
    return release.manifest | {"parts": kept}


def _codes(earlier: Databank, later: Databank) -> dict[str, CodesChanged]:
    found = {}
    for name in sorted(earlier.variables.keys() & later.variables.keys()):
        before, after = _by_value(earlier.variables[name]), _by_value(later.variables[name])
        common = before.keys() & after.keys()
        changed = CodesChanged(
            added=_named(after.keys() - before.keys()),
            removed=_named(before.keys() - after.keys()),
            retitled=_named(v for v in common if _titles(before[v]) != _titles(after[v])),
            validity=_named(v for v in common if _validity(before[v]) != _validity(after[v])),
        )
        if changed != CodesChanged():
            found[name] = changed
    return found


def _by_value(variable: Variable) -> dict[int | str, list[Code]]:
    found: dict[int | str, list[Code]] = {}
    for code in variable.code_list.codes if variable.code_list else ():
        found.setdefault(code.value, []).append(code)
    return found


def _titles(codes: list[Code]) -> list[object]:
    return [code.title for code in codes]


def _validity(codes: list[Code]) -> list[object]:
    return [(code.valid_from, code.valid_until, code.sentinel) for code in codes]


def _named(values: Iterable[int | str]) -> tuple[str, ...]:
    return tuple(sorted(map(str, values)))


def _meaning(release: Release, name: str) -> object:
    return release.manifest["variables"][name]["meaning"]


def _read_persons(connection: duckdb.DuckDBPyConnection, earlier: Release, later: Release, part: str) -> None:
    for label, release in (("before", earlier), ("after", later)):
        connection.execute(
            f"CREATE OR REPLACE TABLE {label} AS SELECT * FROM read_parquet($file)",
            {"file": str(release.persons_file(part))},
        )


def _changes_of_part(
    connection: duckdb.DuckDBPyConnection, part: str, counts: Mapping[str, int]
) -> PartChanged:
    """Tell of the part whose persons are read: who came and left, and how many have other values."""
    came = "SELECT count(*) FROM after WHERE key NOT IN (SELECT key FROM before)"
    left = "SELECT count(*) FROM before WHERE key NOT IN (SELECT key FROM after)"
    return PartChanged(
        municipality=part,
        came=band(_count(connection, came)),
        left=band(_count(connection, left)),
        variables={name: band(count) for name, count in counts.items()},
    )


def _count_differing(
    connection: duckdb.DuckDBPyConnection,
    earlier: Release,
    later: Release,
    *,
    part: str,
    names: Sequence[str],
) -> dict[str, int]:
    """Count the persons with other values of each variable, whatever their pseudonyms; some at a time."""
    found: dict[str, int] = {}
    for begin in range(0, len(names), _TOGETHER):
        some = names[begin : begin + _TOGETHER]
        files: dict[str, str] = {}
        rows = [
            " UNION ALL ".join(_rows(release, part, some, label=label, files=files))
            for label, release in (("before", earlier), ("after", later))
        ]
        query = f"""
            WITH earlier AS ({rows[0]}), later AS ({rows[1]})
            SELECT name, count(DISTINCT key) FROM (
                (SELECT * FROM earlier EXCEPT SELECT * FROM later)
                UNION ALL (SELECT * FROM later EXCEPT SELECT * FROM earlier)
            ) GROUP BY name
            """
        counted = {some[number]: count for number, count in connection.execute(query, files).fetchall()}
        found |= {name: int(counted.get(name, 0)) for name in some}
    return found


def _rows(
    release: Release, part: str, names: Iterable[str], *, label: str, files: dict[str, str]
) -> Iterator[str]:
    """Give the rows of some variables with the keys of their persons; their files go to the parameters."""
    for number, name in enumerate(names):
        file = f"{label}{number}"
        files[file] = str(release.variable_file(part, name))
        yield (
            f"SELECT {number} AS name, key, value::VARCHAR AS value, start, stop "
            f"FROM read_parquet(${file}) JOIN {label} USING (unit_id)"
        )


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
