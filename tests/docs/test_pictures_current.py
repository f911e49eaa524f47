"""Every page people meet has a picture in the manual, light and dark, and the chapter shows them all."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from starlette.routing import Route
from web_fakes import make_app

from folkekommune.web.research.routers import ROUTERS

ROOT = Path(__file__).parents[2]
NO_PAGE = (
    ".xml",
    ".csv",
    ".css",
    ".txt",
    ".pdf",
    "{number}.{form}",
    "/healthz",
    "/metrics",
    "/static",
    "/api/",
)
"""What stands in addresses of files and of what programs ask."""
LEADING = {
    "/",  # leads to the first page
    "/logg-inn/{provider}/svar",
    "/logg-inn/{provider}/ut",
    "/logg-inn/{provider}/avslutt",
    "/{language}/logg-inn/hos/{provider}",
    "/{language}/logg-inn/venter",  # for who comes from a provider: the demonstration has none
}
"""What shows nothing of its own in the demonstration."""


def pages(folder: Path) -> set[str]:
    """Give the patterns of everything that is got and shown."""
    app = make_app(folder, routers=ROUTERS)
    patterns = {
        route.path for route in app.state.routes if isinstance(route, Route) and "GET" in route.methods
    }
    return {each for each in patterns if not any(part in each for part in NO_PAGE)} - LEADING


def pictured() -> set[str]:
    """Give the patterns of the pages there are pictures of."""
    kinds = tomllib.loads((ROOT / "scripts" / "manual_pictures" / "pages.toml").read_text(encoding="utf-8"))
    return {each["route"] for listed in kinds.values() for each in listed if "route" in each}


def test_every_page_has_a_picture_and_every_picture_a_page(tmp_path: Path) -> None:
    shown = pages(tmp_path)
    assert len(shown) > 50
    assert pictured() == shown


def test_the_chapter_shows_the_pictures_that_there_are() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "pictures.py"), "--check"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (said.returncode, said.stderr) == (0, "")
