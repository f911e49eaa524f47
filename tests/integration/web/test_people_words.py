"""Pages call people what the databank's package calls them, and people in general where several differ."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from web_fakes import WITHHELD, FakeFigures, make_app

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.catalogue.people import PEOPLE, read_people
from folkekommune.errors import InputError
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.texts import LANGUAGES
from folkekommune.web.ports import Cell

HOST = "https://kommune.example"
SPOKEN_OF = (
    r"\bbarn|\bborna?\b(?! tomorrow)|child|jente|gut|girl|boy|foreld|parent|helsestasjon|health centre"
)


def definitions(name: str) -> tuple[Definition, ...]:
    return tuple(load_definitions(load_package(shipped_folder() / name)).values())


def as_care(entry: Definition) -> Definition:
    """Give an indicator of children as one of the people that home services are about."""
    return replace(entry, people=load_package(shipped_folder() / "hjemmetjenester").people)


def words(page: str) -> str:
    """Give the words of a page's main part, without the names and questions of indicators."""
    main = page[page.index("<main") : page.index("</main>")]
    told = re.sub(
        r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|<strong>.*?</strong>|<h1.*?</h1>", " ", main, flags=re.DOTALL)
    )
    return re.sub(r"\s+", " ", html.unescape(told).replace("\xa0", " "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_care_speak_of_no_children(tmp_path, language, log_in: Callable) -> None:
    entries = [as_care(entry) for entry in definitions("helseprofil")]
    named = replace(entries[0].wording.name, nb="Navn", nn="Namn", en="Name")
    plain = [replace(each, wording=replace(each.wording, name=named, short=named)) for each in entries]
    hidden = {Cell("overvekt_4aar", "4631", 2025): WITHHELD, Cell("overvekt_4aar", "4601", 2025): WITHHELD}
    figures = FakeFigures(hidden, definitions=tuple(plain))
    app = make_app(tmp_path, citizen=figures, municipal=figures)
    client = log_in(TestClient(app, base_url=HOST, follow_redirects=False), "planlegger")
    for path in ("", "personvern", "kommune/4601/"):
        told = words(client.get(f"/{language}/{path}").text)
        found = re.search(SPOKEN_OF, told, re.IGNORECASE)
        assert found is None, (path, told[max(0, found.start() - 60) : found.end() + 20])
    hidden_page = client.get(f"/{language}/kommune/4601/overvekt_4aar").text
    many = entries[0].people.many.in_language(language)
    assert (
        f"{ {'nb': 'bygger på for få', 'nn': 'byggjer på for få', 'en': 'on too few'}[language] } {many}"
        in words(hidden_page)
    )
    shown = client.get(f"/{language}/kommune/4601/sovn_problem_6mnd").text
    assert entries[0].people.every.in_language(language) in words(shown)


def test_pages_of_children_speak_of_children(tmp_path) -> None:
    client = TestClient(make_app(tmp_path), base_url=HOST)
    front, protection = client.get("/nb/").text, client.get("/nb/personvern").text
    assert "Hvordan har barna det der du bor?" in front
    assert "Hva skjer med svarene vi gir på helsestasjonen?" in front
    assert "Du svarer på helsestasjonen" in protection
    assert "Er det få barn bak et tall" in protection


def test_where_databanks_differ_pages_speak_of_people_in_general(tmp_path) -> None:
    both = FakeFigures(definitions=definitions("helseprofil") + definitions("hjemmetjenester"))
    front = TestClient(make_app(tmp_path, citizen=both), base_url=HOST).get("/nb/").text
    assert "Hvordan har innbyggerne det der du bor?" in front
    assert "Hva skjer med opplysningene om oss?" in front


def test_what_a_package_leaves_out_is_said_of_people_in_general() -> None:
    said = read_people({"many": {"nb": "elever", "nn": "elevar", "en": "pupils"}})
    assert (said.many.nn, said.every) == ("elevar", PEOPLE.every)
    with pytest.raises(KeyError):
        read_people({"many": {"nb": "elever", "en": "pupils"}})
    with pytest.raises(ValueError, match=r"people\.mange"):
        read_people({"mange": {"nb": "elever", "nn": "elevar", "en": "pupils"}})


@pytest.mark.parametrize(
    ("content", "code"),
    [('mange = { nb = "a", nn = "b", en = "c" }', "invalid"), ('many = { nb = "a" }', "incomplete")],
)
def test_a_package_with_a_wrong_word_is_refused(tmp_path, content, code) -> None:
    shipped = (shipped_folder() / "modreregister" / "databank.toml").read_text("utf-8")
    (tmp_path / "databank.toml").write_text(shipped + f"\n[people]\n{content}\n", "utf-8")
    with pytest.raises(InputError, match=rf"catalogue\.{code}"):
        load_package(tmp_path)
