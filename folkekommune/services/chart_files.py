"""The charts of a run as files: SVG and PNG, for light and dark surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from folkekommune.disclosure.results import SafeChart
from folkekommune.rendering.charting import Scheme, picture_of
from folkekommune.services.scripts import ScriptRun
from folkekommune.texts import Language


def write_charts(run: ScriptRun, language: Language, folder: Path) -> tuple[Path, ...]:
    """Write every chart of a run, named by its line and command, and tell which files were written.

    Two charts on one line, as a loop makes them, are numbered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for name, chart in _named(run):
        picture = picture_of(chart, language)
        for scheme in Scheme:
            ending = "" if scheme is Scheme.LIGHT else f"-{scheme.value}"
            svg, png = (folder / f"{name}{ending}.{form}" for form in ("svg", "png"))
            svg.write_text(picture.svg(language, scheme), encoding="utf-8")
            png.write_bytes(picture.png(language, scheme))
            files += [svg, png]
    return tuple(files)


def _named(run: ScriptRun) -> Iterator[tuple[str, SafeChart]]:
    seen: dict[str, int] = {}
    for result in run.results:
        if isinstance(result.result, SafeChart):
            name = f"{result.command.line:03}-{result.command.command}"
            seen[name] = seen.get(name, 0) + 1
            yield (name if seen[name] == 1 else f"{name}-{seen[name]}"), result.result
