"""The register of mothers, loaded as a databank of its own, divides a table of children."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from command_line import DATABANK, ask, copy_home, put_policy

pytestmark = pytest.mark.xdist_group("command-line")

MOTHERS = "no.folkekommune.modreregister"
SCRIPT = f"""require {DATABANK}:2 as hp
require {MOTHERS}:1 as mr
create-dataset modre
import mr/UTDANNING as utdanning
create-dataset barn
import hp/MOR as mor
import hp/KJONN as kjonn
use modre
merge utdanning into barn on mor
use barn
tabulate utdanning
tabulate utdanning kjonn
"""
FEEDING = "\n".join(
    [
        *SCRIPT.splitlines()[:5],
        "import hp/MOR as mor",
        "import hp/AMMESTATUS_U6 as amming",
        "generate fullamma = 1 if amming == 1",
        "replace fullamma = 0 if amming == 2 | amming == 3",
        "use modre",
        "merge utdanning into barn on mor",
        "use barn",
        "tabulate utdanning fullamma",
    ]
)
NAMES = (
    "--title",
    "T",
    "--purpose",
    "P",
    "--ends-on",
    "2099-12-31",
    "--record",
    "D",
    "--municipality",
    "4601",
)
FLOORS = {"floors__population_small": 20, "low_effect__limit": 0, "low_effect__fuzz": 0}


@pytest.fixture(scope="module")
def folder(walk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an installation with the databanks of children and mothers, and projects of both and of one."""
    folder = tmp_path_factory.mktemp("merged")
    home = put_policy(copy_home(walk.home, folder / "home"), FLOORS)
    choice = ("--size", "tiny", "--seed", 3, "--municipality", "4601", "--databank", MOTHERS)
    said = [
        ask("synth", "--out", folder / "register", *choice),
        ask("load", *sorted((folder / "register" / "4601").iterdir()), home=home),
        *(ask("release", "--databank", databank, home=home) for databank in (MOTHERS, DATABANK)),
        *(
            ask("project", "create", code, *NAMES, *databanks, home=home)
            for code, databanks in (
                ("both", ("--databank", DATABANK, "--databank", MOTHERS)),
                ("one", ("--databank", DATABANK)),
            )
        ),
    ]
    assert [one.err for one in said if one.code] == []
    (folder / "merge.txt").write_text(SCRIPT, encoding="utf-8")
    return folder


def read(truth: Path, kind: str) -> list[dict[str, str]]:
    """Read a file of the truth."""
    (file,) = truth.glob(f"{kind}_*.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def true_education(truth: Path) -> Counter[str]:
    """Count the children by what the files say of their mothers."""
    education = {row["fodselsnr"]: row["utdanning"] for row in read(truth, "modre")}
    return Counter(education[row["Mors fødselsnummer"]] for row in read(truth, "familier"))


def test_children_are_counted_by_their_mothers_education(folder):
    said = ask("run", folder / "merge.txt", "--project", "both", "--format", "json", home=folder / "home")
    assert said.code == 0, said.err
    table = next(result["data"] for result in said.data["results"] if result["kind"] == "table")
    codes = [category["value"] for category in table["dimensions"][0]["categories"]]
    shown = {
        codes[cell["place"][0]]: int(dict(cell["values"])["freq"]["text"])
        for cell in table["cells"]
        if cell["place"] != [None]
    }
    expected = true_education(folder / "register" / "truth")
    assert sum(expected.values()) == 200
    assert set(shown) == set(expected)
    for code, count in shown.items():
        # Noise has a standard deviation of 1.4 and a bound.
        assert count == pytest.approx(expected[code], abs=8)


def true_feeding(walk, truth: Path) -> Counter[tuple[str, int]]:
    """Count the children by their mothers' education and whether they were truly fully breastfed."""
    mothers, links = (read(truth, kind) for kind in ("modre", "familier"))
    education = {row["fodselsnr"]: row["utdanning"] for row in mothers}
    mother = {row["Barnets fødselsnummer"]: row["Mors fødselsnummer"] for row in links}
    children = walk.folder / "deliveries" / "truth"
    numbers = pq.read_table(children / "children.parquet", columns=["child", "identity_number"]).to_pylist()
    number = {row["child"]: row["identity_number"] for row in numbers}
    seen = pq.read_table(children / "visits.parquet", columns=["visit", "child"]).to_pylist()
    child = {row["visit"]: row["child"] for row in seen}
    answers = pq.read_table(children / "answers" / "U6.parquet", columns=["visit", "ammestatus"]).to_pylist()
    return Counter(
        (education[mother[number[child[row["visit"]]]]], int(row["ammestatus"] == 1))
        for row in answers
        if row["ammestatus"] in {1, 2, 3}
    )


def test_an_indicator_is_divided_by_mothers_education(walk, folder):
    """Fully breastfed at six weeks, as ``fullamming_6uker`` counts it."""
    script = folder / "feeding.txt"
    script.write_text(FEEDING, encoding="utf-8")
    said = ask("run", script, "--project", "both", "--format", "json", home=folder / "home")
    assert said.code == 0, said.err
    (table,) = (result["data"] for result in said.data["results"] if result["kind"] == "table")
    named = [[category["value"] for category in each["categories"]] for each in table["dimensions"]]
    shown = {
        (named[0][cell["place"][0]], int(named[1][cell["place"][1]])): dict(cell["values"])["freq"]["text"]
        for cell in table["cells"]
        if None not in cell["place"]
    }
    expected = true_feeding(walk, folder / "register" / "truth")
    assert len(shown) > 5
    for place, count in shown.items():
        if count is not None:
            # Noise with a bound, and what planted errors and a later delivery keep from this one.
            assert int(count) == pytest.approx(expected[place], abs=12)


def test_siblings_share_a_mother(folder):
    """Else the register would have as many mothers as there are children."""
    links = read(folder / "register" / "truth", "familier")
    mothers = Counter(row["Mors fødselsnummer"] for row in links)
    assert max(mothers.values()) == 2
    assert len(mothers) < 200


def test_a_project_with_one_of_the_databanks_cannot_reach_the_other(folder):
    said = ask("run", folder / "merge.txt", "--project", "one", home=folder / "home")
    assert said.code == 3
    assert MOTHERS in said.err + said.out


@pytest.mark.parametrize("line", ["tabulate mor", "generate x = mor", "collapse (count) kjonn -> n, by(mor)"])
def test_who_the_mother_is_is_never_told(folder, line):
    script = folder / "mother.txt"
    script.write_text(
        "\n".join([*SCRIPT.splitlines()[:9], "use barn", line, "tabulate kjonn"]), encoding="utf-8"
    )
    said = ask("run", script, "--project", "both", "--format", "json", home=folder / "home")
    assert said.code in {3, 4}


def test_with_several_databanks_a_command_asks_which(folder):
    said = ask("release", home=folder / "home")
    assert said.code == 2
    assert MOTHERS in said.err
