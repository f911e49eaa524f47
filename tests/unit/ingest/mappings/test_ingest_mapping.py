"""A mapping is read strictly: what is wrong is told with file, key and what should stand there."""

from __future__ import annotations

import pytest

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.errors import InputError
from folkekommune.ingest.choice import all_mappings
from folkekommune.ingest.mappings.mapping import file_pattern, load_mapping
from folkekommune.texts import LANGUAGES, text

PACKAGE = load_package(shipped_folder() / "helseprofil")
GOOD = """
databank = "no.folkekommune.helseprofil"
shape = "wide_csv"
drop = ["Navn"]
[title]
nb = "a"
nn = "b"
en = "c"
[options]
files = "HP_{occasion}_{municipality}_{date}.csv"
[fields]
record = ["Kons.id"]
[known_as]
record = "Id"
[items]
HOYDE_CM = "Høyde (cm)"
[visit]
municipality = "KOMMUNE"
[person]
KJONN = "sex"
[writing]
coded = "titles"
[writing.sentinels]
"-" = 9
[writing.words.janei]
x = 1
"""


def load(tmp_path, content: str):
    file = tmp_path / "proeve.toml"
    file.write_text(content, encoding="utf-8")
    return load_mapping(file, PACKAGE.databank, shapes=("wide_csv",))


def test_a_good_mapping_is_understood(tmp_path):
    mapping = load(tmp_path, GOOD)
    assert mapping.name == "proeve"
    assert mapping.labels.fields == {"Kons.id": "record", "Id": "record", "Høyde (cm)": "HOYDE_CM"}
    assert mapping.labels.renamed == {"Id"}
    assert mapping.labels.dropped == {"Navn"}
    assert mapping.writing.words == {"janei": {"x": 1}}
    assert mapping.writing.sentinels == {"-": 9}
    assert mapping.person == {"KJONN": "sex"}


def test_the_fingerprint_follows_the_content(tmp_path):
    assert load(tmp_path, GOOD).fingerprint == load(tmp_path, GOOD).fingerprint
    assert load(tmp_path, GOOD).fingerprint != load(tmp_path, GOOD + "# more\n").fingerprint


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('databank = "no.folkekommune.helseprofil"\n', "", "ingest.key-missing", "databank"),
        ("no.folkekommune.helseprofil", "no.other", "ingest.mapping-databank", "databank"),
        ('"wide_csv"', '"long_csv"', "ingest.key-not-choice", "shape"),
        ('drop = ["Navn"]', "drop = 3", "ingest.key-not-texts", "drop"),
        ('drop = ["Navn"]', 'dropp = ["Navn"]', "ingest.key-unknown", "dropp"),
        ('drop = ["Navn"]', 'drop = ["Id"]', "ingest.field-twice", "drop"),
        ('en = "c"', "", "ingest.key-missing", "title.en"),
        ("record = [", "recrod = [", "ingest.target-unknown", "fields.recrod"),
        ('record = "Id"', 'persona = "Id"', "ingest.target-unknown", "known_as.persona"),
        ("HOYDE_CM =", "HOYDE =", "ingest.target-unknown", "items.HOYDE"),
        ('"Høyde (cm)"', '"Kons.id"', "ingest.field-twice", "items.HOYDE_CM"),
        ('record = "Id"', 'sex = "Høyde (cm)"', "ingest.field-twice", "known_as.sex"),
        ('"KOMMUNE"', '"FYLKE"', "ingest.target-unknown", "visit.municipality"),
        ("KJONN =", "ALDER =", "ingest.target-unknown", "person.ALDER"),
        ('"sex"', '"shoe size"', "ingest.key-not-choice", "person.KJONN"),
        ('coded = "titles"', "coded = 1", "ingest.key-not-text", "writing.coded"),
        ('coded = "titles"', 'coded = "words"', "ingest.key-not-choice", "writing.coded"),
        ('"-" = 9', '"-" = "nine"', "ingest.key-not-number", "writing.sentinels.-"),
        ("words.janei", "words.neija", "ingest.code-list-unknown", "writing.words.neija"),
        ("x = 1", "x = 7", "ingest.code-not-in-list", "writing.words.janei.x"),
        ("[options]", "[options]\nnested = [1]", "ingest.key-not-text", "options.nested"),
    ],
)
def test_each_fault_names_file_and_key(tmp_path, old, new, code, key):
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert (caught.value.code, caught.value.parameters["key"]) == (code, key)
    assert caught.value.place.file.endswith("proeve.toml")
    for language in LANGUAGES:
        assert key in text(code, language, **caught.value.parameters)


def test_a_key_that_is_almost_right_gets_a_suggestion(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path, GOOD.replace("drop =", "dropp ="))
    assert caught.value.suggestion == "drop"


def test_broken_toml_is_told_with_its_line(tmp_path):
    with pytest.raises(InputError) as caught:
        load(tmp_path, GOOD + "[fields\n")
    assert caught.value.code == "ingest.toml-unreadable"
    assert "line" in caught.value.parameters["reason"]


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as caught:
        load_mapping(tmp_path / "no.toml", PACKAGE.databank, shapes=("wide_csv",))
    assert caught.value.code == "ingest.toml-missing"


@pytest.mark.parametrize(
    ("name", "occasion", "part"),
    [
        ("HP_U6_4601_20240115.csv", "U6", None),
        ("HP_M12_4601_20240115-2.csv", "M12", "2"),
        ("HP_A4_4601_20240115-10.csv.gz", "A4", "10"),
    ],
)
def test_file_names_are_told_apart(tmp_path, name, occasion, part):
    named = file_pattern(load(tmp_path, GOOD), "files").fullmatch(name)
    assert named is not None
    assert (named["occasion"], named["municipality"], named["part"]) == (occasion, "4601", part)


@pytest.mark.parametrize(
    "name", ["HP_U6_46_20240115.csv", "xHP_U6_4601_20240115.csv", "HP_U6_4601_20240115_csv"]
)
def test_other_file_names_are_not(tmp_path, name):
    assert file_pattern(load(tmp_path, GOOD), "files").fullmatch(name) is None


def test_an_unknown_placeholder_is_a_fault(tmp_path):
    mapping = load(tmp_path, GOOD.replace("{date}", "{day}"))
    with pytest.raises(InputError) as caught:
        file_pattern(mapping, "files")
    assert caught.value.code == "ingest.placeholder-unknown"


def test_the_mappings_that_ship_are_sound():
    names = [mapping.name for _, mapping in all_mappings({PACKAGE.databank.name: PACKAGE})]
    assert {"bred_csv", "fhir"} <= set(names)
