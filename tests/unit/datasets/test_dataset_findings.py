"""Findings tell where, at most fifty of them, and never a value."""

from __future__ import annotations

import re

import pytest
from dataset_corpus import CASES, GOOD, WRONG_DIGIT, Case, P, Q, code, enumerated, lines, metadata

from folkekommune.datasets.check import check_dataset
from folkekommune.datasets.findings import MOST, Finding
from folkekommune.settings import Mode
from folkekommune.texts import LANGUAGES

CANARY = "KANARI"


def found(folder, meta, data: bytes, mode: Mode = Mode.TEST):
    checked = check_dataset(Case("DATASETT", GOOD, None, meta, data).write(folder), mode)
    return [(finding.rule, finding.line, finding.path) for finding in checked.findings]


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path):
    """Blank lines count, and so does one with a carriage return."""
    data = f"\n{P};1;;;\r\n\r\n\n{Q};x;;;\n".encode()
    assert found(tmp_path, metadata(), data) == [("value-long", 5, None)]


def test_a_byte_order_mark_moves_no_line(tmp_path):
    data = b"\xef\xbb\xbf" + lines(f"{P};x;;;")
    assert found(tmp_path, metadata(), data) == [("value-long", 1, None)]


def test_every_kind_of_fault_in_the_rows_is_told_at_once(tmp_path):
    meta = metadata("STATUS", "LONG", enumerated(code(1)))
    data = lines(
        f"{P};1;2020-01-01;2020-01-01;",
        f"{P[:5]};1;2020-01-01;2020-01-01;",
        f"{P};2;2020-01-02;2020-01-02;",
        f"{P};1;2020-01-03;2020-01-04;",
        f"{P};NA;2020-01-05;2020-01-05;",
    )
    assert found(tmp_path, meta, data) == [
        ("identity-form", 2, None),
        ("value-not-in-codes", 3, None),
        ("start-is-not-stop", 4, None),
        ("value-missing", 5, None),
    ]


def test_rows_that_do_not_go_together_are_told_when_each_is_right(tmp_path):
    data = lines(f"{P};1;2020-01-01;;", f"{Q};1;2020-01-01;2020-01-02;", f"{P};1;2021-01-01;;")
    assert found(tmp_path, metadata("EVENT"), data) == [("overlap", 3, None)]


def test_a_faulty_number_is_told_at_each_of_its_rows(tmp_path):
    data = lines(f"{WRONG_DIGIT};1;2020-01-01;2020-01-01;", f"{P};1;2020-01-01;2020-01-01;")
    data += lines(f"{WRONG_DIGIT};1;2020-01-02;2020-01-02;")
    assert found(tmp_path, metadata("STATUS"), data) == [
        ("identity-number", 1, None),
        ("identity-number", 3, None),
    ]


def test_synthetic_numbers_belong_in_test_mode_alone(tmp_path):
    assert found(tmp_path, metadata(), lines(f"{P};1;;;"), Mode.PRODUCTION) == [("identity-series", 1, None)]


def test_a_place_in_the_metadata_is_a_path(tmp_path):
    meta = metadata("FIXED", "LONG", enumerated(code(1), code(2, "2020-02-30")))
    expected = "$.measureVariables[0].valueDomain.codeList[1].validFrom"
    assert found(tmp_path, meta, b"") == [("not-a-day", None, expected)]


def test_the_name_of_an_unknown_field_is_told_only_when_it_is_a_name(tmp_path):
    meta = metadata()
    meta["dataRevision"] |= {"note": 1, f"{P} er født i Bergen": 2}
    paths = {path for _, _, path in found(tmp_path, meta, b"")}
    assert paths == {"$.dataRevision.note", "$.dataRevision.…"}


def test_at_most_fifty_are_told(tmp_path):
    data = lines(*[f"{P};x;;;"] * 20_000)
    assert len(found(tmp_path, metadata(), data)) == MOST


def test_fifty_lines_with_the_wrong_number_of_fields(tmp_path):
    told = found(tmp_path, metadata(), lines(*[f"{P};1"] * 60))
    assert told == [("fields", line, None) for line in range(1, MOST + 1)]


@pytest.mark.parametrize(
    "row",
    [
        f"{CANARY};1;2020-01-01;2020-01-01;",
        f"{P};{CANARY};2020-01-01;2020-01-01;",
        f"{P};1;{CANARY};2020-01-01;",
        f"{P};1;2020-01-01;{CANARY};",
        f"{P};1;2020-01-01;2020-01-01;{CANARY};{CANARY}",
    ],
)
def test_no_value_gets_into_a_sentence(tmp_path, row):
    checked = check_dataset(
        Case("DATASETT", GOOD, None, metadata("STATUS"), lines(row)).write(tmp_path), Mode.TEST
    )
    told = [finding.sentence(language) for finding in checked.findings for language in LANGUAGES]
    assert told
    assert not any(CANARY in sentence or P in sentence for sentence in told)


def test_a_large_file_is_read_in_pieces_that_fit_together(tmp_path):
    """The fault stands in the last of several blocks, and the twins in the first and the last."""
    filler = [f"{P};1;2000-01-01;2000-01-01;{'x' * 900}"]
    days = [f"{P};1;{2001 + n // 336}-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d}" for n in range(9_000)]
    rows = filler + [f"{day};{day[-10:]};{'y' * 400}" for day in days]
    assert found(tmp_path / "a", metadata("STATUS"), _made(tmp_path / "a", rows)) == []
    twins = [*rows, rows[0]]
    expected = [("unit-twice-on-day", len(twins), None)]
    assert found(tmp_path / "b", metadata("STATUS"), _made(tmp_path / "b", twins)) == expected
    late = [*rows, f"{Q};x;2020-01-01;2020-01-01;"]
    assert found(tmp_path / "c", metadata("STATUS"), _made(tmp_path / "c", late)) == [
        ("value-long", len(late), None)
    ]


def _made(folder, rows) -> bytes:
    folder.mkdir()
    data = lines(*rows)
    assert len(data) > 3 * 2**20
    return data


def test_every_rule_of_the_corpus_is_a_plain_sentence_in_three_languages():
    for rule in {case.ours for case in CASES if case.ours}:
        for language in LANGUAGES:
            assert re.search(r"\.$", Finding(rule).sentence(language)), rule
