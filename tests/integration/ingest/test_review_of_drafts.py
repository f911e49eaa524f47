"""From deliveries with planted faults to a release without them: counted, repeatable, and traced."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta

import duckdb
import pytest
from delivery_factory import PACKAGE, Visit, make_loading, number, write_reports

from folkekommune.disclosure.policy import load_policy
from folkekommune.ingest.corrections import list_corrections
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.quality.declaration import load_declaration
from folkekommune.ingest.review.draft_review import review_draft
from folkekommune.services.corrections import corrections_csv
from folkekommune.services.quality_page import report_html, report_text
from folkekommune.services.quality_report import QualityFacts, build_quality_report, report_as_data
from folkekommune.store.part import Part
from folkekommune.store.release import build_release
from folkekommune.store.store import Store

BORN = date(2016, 2, 10)
CHILDREN = 130
MUNICIPALITY = "4601"
HEIGHTS = {"A2": 87.5, "A4": 103.0, "S1": 120.0}
AGES = {"A2": 740, "A4": 1475, "S1": 2290}
DECLARATION = load_declaration(PACKAGE.folder / "quality.toml", PACKAGE.databank)
POLICY = load_policy()


def visits_of(children, *, heights=None):
    """Give three visits of each child, with heights that vary between children and follow them."""
    rows = {occasion: [] for occasion in HEIGHTS}
    for child in range(children):
        born = BORN + timedelta(days=child)
        identity = number(born.isoformat())
        for occasion, middle in HEIGHTS.items():
            day = born + timedelta(days=AGES[occasion])
            height = (heights or {}).get((child, occasion), middle * (1 + 0.03 * ((child % 13) - 6) / 6))
            weight = 16.3 * (height / 100) ** 2 if (child, occasion) not in (heights or {}) else 17.0
            rows[occasion].append(
                Visit(
                    f"{occasion}-{child}",
                    identity,
                    day.strftime("%d.%m.%Y"),
                    cells={
                        "Vekt (kg)": f"{weight:.1f}".replace(".", ","),
                        "Lengde/høyde (cm)": f"{height:.1f}".replace(".", ","),
                    },
                )
            )
    return rows


class Bench:
    """A loaded draft with what is needed to look at it."""

    def __init__(self, root):
        self.loading = make_loading(root / "home")
        self.store = Store(root / "home" / "store")
        self.root = root

    def load(self, name, rows, **fields):
        """Load a delivery of reports."""
        options = self.loading.arguments() | {"draft_for": self.store.draft}
        return load_delivery(write_reports(self.root / name, rows, **fields), **options)

    @property
    def draft(self):
        """Give the draft."""
        return self.store.draft(PACKAGE.databank.name, MUNICIPALITY)

    def review(self):
        """Review the draft."""
        part = Part(0, MUNICIPALITY, self.draft.deliveries())
        return review_draft(
            part,
            PACKAGE.databank,
            DECLARATION,
            draft=self.draft.folder,
            vault=self.loading.installation.home.vault,
            keys=self.loading.keys,
        )

    def release(self):
        """Make a release without what the review takes out."""
        return build_release(
            self.store,
            PACKAGE.databank,
            parts=[MUNICIPALITY],
            review=lambda part, people: (
                review_draft(
                    part,
                    PACKAGE.databank,
                    DECLARATION,
                    draft=self.draft.folder,
                    vault=self.loading.installation.home.vault,
                    keys=self.loading.keys,
                    people=people,
                ).exclusions
            ),
        )

    def corrections(self):
        """List what is to be corrected."""
        return list_corrections(
            self.draft.deliveries(),
            self.review(),
            DECLARATION,
            databank=PACKAGE.databank.name,
            municipality=MUNICIPALITY,
            vault=self.loading.installation.home.vault,
            keys=self.loading.keys,
        )

    def facts(self):
        """Give what a report is made of."""
        return QualityFacts(
            databank=PACKAGE.databank,
            municipality=MUNICIPALITY,
            release="",
            loads=[(each.loaded_at, each.summary) for each in self.draft.deliveries()],
            observations=self.review().observations,
            declaration=DECLARATION,
            definitions=(),
        )


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """One child's height at four years was copied from two years."""
    bench = Bench(tmp_path_factory.mktemp("review"))
    copied = HEIGHTS["A2"] * (1 + 0.03 * ((4 % 13) - 6) / 6)
    bench.load("first", visits_of(CHILDREN, heights={(4, "A4"): round(copied, 1)}))
    return bench


def values(release, variable):
    query = f"SELECT count(*) FROM read_parquet('{release.variable_file(MUNICIPALITY, variable)}')"
    return duckdb.sql(query).fetchall()[0][0]


def test_a_copied_height_is_out_of_the_release_with_what_was_made_from_it(planted):
    objections = planted.review().objections().to_pylist()
    assert {(each["item"], each["occasion"]) for each in objections if each["out"]} >= {
        ("HOYDE_CM", "A4"),
        ("IOTF_KLASSE", "A4"),
        ("KMI", "A4"),
    }
    release = planted.release()
    assert values(release, "HOYDE_CM_A4") == CHILDREN - 1
    assert values(release, "IOTF_KLASSE_A4") == CHILDREN - 1
    assert values(release, "HOYDE_CM_A2") == CHILDREN
    assert planted.release().version == release.version


def test_the_deliveries_stay_as_they_are(planted):
    before = [each.digest for each in planted.draft.deliveries()]
    planted.review()
    for delivery in planted.draft.deliveries():
        delivery.check_digests()
    assert [each.digest for each in planted.draft.deliveries()] == before


def test_a_review_is_made_once_and_again_when_something_changed(planted):
    first = planted.review()
    written = first.exclusions.stat().st_mtime_ns
    again = planted.review()
    assert (again.folder, again.exclusions.stat().st_mtime_ns) == (first.folder, written)
    assert len(list(first.folder.parent.iterdir())) == 1


def test_the_list_names_record_field_and_rule_and_no_value(planted):
    found = planted.corrections()
    at_four = [each for each in found if each.record == "A4-4"]
    assert {each.field for each in at_four} <= {"HOYDE_CM", "VEKT_KG"}
    assert "HOYDE_CM" in {each.field for each in at_four}
    written = corrections_csv(found, "nb")
    assert "A4-4;HOYDE_CM;" in written
    for each in found:
        assert set(asdict(each)) == {"record", "field", "rule", "delivery", "closed_by"}


def test_the_report_tells_places_and_bands_and_never_a_child(planted):
    report = build_quality_report(planted.facts(), POLICY)
    data = json.dumps(report_as_data(report), ensure_ascii=False)
    pages = [report_html(report, language, synthetic=True) for language in ("nb", "nn", "en")]
    texts = [report_text(report, language) for language in ("nb", "nn", "en")]
    identities = [number((BORN + timedelta(days=child)).isoformat()) for child in range(CHILDREN)]
    for written in (data, *pages, *texts):
        assert "4601-H01" in written
        assert not any(identity in written for identity in identities)
        assert "A4-4" not in written
        assert "Testesen" not in written
    assert len(set(pages)) == 3
    assert "<svg" in pages[0]
    (row,) = report.sections["arrived"].cells
    assert row.value("rows").text == "390"  # three visits of 130 children
    places = report.sections["places"]
    assert places.cells[0].value("visits").text == "390"


def test_the_field_that_holds_an_unknown_code_is_named_and_never_the_code(tmp_path):
    bench = Bench(tmp_path)
    wrong = visits_of(3)
    for rows in wrong["A4"]:
        rows.cells |= {"Skjermtid per dag": "Over 4 t", "Kommune": "4601"}
    wrong["A4"][0].cells["Skjermtid per dag"] = "kvitebjørn"
    wrong["A4"][1].cells |= {"Skjermtid per dag": "kvitebjørn", "Vekt (kg)": "tung"}
    wrong["A4"][2].date = "31.02.2021"
    bench.load("first", wrong)
    found = bench.corrections()
    assert sorted((each.record, each.field, each.rule) for each in found) == [
        ("A4-0", "SKJERMTID", "code-unknown"),
        ("A4-1", "SKJERMTID", "code-unknown"),
        ("A4-1", "VEKT_KG", "number-unreadable"),
        ("A4-2", "visit_date", "date-unreadable"),
    ]
    for language, day in (("nb", "dato"), ("nn", "dato"), ("en", "date")):
        written = corrections_csv(found, language)
        assert "A4-1;SKJERMTID;code-unknown;" in written
        assert f"A4-2;{day};date-unreadable;" in written
        assert "kvitebjørn" not in written
        assert "tung" not in written


def test_a_correction_closes_what_it_corrects(tmp_path):
    bench = Bench(tmp_path)
    wrong = visits_of(3)
    wrong["A4"][1].cells["Vekt (kg)"] = "17300"
    wrong["A4"][2].identity = wrong["A4"][2].identity[:-1] + "x"
    bench.load("first", wrong, scope="changes", since="2000-01-01")
    entries = {(each.record, each.field, each.rule): each.closed_by for each in bench.corrections()}
    assert entries == {
        ("A4-1", "VEKT_KG", "grams-for-kilograms"): None,
        ("A4-2", "identity", "identity-form"): None,
    }
    better = visits_of(3)
    better["A4"][1].cells["Vekt (kg)"] = "17300"
    bench.load("second", better, scope="changes", since="2024-01-01", extracted="2024-02-15T06:30:00")
    entries = {(each.record, each.rule): (each.delivery, each.closed_by) for each in bench.corrections()}
    assert entries["A4-2", "identity-form"] == (1, 2)
    open_ones = [(each.record, each.delivery) for each in bench.corrections() if each.closed_by is None]
    assert set(open_ones) == {("A4-1", 1), ("A4-1", 2)}
