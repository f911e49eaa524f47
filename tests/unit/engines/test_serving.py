"""A serving file can be read into memory, and the reference engine answers the same from it."""

from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.engines.serving import read_release
from folkekommune.engines.source import StoredValue
from folkekommune.query.engine import CellRequest


def world():
    made = World({"4601": [0, 1, 2], "4624": [2, 3]})
    made.add("a", [1, None, 3]).add("a", [4, 5], part="4624")
    made.add("t", ["x", None, ""]).add("t", [None, "y"], part="4624")
    made.add("x", [0.5, 1.5, None]).add("x", [None, None], part="4624")
    spells = [StoredValue(0, 0, 7, 0, 9), StoredValue(0, 0, 8, 10, None), StoredValue(3, 1, 9, None, 4)]
    return made.add_rows("p", spells, ValueType.INTEGER)


def test_what_was_written_is_read(tmp_path):
    release = read_release(world().write(tmp_path))
    assert release.parts == ("4601", "4624")
    assert release.persons == world().release.persons
    assert [parts for _, _, parts in release.persons] == [1, 1, 3, 2]
    for name in ("a", "t", "x", "p"):
        assert set(release.values[name]) == set(world().release.values[name])
    assert StoredValue(0, 0, 7, 0, 9) in release.values["p"]
    assert StoredValue(2, 0, "", None, None) in release.values["t"]


def test_the_reference_engine_runs_on_it(tmp_path):
    release = read_release(world().write(tmp_path))
    dataset = world().dataset("a", "t", "x")
    dataset = dataset.then(world().variable("p", at=9))
    request = CellRequest(dataset, ("a", "t", "x", "p"))
    cells = ReferenceEngine(lambda _: release).cells(request, limit=10)
    assert set(zip(cells.parts.tolist(), *cells.coordinates, strict=True)) == {
        (1, 1.0, "x", 0.5, 7.0),
        (1, None, None, 1.5, None),
        (3, 3.0, "", None, None),
        (2, 5.0, "y", None, None),
    }
