"""The gallery shows every shared part, every line of their templates, and every sign and kind there is."""

from __future__ import annotations

import pkgutil
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from starlette.testclient import TestClient
from web_fakes import FakeFigures, accounts_in, make_app

from folkekommune.indicators.verdict import COMPARISON_SIGNS
from folkekommune.texts import LANGUAGES
from folkekommune.web import components
from folkekommune.web.application import create_app
from folkekommune.web.ports import Services, Sign
from folkekommune.web.settings import WebSettings
from folkekommune.web.templating import environment

TEMPLATES = Path(components.__file__).parent / "templates"
PAGE = "/nb/galleri"
FAULTS = {f"{PAGE}/finnes-ikke": 404, f"{PAGE}/ikke-tilgang": 403, f"{PAGE}/egen-feil": 500}
WHOLE_PAGES = {"shell", "fault"}
"""Templates that are pages; the others hold macros."""
INSIDE = {
    "editor": "editor.editor",
    "figure": "figure.figure",
    "navigation": "shell",
    "number_card": "number_card.number_card",
    "presentation": "figure.figure",
    "table": "table.table",
}
"""Modules of the components whose content is shown by a macro, or by the frame of every page."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Ask one application throughout."""
    return TestClient(make_app(tmp_path_factory.mktemp("gallery")), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    """Read the gallery once."""
    return client.get(PAGE).text


def parts() -> set[str]:
    """Give every part there is: the macros by file and name, the pages, and the modules that draw alone."""
    found = set(WHOLE_PAGES)
    for file in TEMPLATES.glob("*.html"):
        names = re.findall(r"{%-?\s*macro\s+(\w+)", file.read_text(encoding="utf-8"))
        assert bool(names) != (file.stem in WHOLE_PAGES), file
        found |= {f"{file.stem}.{name}" for name in names}
    modules = {module.name for module in pkgutil.iter_modules(components.__path__)}
    assert set(INSIDE) <= modules
    return found | (modules - set(INSIDE))


def test_every_shared_part_is_shown_and_nothing_that_is_no_more(page: str) -> None:
    shown = set(re.findall(r'data-shows="([\w.]+)"', page))
    assert shown == parts()
    assert set(INSIDE.values()) <= shown


@contextmanager
def _followed() -> Iterator[dict[str, set[int]]]:
    """Note which lines of the shared templates, as Python, are run; the server answers in its own threads."""
    seen: dict[str, set[int]] = defaultdict(set)
    folder = str(TEMPLATES)

    def note(frame: FrameType, event: str, argument: object) -> object:
        if not frame.f_code.co_filename.startswith(folder):
            return None
        seen[Path(frame.f_code.co_filename).name].add(frame.f_lineno)
        return note

    threading.settrace(note)
    try:
        yield seen
    finally:
        threading.settrace(sys.gettrace())  # type: ignore[arg-type]


def test_every_line_of_every_shared_template_is_shown(client: TestClient) -> None:
    """What a template holds for a state has a line of its own: a state left out is a line left out."""
    environment.cache_clear()  # what a template does when it is read is done once
    with _followed() as seen:
        for address in (PAGE, *FAULTS):
            client.get(address)
    left_out = {}
    for file in sorted(TEMPLATES.glob("*.html")):
        template = environment("nb").get_template(f"components/{file.name}")
        run = {template.get_corresponding_lineno(line) for line in seen[file.name]}
        there = {line for line, _ in template.debug_info}
        if file.stem != "shell":  # its states are those of whole pages: place, account, publication
            left_out[file.name] = sorted(there - run)
    assert {name: lines for name, lines in left_out.items() if lines} == {}


@pytest.mark.parametrize("sign", [*(sign.value for sign in Sign), *COMPARISON_SIGNS.values()])
def test_every_sign_is_shown_to_the_eye(page: str, sign: str) -> None:
    assert f'aria-hidden="true">{sign}' in page


@pytest.mark.parametrize("kind", ["empty", "info", "withheld", "warning", "fault"])
def test_every_kind_of_notice_is_shown(page: str, kind: str) -> None:
    assert f'class="fk-notice" data-kind="{kind}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_in_every_language_and_scheme(client: TestClient, language: str) -> None:
    page = client.get(f"/{language}/galleri?farger=dark").text
    assert f'<html lang="{language}" data-color-scheme="dark">' in page


@pytest.mark.parametrize(("address", "status"), FAULTS.items())
def test_pages_for_faults_are_those_that_are_shown_when_they_happen(
    client: TestClient, address: str, status: int
) -> None:
    assert client.get(address).status_code == status


def test_where_real_persons_are_there_is_no_gallery(tmp_path: Path) -> None:
    figures = FakeFigures()
    services = Services(figures, figures, accounts_in(tmp_path))
    app = create_app(services, settings=WebSettings(secret=b"a secret for tests", synthetic=False))
    real = TestClient(app)
    assert real.get("/nb/").status_code == 200
    assert {real.get(address).status_code for address in (PAGE, *FAULTS)} == {404}
