"""The profile on paper: a page that stands alone, a tagged PDF, a chapter to go on writing in."""

from __future__ import annotations

import importlib
import re
import zlib

import pytest

from folkekommune.errors import UsageError
from folkekommune.rendering.charts import TrendPoint
from folkekommune.rendering.profile.content import Picture, Profile, ProfileMap, ProfileRow, ProfileTheme
from folkekommune.rendering.profile.page import overview_chapter, profile_page
from folkekommune.rendering.profile.pdf import pdf_of
from folkekommune.rendering.profile.strips import Standing, standing_strip, trend_strip
from folkekommune.texts import LANGUAGES, text

STRIP = Picture(standing_strip(Standing(60, 55, 65, (40.0, 70.0), 58.0)), "Bergen har 60 %.")
ROWS = (
    ProfileRow(
        "Fullammes <6 uker",
        "2025",
        "60,0 %",
        "55,0–65,0",
        "▲",
        "høyere",
        "better",
        against="mot 2020",
        strip=STRIP,
        sentences=("Tallet er høyere enn for 2020.",),
    ),
    ProfileRow("Overvekt", "2025", "", "", ":", "skjult av hensyn til personvern", "none"),
)


def profile(language: str = "nb") -> Profile:
    return Profile(
        language=language,
        title="Profil for Bergen",
        place="Bergen",
        origin="FolkeKommune: versjon 1.0.0",
        lead="Det som er publisert.",
        findings=("Fullamming ligger høyere.",),
        themes=(ProfileTheme("Ernæring", ROWS),),
        meanings=((":", "skjult"),),
        about=("Små tall er skjult.",),
        map=ProfileMap(
            "Kart", Picture('<svg xmlns="http://www.w3.org/2000/svg"/>', "Bydelene."), (), "Kilde"
        ),
        warning="Syntetiske data",
    )


def inside(pdf: bytes) -> bytes:
    """Give the file with its packed streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for stream in streams:
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return pdf + b"".join(unpacked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone_and_asks_nobody(language):
    page = profile_page(profile(language))
    assert f'<html lang="{language}">' in page
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []
    assert text("profile.findings", language) in page
    assert "Fullammes &lt;6 uker" in page


def test_with_an_address_the_style_lies_there():
    page = profile_page(profile(), style_address="/nb/profil.css")
    assert '<link rel="stylesheet" href="/nb/profil.css">' in page
    assert "<style" not in page
    assert " style=" not in page


def test_a_hidden_figure_has_its_sign_and_reason_and_no_picture():
    page = profile_page(profile())
    row = page[page.index("Overvekt") :]
    row = row[: row.index("</tr>")]
    assert ">:<" in row.replace("\n", "")
    assert "skjult av hensyn til personvern" in row
    assert "<img" not in row


def test_the_chapter_says_what_is_left_to_write():
    chapter = overview_chapter(profile())
    assert chapter.count('class="write"') == 3
    assert "Tallet er høyere enn for 2020." in chapter
    assert "Syntetiske data" in chapter


def test_the_pdf_is_tagged_has_title_language_and_words_for_its_pictures():
    pdf = pdf_of(profile_page(profile("nn")))
    content = inside(pdf)
    assert pdf.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang (nn)", b"pdfuaid", b"/Figure", b"/TH", b"/H1"):
        assert mark in content, mark
    assert b"Bergen har 60 %." in content
    assert b"Profil for Bergen" in content


def test_the_same_page_gives_the_same_pdf():
    page = profile_page(profile())
    assert pdf_of(page) == pdf_of(page)


def test_a_pdf_takes_nothing_from_the_machine_it_is_made_on(tmp_path):
    (tmp_path / "notes.txt").write_text("what stands in another file")
    link = f'<link rel="attachment" href="{(tmp_path / "notes.txt").as_uri()}">'
    pdf = pdf_of(profile_page(profile()).replace("</head>", f"{link}</head>"))
    assert b"what stands in another file" not in inside(pdf)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(ModuleNotFoundError(), "profile.no-weasyprint"), (OSError(), "profile.no-pango")],
)
def test_without_what_makes_pdf_a_sentence_says_what_to_install(monkeypatch, fault, code):
    def refuse(name: str) -> None:
        raise fault

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(UsageError) as raised:
        pdf_of("<p>x</p>")
    assert raised.value.code == code
    assert all("install" in text(code, language) for language in LANGUAGES)


def test_a_strip_puts_low_to_the_left_and_leaves_a_gap_for_a_hidden_year():
    left, right = re.findall(
        r'<circle cx="([\d.]+)"', STRIP.svg + standing_strip(Standing(70, 68, 72, (40.0, 70.0)))
    )
    assert float(left) < float(right)
    points = [TrendPoint(2021, 10, 8, 12), TrendPoint(2022), TrendPoint(2023, 12, 9, 14)]
    assert trend_strip(points).count("<polyline") == 2
    assert trend_strip([TrendPoint(2021)]).count("<polyline") == 0
