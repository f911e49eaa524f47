"""``folkekommune quality``: the quality report of a draft or a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, Municipalities, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.services.quality_page import report_html, report_text
from folkekommune.services.quality_report import build_quality_report, report_as_data


def command(
    home: Home = None,
    databank: DatabankName = None,
    municipality: Municipalities = None,
    release: Annotated[
        str | None, typer.Option("--release", help="A version; else the draft.", metavar="VERSION")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write it as a document with pictures.", metavar="FILE")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell what came in, what is wrong with it, and what it touches, for each municipality.

    Example: folkekommune quality --municipality 4601
    """
    wiring = open_home(home)
    chosen = wiring.package(databank).databank
    reports = [
        build_quality_report(facts, wiring.policy)
        for facts in wiring.reviewing.quality_facts(chosen, municipalities=municipality, release=release)
    ]
    if html is not None:
        pages = (report_html(one, language(), synthetic=wiring.installation.synthetic) for one in reports)
        html.write_text("\n".join(pages), encoding="utf-8")
    if output is Format.JSON:
        give_data([report_as_data(report) for report in reports])
    elif html is None:
        give("\n\n".join(report_text(report, language()) for report in reports))
