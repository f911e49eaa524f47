"""A mapping suggested for exports that look like those of other record systems.

Synthetic deliveries in every shape are disguised (other names, another order, other codes and units) in words
that the suggestions do not know, or with numbers for names. What is suggested is held against what is true.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from delivery_factory import PACKAGE, Visit, make_loading, write_reports
from relational_factory import write_dump

from folkekommune.bench.disguise.tongue import Truth
from folkekommune.bench.suggest import Score, disguised_delivery, score
from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.mapping_check import check_mapping
from folkekommune.ingest.suggesting import names
from folkekommune.ingest.suggesting.suggestion import Suggestion, suggest

pytestmark = pytest.mark.xdist_group("suggest")

BANK = PACKAGE.databank
WORDS = Path(names.__file__).parents[2] / "bench" / "disguise" / "words.toml"
SHAPES = "ABCDE"
OPAQUE = ("A", "D", *(pytest.param(shape, marks=pytest.mark.slow) for shape in "BCE"))
PRIVATE = {"", "record", "identity", "birth_date", "visit_date", "ENHET", "VEKT_KG"}


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


@pytest.mark.parametrize("shape", OPAQUE)
def test_many_are_right_where_names_are_mere_numbers(made, shape):
    _, suggestion, truth = made(shape, opaque=True)
    counted = score(suggestion, truth)
    assert counted.right >= 0.60 * counted.fields


def test_what_is_sure_is_right(made):
    tried = [*((shape, False) for shape in SHAPES), ("A", True), ("D", True)]
    total = sum((score(*made(shape, opaque=opaque)[1:]) for shape, opaque in tried), Score())
    assert total.sure > 250
    assert total.sure_right >= 0.98 * total.sure
    assert total.codes_sure > 150
    assert total.codes_sure_right >= 0.98 * total.codes_sure


@pytest.mark.parametrize("shape", "BD")
def test_types_of_visits_are_recognised(made, shape):
    _, suggestion, _ = made(shape)
    found = {occasion.occasion for occasion in suggestion.matched.occasions.values()}
    assert found == {occasion.name for occasion in BANK.occasions}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_suggestion_is_a_mapping_without_faults(made, tmp_path, shape):
    _, suggestion, _ = made(shape)
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
    answers = [words for codes in told["codes"].values() for words, _ in codes.values()]
    phrases = [*told["fields"].values(), *(words for words in answers if " " in words)]
    synonyms = {
        " ".join(names.words_of(word))
        for line in tomllib.loads(Path(names.__file__).with_name("synonyms.toml").read_text("utf-8"))["words"]
        for word in line
    }
    assert len(phrases) > 150
    assert [phrase for phrase in phrases if " ".join(names.words_of(phrase)) in synonyms] == []


# --- Nothing of a person -------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_no_value_of_a_person_is_in_the_suggestion(made, shape):
    _, suggestion, _ = made(shape)
    private = {
        word
        for name, proposal in suggestion.matched.proposals.items()
        if proposal.target in PRIVATE
        for word in suggestion.matched.values[name].counts
        if len(word) > 3
    }
    assert len(private) > 1000
    quoted = set(re.findall(r'"((?:[^"\\]|\\.)*)"', suggestion.document))
    # "ukjent" stands in every suggestion, as a word for missing.
    assert quoted & private <= {"ukjent"}
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
    """A steward drops what was not recognised, and fills in the words of codes that were not."""
    folder, suggestion, truth = made("D")
    left = [name for name, p in suggestion.matched.proposals.items() if not (p.sure and p.target)]
    own = suggestion.matched.survey.own_columns
    drop = ", ".join(f'"{name}"' for name in left if name not in own)
    document = re.sub(r"^drop = .*$", f"drop = [{drop}]", suggestion.document, flags=re.MULTILINE)
    for (name, word), code in sorted(truth.codes.items()):
        proposal = suggestion.matched.proposals.get(name)
        item = next(
            (v for v in BANK.variables.values() if proposal and v.item and v.item == proposal.target), None
        )
        if item and item.code_list:
            heading = f"[writing.terms.{item.code_list.name}]"
            body = document.partition(heading)[2].partition("\n[")[0]
            if heading not in document:
                document += f"\n{heading}\n"
            if f'\n"{word}" = ' not in body:
                document = document.replace(f"{heading}\n", f'{heading}\n"{word}" = {code}\n')
    package = tmp_path / "bank"
    (package / "mappings").mkdir(parents=True)
    for name in ("databank.toml", "quality.toml"):
        (package / name).write_bytes((PACKAGE.folder / name).read_bytes())
    (package / "mappings" / "forslag.toml").write_text(document, encoding="utf-8")
    delivery = write_dump(tmp_path / "delivery", content=(folder / "hp_4601.db").read_bytes())
    loading = make_loading(tmp_path / "home")
    options = loading.arguments() | {"packages": {BANK.name: Package(package, BANK)}}
    report = load_delivery(delivery, mapping="forslag", **options)
    assert report.loaded > 0.95 * report.rows, report.quarantined
    assert report.answers > 10_000


def test_names_of_staff_that_come_often_are_not_taken_for_codes(tmp_path):
    names_ = ("Kanari Fugl", "Kanari Hegre", "Kanari Svale")
    visits = [
        Visit(str(100 + row), f"{row:011d}", performer=names_[row % 3], cells={"Ammestatus": "Fullammet"})
        for row in range(90)
    ]
    folder = write_reports(tmp_path / "delivery", {"U6": visits})
    assert "Kanari" not in suggest(folder, PACKAGE).document


def test_a_file_without_names_of_columns_is_refused_and_nothing_of_it_told(tmp_path):
    """The first line would else be taken for names, and be shown."""
    rows = "".join(f"{row};0583185036{row % 10};Kanari Fugl;17.04.2018;1\n" for row in range(100))
    file = tmp_path / "uten.csv"
    file.write_text(rows, encoding="utf-8")
    with pytest.raises(InputError) as fault:
        suggest(file, PACKAGE)
    assert fault.value.code == "suggesting.no-names"
    assert "Kanari" not in str(fault.value)


@pytest.mark.parametrize("content", [None, b""])
def test_nothing_to_look_at_is_told(tmp_path, content):
    folder = tmp_path / "export"
    folder.mkdir()
    if content is not None:
        (folder / "tom.csv").write_bytes(content)
    with pytest.raises(InputError) as fault:
        suggest(folder, PACKAGE)
    assert fault.value.code == "suggesting.no-files"
