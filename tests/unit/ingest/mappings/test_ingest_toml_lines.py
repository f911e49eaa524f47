"""Where keys stand in a TOML file."""

from __future__ import annotations

from folkekommune.ingest.mappings.toml_lines import key_lines
from folkekommune.ingest.mappings.toml_tables import read_toml

FILE = """# a comment = not a key
name = "x"   # [not a table]
"quoted key" = 1
a.b = 2
inline = { one = 1, "two" = "three = 3", four = 4 }

[table]
key = [
  "first",
  "second",
]
'-' = 9
[table.below]
key = 1

[[list]]
key = 1
[[list]]
key = 2
[ spaced . "out" ]
key = 3
"""


def test_every_key_is_found_where_it_stands():
    found = key_lines(FILE)
    assert found == {
        "name": 2,
        "quoted key": 3,
        "a.b": 4,
        "inline": 5,
        "inline.one": 5,
        "inline.two": 5,
        "inline.four": 5,
        "table": 7,
        "table.key": 8,
        "table.-": 12,
        "table.below": 13,
        "table.below.key": 14,
        "list[1]": 16,
        "list[1].key": 17,
        "list[2]": 18,
        "list[2].key": 19,
        "spaced.out": 20,
        "spaced.out.key": 21,
    }


def test_a_key_that_is_missing_is_told_at_its_table(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text(FILE, encoding="utf-8")
    _, top = read_toml(file)
    assert top.table("table").table("below").fault("gone", "x").place.line == 13
    assert top.tables("list")[1].fault("key", "x").place.line == 19
    assert top.fault("gone", "x").place.line is None
