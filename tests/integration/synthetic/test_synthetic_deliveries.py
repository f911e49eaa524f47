"""What stands in synthetic deliveries is the truth, apart from what the truth says was planted."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import shutil
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from synthetic_deliveries import answers_of, manifest, read_lines, read_wide, responses, truth

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.statistics.growth import iotf_class
from folkekommune.synthetic import Summary, generate
from folkekommune.synthetic.questionnaire.items import Questionnaire, load_questionnaire
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL, Shares
from folkekommune.synthetic.source import Source

PACKAGE = shipped_folder() / "helseprofil"
DATABANK = load_package(PACKAGE).databank
QUESTIONNAIRE: Questionnaire = load_questionnaire(Source(PACKAGE / "synthetic"))
WIDE, BULK = "4601", "4624"
EACH = 1200
SENTINELS = {8.0, 9.0}
# Blanks at the end of labels are the trace of an error, not of the item.
VISIT_ERRORS = {"E04", "E12", "E24"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Summary]:
    folder = tmp_path_factory.mktemp("synthetic")
    package = shutil.copytree(PACKAGE, folder / "package")
    with (package / "synthetic" / "population.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[sizes.test]\nchildren_each = {EACH}\nmunicipalities = ["{WIDE}", "{BULK}"]\n')
    out = folder / "deliveries"
    return out, generate(out, size="test", seed=20, package=package)


@pytest.fixture(scope="module")
def out(made) -> Path:
    return made[0]


@pytest.fixture(scope="module")
def errors(out) -> list[dict[str, Any]]:
    return truth(out, "errors")


@pytest.fixture(scope="module")
def visits(out) -> dict[tuple[str, int], dict[str, Any]]:
    return {(row["municipality"], row["visit"]): row for row in truth(out, "visits")}


@pytest.fixture(scope="module")
def answers(out) -> dict[tuple[str, int], dict[str, Any]]:
    found = {}
    for occasion in QUESTIONNAIRE.occasions:
        for row in truth(out, f"answers/{occasion.name}"):
            found[row["municipality"], row["visit"]] = row
    return found


def deliveries(out: Path, municipality: str) -> list[Path]:
    return sorted((out / municipality).iterdir())


@pytest.fixture(scope="module")
def wide(out) -> list[tuple[str, dict[str, str]]]:
    """Give occasion and row of everything in shape A, in the order of loading."""
    return [
        (file.name.split("_")[1], row)
        for folder in deliveries(out, WIDE)
        for file in sorted(folder.glob("HP_*.csv"))
        for row in read_wide(file)
    ]


@pytest.fixture(scope="module")
def bulk(out) -> list[tuple[int, dict[str, Any]]]:
    """Give position of the delivery and response of everything in shape C, in the order of loading."""
    return [
        (position, response)
        for position, folder in enumerate(deliveries(out, BULK))
        for response in responses(folder)
    ]


def label_values(item, occasion: str) -> dict[str, float]:
    """Give what each label of a coded item means."""
    codes = DATABANK.code_lists[item.code_list].codes
    return {code.title.nb[:1].upper() + code.title.nb[1:]: float(code.value) for code in codes} | {"-": 9.0}


def understood(item, occasion: str, text: str) -> float | None:
    if item.coded:
        return label_values(item, occasion)[text]
    return float(text.replace(",", "."))


def planted(errors, municipality: str) -> dict[tuple[int, str], set[str]]:
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in errors:
        if row["municipality"] == municipality and row["visit"]:
            found[row["visit"], row["item"]].add(row["error"])
    return found


def test_the_summary_says_what_was_made(made, visits, answers):
    out, summary = made
    assert summary.children == 2 * EACH
    assert summary.visits == len(visits)
    assert summary.municipalities == (WIDE, BULK)
    assert [path.relative_to(out) for path in summary.deliveries] == [
        path.relative_to(out) for m in (WIDE, BULK) for path in deliveries(out, m)
    ]
    asked = sum(value is not None for row in answers.values() for value in row.values()) - 3 * len(answers)
    assert 0.85 * asked < summary.answers < asked


def test_manifests_describe_every_file(out):
    for municipality in (WIDE, BULK):
        for position, folder in enumerate(deliveries(out, municipality)):
            content = manifest(folder)
            assert content["municipality"] == municipality
            assert content["scope"] == ("changes" if position else "full")
            assert (content["since"] is None) == (position == 0)
            assert content["extracted"].startswith(folder.name[:10])
            named = {entry["file"]: entry for entry in content["files"]}
            assert set(named) == {file.name for file in folder.iterdir()} - {"manifest.json"}
            for name, entry in named.items():
                raw = (folder / name).read_bytes()
                assert entry["bytes"] == len(raw)
                assert entry["sha256"] == hashlib.sha256(raw).hexdigest()
                if ".ndjson" in name:
                    assert entry["rows"] == len(read_lines(folder / name))
                elif name.endswith(".csv"):
                    assert entry["rows"] == len(read_wide(folder / name))
                else:
                    assert entry["rows"] is None


def test_every_wide_cell_is_the_truth_or_planted(wide, errors, visits, answers):
    wrong = planted(errors, WIDE)
    checked = 0
    for occasion, row in wide:
        key = (WIDE, int(row["Kons.id"]))
        kinds = wrong[key[1], "konsultasjon_id"] | wrong[key[1], "konsultasjon_type"]
        if key not in visits:
            assert kinds & VISIT_ERRORS
            continue
        assert visits[key]["occasion"] == occasion or "E12" in kinds
        for item in QUESTIONNAIRE.answered_at(occasion):
            text = row.get(item.labels[occasion], "")
            if not text or item.role == "attendance" or wrong[key[1], item.name]:
                continue
            value, true = understood(item, occasion, text), answers[key][item.name]
            assert value == true or value in SENTINELS, (item.name, occasion)
            checked += 1
    assert checked > 40_000


def test_every_bulk_answer_is_the_truth_or_planted(bulk, errors, visits, answers):
    wrong = planted(errors, BULK)
    checked = 0
    for _, response in bulk:
        key = (BULK, int(response["id"]))
        if key not in visits:
            assert wrong[key[1], "konsultasjon_id"] & VISIT_ERRORS
            continue
        for name, answer in answers_of(response).items():
            if answer is None or wrong[key[1], name] or name not in answers.get(key, {}):
                continue
            value = answer
            if isinstance(answer, dict):
                if answer["system"].startswith("http://terminology.hl7.org/"):
                    continue
                value = answer["code"]
            assert float(value) == float(answers[key][name]), name
            checked += 1
    assert checked > 40_000


def test_every_visit_is_delivered_once_and_in_time(out, bulk, visits, errors):
    for municipality in (WIDE, BULK):
        first: Counter[int] = Counter()
        again = {
            row["visit"] for row in errors if row["municipality"] == municipality and row["error"] == "E04"
        }
        for position, folder in enumerate(deliveries(out, municipality)):
            if municipality == WIDE:
                found = [int(row["Kons.id"]) for f in folder.glob("HP_*") for row in read_wide(f)]
            else:
                found = [int(r["id"]) for at, r in bulk if at == position and r["meta"]["versionId"] == "1"]
            for number in found:
                visit = visits.get((municipality, number))
                if visit is not None and visit["delivery"] == position:
                    first[number] += 1
        assert set(first) == {number for own, number in visits if own == municipality}
        assert {number for number, times in first.items() if times > 1} <= again


def test_deliveries_hold_their_years(visits):
    limits = {0: date(2023, 12, 31), 1: date(2024, 12, 31), 2: date(2025, 12, 31)}
    for row in visits.values():
        assert row["date"] <= limits[row["delivery"]]
        assert row["delivery"] == 0 or row["date"] > limits[row["delivery"] - 1]


def test_the_last_version_of_a_corrected_answer_is_the_true_one(wide, errors):
    """What E24 spoilt in the first delivery stands right in a later one."""
    spoilt = [
        (row["visit"], row["item"], row["true_value"])
        for row in errors
        if row["error"] == "E24" and row["municipality"] == WIDE and row["item"] != "konsultasjon_id"
    ]
    assert len(spoilt) > 30
    last: dict[int, tuple[str, dict[str, str]]] = {}
    times: Counter[int] = Counter()
    for occasion, row in wide:
        last[int(row["Kons.id"])] = (occasion, row)
        times[int(row["Kons.id"])] += 1
    for number, name, true in spoilt:
        occasion, row = last[number]
        assert times[number] == 2
        item = QUESTIONNAIRE.item(name)
        text = row[item.labels[occasion]]
        if true:
            assert understood(item, occasion, text) == float(true)
        else:
            assert text == "", name


def test_withdrawn_visits_are_taken_back_by_a_later_delivery(bulk, errors, visits):
    phantoms = {
        row["visit"]
        for row in errors
        if row["error"] == "E24" and row["municipality"] == BULK and row["item"] == "konsultasjon_id"
    }
    assert phantoms
    assert not any((BULK, number) in visits for number in phantoms)
    statuses: dict[int, list[str]] = defaultdict(list)
    for _, response in bulk:
        statuses[int(response["id"])].append(response["status"])
    assert all(statuses[number] == ["completed", "entered-in-error"] for number in phantoms)


def coded_cells(answers) -> int:
    return sum(
        value is not None and QUESTIONNAIRE.item(name).coded
        for row in answers.values()
        for name, value in row.items()
        if name not in ("municipality", "occasion", "visit")
    )


def near(found: int, size: float, share: float) -> bool:
    """Whether a count is within five standard deviations of its expectation."""
    return abs(found - size * share) <= 5 * np.sqrt(size * share) + 1


def test_planted_errors_have_their_shares(errors, visits, answers):
    count: Counter[str] = Counter()
    seen = set()
    for row in errors:
        key = (row["error"], row["municipality"], row["visit"], row["child"])
        if key not in seen:
            seen.add(key)
            count[row["error"], row["municipality"]] += 1
            count[row["error"], ""] += 1
    cells = Counter(row["error"] for row in errors)
    number = {m: sum(own == m for own, _ in visits) for m in (WIDE, BULK)}
    both = sum(number.values())
    patients = len({row["child"] for (m, _), row in visits.items() if m == BULK})
    heights = sum(row.get("hoyde_cm") is not None for row in answers.values())
    weights = sum(row.get("vekt_kg") is not None for row in answers.values())
    assert near(count["E01", WIDE], number[WIDE], 0.004)
    assert count["E01", BULK] == 0
    assert near(count["E02", WIDE], number[WIDE], 0.0015)
    assert near(count["E02", BULK], patients, 0.0015)
    assert near(count["E03", BULK], patients, 0.008)
    assert near(count["E04", ""], both, 0.005)
    assert near(count["E06", ""], weights * 0.94, 0.003)
    assert near(count["E07", ""], heights * 0.90, 0.0015)
    assert near(count["E10", ""], heights * 0.65, 0.002)
    assert near(count["E11", ""], both, 0.001)
    assert near(count["E12", ""], both, 0.002)
    assert near(count["E24", ""], both, 0.0145)
    coded = coded_cells(answers)
    assert 0.007 * coded < cells["E14"] < 0.011 * coded
    assert 0.2 * heights < count["E21", ""] < 0.35 * heights


def test_old_residence_codes_are_common_before_the_reform_and_rare_after(errors, visits):
    for before, share in ((True, 0.02), (False, 0.002)):
        of_time = {key for key, row in visits.items() if (row["date"].year < 2020) == before}
        found = {
            (row["municipality"], row["visit"])
            for row in errors
            if row["error"] == "E20" and (row["municipality"], row["visit"]) in of_time
        }
        assert near(len(found), len(of_time), share)


def test_true_answers_meet_their_marginals(out):
    """Every coded item without trend, profile, relation or offer, at every occasion."""
    compared = 0
    for occasion in QUESTIONNAIRE.occasions:
        rows = truth(out, f"answers/{occasion.name}")
        for item in QUESTIONNAIRE.answered_at(occasion.name):
            spec = item.specs[occasion.name, BOY]
            same = spec == item.specs[occasion.name, GIRL]
            plain = "trend" not in item.effects and not item.profiles.get(occasion.name) and not item.offers
            if not isinstance(spec, Shares) or not plain or not same or item.role == "attendance":
                continue
            values = Counter(float(row[item.name]) for row in rows)
            size = sum(values.values())
            for code, share in zip(spec.codes, spec.shares, strict=True):
                # Districts differ in their latent mean: allow for it beside the error of sampling.
                slack = 5 * np.sqrt(share * (1 - share) / size) + 0.05 * share
                assert abs(values[code] / size - share) <= slack, (item.name, occasion.name, code)
                compared += 1
    assert compared > 400


def test_breastfeeding_at_six_months_fell_as_published(out, visits):
    share = defaultdict(list)
    for row in truth(out, "answers/M6"):
        year = visits[row["municipality"], row["visit"]]["date"].year
        share["early" if year <= 2010 else "late" if year >= 2014 else "between"].append(
            row["ammestatus"] == 1
        )
    assert np.mean(share["early"]) == pytest.approx(0.281, abs=0.12)
    assert np.mean(share["late"]) == pytest.approx(0.111, abs=0.03)


def test_breastfeeding_only_goes_down(answers, visits):
    by_child = defaultdict(list)
    for key, row in answers.items():
        if row.get("ammestatus") is not None:
            by_child[visits[key]["child"]].append((visits[key]["date"], row["ammestatus"]))
    assert len(by_child) > 500
    for fed in by_child.values():
        codes = [code for _, code in sorted(fed)]
        assert codes == sorted(codes)


def test_what_was_not_asked_is_not_answered(answers, visits):
    for key, row in answers.items():
        if row.get("skjermtid") is not None:
            assert visits[key]["date"] >= date(2015, 8, 1)


def test_attendance_was_halved_in_spring_2020(visits):
    came = defaultdict(list)
    for row in visits.values():
        if date(2020, 3, 12) <= row["date"] <= date(2020, 6, 30):
            came[2020].append(row["status"] == 1)
        elif row["date"].year in (2018, 2019):
            came[2019].append(row["status"] == 1)
    assert np.mean(came[2020]) == pytest.approx(np.mean(came[2019]) / 2, abs=0.1)


def lost(wide, occasion: str, item: str, answers, errors) -> list[tuple[float, bool]]:
    """Give true value and whether the answer is missing in shape A, where nothing was planted."""
    heading = QUESTIONNAIRE.item(item).labels[occasion]
    wrong = planted(errors, WIDE)
    found = []
    for at, row in wide:
        key = (WIDE, int(row["Kons.id"]))
        if at == occasion and key in answers and not wrong[key[1], item]:
            text = row.get(heading, "")
            found.append((answers[key].get(item), text in ("", "-", "Svarte ikke eller avslo")))
    return found


def test_answers_are_missing_at_their_rate(wide, answers, errors):
    found = [missing for _, missing in lost(wide, "M6", "oppvakninger", answers, errors)]
    # 15 % and the one visit in a hundred that has body measurements alone.
    assert np.mean(found) == pytest.approx(0.16, abs=0.05)


def test_adverse_answers_are_missing_more_often(wide, answers, errors):
    found = lost(wide, "V1", "snus", answers, errors) + lost(wide, "V1", "alkohol", answers, errors)
    adverse = np.mean([missing for value, missing in found if value >= 2])
    others = np.mean([missing for value, missing in found if value < 2])
    assert 1.1 < adverse / others < 2.4


def test_one_health_centre_did_not_record_sleep_before_2013(wide, visits):
    heading = QUESTIONNAIRE.item("sovn").labels["M6"]
    early = [
        row[heading]
        for occasion, row in wide
        if occasion == "M6" and row["Helsestasjon"] == "4601-H05" and row["Oppmøte"] == "Møtt"
        if (WIDE, int(row["Kons.id"])) in visits
        if visits[WIDE, int(row["Kons.id"])]["date"] < date(2013, 1, 1)
    ]
    assert len(early) > 2
    assert set(early) <= {"", "-", "Svarte ikke eller avslo"}


def indicator_rows(out: Path) -> list[dict[str, str]]:
    with (out / "truth" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_indicator_cells_are_counted_from_the_true_answers(out, visits, answers):
    children = {row["child"]: row for row in truth(out, "children")}
    cases: Counter[tuple[str, ...]] = Counter()
    attended: Counter[tuple[str, ...]] = Counter()

    def count(indicator: str, key, *, case: bool) -> None:
        visit = visits[key]
        for sex in ("0", str(children[visit["child"]]["sex"])):
            for district in {"", visit["district"]}:
                cell = (indicator, key[0], district, str(visit["date"].year), sex)
                cases[cell] += case
                attended[cell] += 1

    for key, row in answers.items():
        if row["occasion"] == "U6":
            count("fullamming_6uker", key, case=row["ammestatus"] == 1)
        if row["occasion"] == "M6":
            count("fullamming_6mnd", key, case=row["ammestatus"] == 1)
            count("sovn_problem_6mnd", key, case=row["sovn"] in (2, 3))
        if row["occasion"] == "A4":
            child = children[visits[key]["child"]]
            age = (visits[key]["date"] - child["birth_date"]).days
            bmi = row["vekt_kg"] / (row["hoyde_cm"] / 100) ** 2
            over = iotf_class(np.array([bmi]), np.array([age]), np.array([child["sex"]]))[0] >= 2
            count("overvekt_4aar", key, case=bool(over))
    rows = indicator_rows(out)
    assert len(rows) == len(cases)
    for row in rows:
        cell = tuple(row[name] for name in ("indicator", "municipality", "district", "year", "sex"))
        assert int(row["attended"]) == attended[cell]
        assert int(row["cases"]) == cases[cell]


def test_no_number_could_be_a_persons(out):
    """Every run of eleven digits that is written has the synthetic month, or was spoilt on purpose."""
    number = re.compile(rb"(?<![0-9])[0-9]{11}(?![0-9])")
    found = set()
    for file in out.glob("46*/*/*"):
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        found |= set(number.findall(raw))
    assert len(found) > EACH
    months = Counter(81 <= int(text[2:4]) <= 92 for text in found)
    # A spoilt number may have had a digit of its month swapped.
    assert months[False] < 0.005 * len(found)


def test_free_text_and_names_stand_in_the_deliveries_to_be_dropped(wide, errors):
    notes = [row["Merknad (fritekst)"] for _, row in wide if row["Merknad (fritekst)"]]
    assert len(notes) > 300
    assert any("\n" in note for note in notes)
    assert all(row["Navn"] for _, row in wide[:100])
    assert any(row["error"] == "E22" for row in errors)


def test_bulk_resources_have_the_shape_of_the_specification(out, bulk):
    folder = deliveries(out, BULK)[0]
    patient = read_lines(folder / "Patient.ndjson")[0]
    assert patient["identifier"][-1]["system"] == "urn:oid:2.16.578.1.12.4.1.4.1"
    assert patient["gender"] in ("male", "female")
    assert patient["address"][0]["_district"]["extension"][0]["valueCoding"]["code"] == BULK
    attended = next(
        response
        for _, response in bulk
        if response["questionnaire"].startswith("urn:folkekommune:hp:U6|")
        and "urn:folkekommune:kodeverk" in str(answers_of(response).get("ammestatus"))
    )
    groups = {group["linkId"]: group for group in attended["item"]}
    assert {"hp.konsultasjon", "hp.ernaering"} <= set(groups)
    coding = next(
        item["answer"][0]["valueCoding"]
        for item in groups["hp.ernaering"]["item"]
        if item["linkId"] == "hp.ammestatus"
    )
    assert coding["system"] == "urn:folkekommune:kodeverk:amming"
    assert attended["authored"].endswith(("+01:00", "+02:00"))
    units = {line["id"] for line in read_lines(folder / "Organization.ndjson")}
    assert answers_of(attended)["enhet_id"]["reference"].removeprefix("Organization/") in units
