"""A mapping suggested for exports that look like those of other record systems.

Synthetic deliveries in every shape are disguised (other names, another order, other codes and units) in words that
the suggestions do not know, or with numbers for names. What is suggested is held against what is true.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from delivery_factory import PACKAGE, Visit, make_loading, write_reports

from folkekommune.bench.disguise.tongue import Truth
from folkekommune.bench.suggest import Score, disguised_delivery, score
from folkekommune.errors import InputError
from folkekommune.ingest.load import load_delivery
from folkekommune.ingest.mapping_check import check_mapping
from folkekommune.ingest.suggesting import names
from folkekommune.ingest.suggesting.suggestion import Suggestion, suggest

BANK = PACKAGE.databank
WORDS = Path(names.__file__).parents[2] / "bench" / "disguise" / "words.toml"
SHAPES = "ABCDE"
_MADE: dict[tuple[str, bool], tuple[Path, Suggestion, Truth]] = {}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Give a disguised delivery, what is suggested for it, and the truth; each is made once."""
    root = tmp_path_factory.mktemp("disguised")
    found: dict[tuple[str, bool], tuple[Path, Suggestion, Truth]] = {}

    def give(shape: str, *, opaque: bool = False) -> tuple[Path, Suggestion, Truth]:
        if (shape, opaque) not in found:
            folder, truth = disguised_delivery(root, PACKAGE, shape, opaque=opaque, seed=17)
            found[shape, opaque] = folder, suggest(folder, PACKAGE), truth
        return found[shape, opaque]

    return give


@pytest.mark.parametrize("shape", SHAPES)
def test_most_fields_are_right_where_names_mean_something(made, shape):
    _, suggestion, truth = made(shape)
    counted = score(suggestion, truth)
    assert counted.fields > 75
    assert counted.right >= 0.85 * counted.fields


@pytest.mark.parametrize("shape", SHAPES)
def test_many_are_right_where_names_are_mere_numbers(made, shape):
    _, suggestion, truth = made(shape, opaque=True)
    counted = score(suggestion, truth)
    assert counted.right >= 0.60 * counted.fields


def test_what_is_sure_is_right(made):
    total = sum(
        (score(*made(shape, opaque=opaque)[1:]) for shape in SHAPES for opaque in (False, True)), Score()
    )
    assert total.sure > 400
    assert total.sure_right >= 0.98 * total.sure
    assert total.codes_sure > 200
    assert total.codes_sure_right >= 0.98 * total.codes_sure


@pytest.mark.parametrize("shape", "BD")
def test_types_of_visits_are_recognised(made, shape):
    _, suggestion, _ = made(shape)
    found = {occasion.occasion for occasion in suggestion.matched.occasions.values()}
    assert found == {occasion.name for occasion in BANK.occasions}


@pytest.mark.parametrize("opaque", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_suggestion_is_a_mapping_without_faults(made, tmp_path, shape, opaque):
    _, suggestion, _ = made(shape, opaque=opaque)
    file = tmp_path / "forslag.toml"
    file.write_text(suggestion.document, encoding="utf-8")
    assert check_mapping(file, {BANK.name: PACKAGE}).faults == ()


def test_what_is_not_sure_is_a_comment_with_its_reason(made):
    _, suggestion, _ = made("A", opaque=True)
    active = tomllib.loads(suggestion.document)
    named = {name for table in ("fields", "items") for listed in active[table].values() for name in listed}
    proposals = suggestion.matched.proposals
    assert named == {name for name, p in proposals.items() if p.sure and p.target}
    for name, proposal in proposals.items():
        if proposal.target and not proposal.sure:
            line = next(line for line in suggestion.document.splitlines() if f'"{name}"' in line)
            assert re.fullmatch(rf'# {proposal.target} = \["{name}"\]    # \d+ %: .+', line)


def test_the_disguise_is_not_taken_from_the_synonyms():
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    phrases = [*told["fields"].values(), *(w for c in told["codes"].values() for w, _ in c.values())]
    synonyms = {
        " ".join(names.words_of(word))
        for line in tomllib.loads(Path(names.__file__).with_name("synonyms.toml").read_text("utf-8"))["words"]
        for word in line
    }
    several = [phrase for phrase in phrases if len(names.words_of(phrase)) > 1]
    assert len(several) > 60
    assert [phrase for phrase in several if " ".join(names.words_of(phrase)) in synonyms] == []


# --- Nothing of a person -------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_no_value_of_a_person_is_in_the_suggestion(made, shape):
    _, suggestion, _ = made(shape)
    private = {
        word
        for name, proposal in suggestion.matched.proposals.items()
        if not (proposal.case and proposal.case.reading) and proposal.target != "sex"
        for word in suggestion.matched.values[name].counts
        if len(word) > 4
    }
    quoted = set(re.findall(r'"((?:[^"\\]|\\.)*)"', suggestion.document))
    told = {name for name in quoted if name in private}
    # Names of columns and a municipality's number in a file's name are no one's.
    assert told <= set(suggestion.matched.survey.columns) | {"4601"}
    assert not re.search(r"(?<![0-9])[0-9]{11}(?![0-9])", suggestion.document)


def test_words_of_codes_need_ten_rows_and_names_and_notes_are_never_told(tmp_path):
    """A word of nine rows is left out, one of ten is told; a name that comes often is not."""
    visits = [
        Visit(
            str(100 + row),
            f"{row:011d}",
            name="Sjelden Kanari",
            cells={"Ammestatus": "KANARIFUGL" if row < 9 else "TIFUGL" if row < 19 else "Fullammet"},
        )
        for row in range(80)
    ]
    folder = write_reports(tmp_path / "delivery", {"U6": visits})
    document = suggest(folder, PACKAGE).document
    assert "TIFUGL" in document
    assert "KANARIFUGL" not in document
    assert "Kanari" not in document


def test_a_corrected_suggestion_loads(made, tmp_path):
    """What is sure is enough to load the delivery, once the rest is dropped."""
    folder, suggestion, _ = made("D")
    left = [name for name, p in suggestion.matched.proposals.items() if not (p.sure and p.target)]
    own = suggestion.matched.survey.own_columns
    drop = ", ".join(f'"{name}"' for name in left if name not in own)
    document = re.sub(r"^drop = .*$", f"drop = [{drop}]", suggestion.document, flags=re.MULTILINE)
    package = tmp_path / "bank"
    (package / "mappings").mkdir(parents=True)
    for name in ("databank.toml", "quality.toml"):
        (package / name).write_bytes((PACKAGE.folder / name).read_bytes())
    (package / "mappings" / "forslag.toml").write_text(document, encoding="utf-8")
    write = __import__("relational_factory").write_dump
    delivery = write(tmp_path / "delivery", content=(folder / "hp_4601.db").read_bytes())
    loading = make_loading(tmp_path / "home")
    options = loading.arguments() | {"packages": {BANK.name: type(PACKAGE)(package, BANK)}}
    report = load_delivery(delivery, mapping="forslag", **options)
    assert report.loaded > 0.95 * report.rows
    assert report.answers > 10_000


@pytest.mark.parametrize("content", [None, b""])
def test_nothing_to_look_at_is_told(tmp_path, content):
    folder = tmp_path / "export"
    folder.mkdir()
    if content is not None:
        (folder / "tom.csv").write_bytes(content)
    with pytest.raises(InputError) as fault:
        suggest(folder, PACKAGE)
    assert fault.value.code == "suggesting.no-files"
