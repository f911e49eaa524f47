"""``folkekommune publication``: write what is published as files, or as a copy for citizens."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune import __version__
from folkekommune.bootstrap.replica import replicate as make_copy
from folkekommune.cli.figures import figures_for
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import fault_sentence, give, give_data, language, say
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import UsageError
from folkekommune.lasting import many_lasting_objects
from folkekommune.settings import find_home, load_installation
from folkekommune.texts import LANGUAGES, text
from folkekommune.web.product_files import ProductFiles
from folkekommune.web.public.product_folder import product_folders
from folkekommune.web.settings import WebSettings

command = typer.Typer(help="What has been published.")


@command.callback()
def publication() -> None:
    """Tell what has been published."""


@command.command("files")
@many_lasting_objects()
def files(
    municipalities: Annotated[
        list[str],
        typer.Argument(
            help="Whose figures; of several, each in a folder of its own.", metavar="MUNICIPALITY..."
        ),
    ],
    to: Annotated[Path, typer.Option("--to", help="The folder to write to.", metavar="DIR")],
    address: Annotated[
        str, typer.Option("--address", help="Of the site, for the data catalogue.", metavar="URL")
    ] = "",
    districts: Annotated[bool, typer.Option("--districts", help="Also a profile of each district.")] = False,
    profiles: Annotated[
        bool, typer.Option("--profiles/--no-profiles", help="Also the profiles on paper.")
    ] = True,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write tables, JSON-stat, metadata sheets, profiles and the catalogue entry of the public figures.

    Example: folkekommune publication files 4601 --to open-data
    """
    wiring = open_home(home)
    tongue = language()
    figures = figures_for(wiring, Audience.PUBLIC, fixed=True)
    known = {each.number: each for each in figures.municipalities()}
    for municipality in municipalities:
        if municipality not in known:
            raise UsageError("products.nothing-published", municipality=municipality)
    installation = wiring.installation
    configured = installation.extra.get("web", {})
    settings = WebSettings(
        secret=b"",
        name=installation.name,
        synthetic=installation.synthetic,
        version=__version__,
        municipalities=installation.municipalities,
        address=(address or str(configured.get("address", ""))).rstrip("/"),
    )
    written: list[str] = []
    faults: list[str] = []
    made = product_folders(
        ProductFiles(wiring.figures[Audience.PUBLIC].now(), figures),
        [known[municipality] for municipality in dict.fromkeys(municipalities)],
        settings=settings,
        languages=LANGUAGES,
        with_districts=districts,
        with_profiles=profiles,
    )
    for path, make in made:
        try:
            content = make()
        except UsageError as fault:
            faults.append(fault_sentence(fault, tongue))
            continue
        target = to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(path)
    for reason in dict.fromkeys(faults):
        say(text("products.no-pdf", tongue, reason=reason))
    if not settings.address:
        say(text("products.no-address", tongue))
    if output is Format.JSON:
        give_data({"municipalities": municipalities, "folder": str(to), "files": written})
    else:
        give(text("products.files-written", tongue, count=len(written), folder=str(to)))


@command.command("replicate")
def replicate(
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The folder of the copy; else [replicate] folder.", metavar="DIR"),
    ] = None,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Bring a copy of what everyone may see up to date, for a host that shows the pages for citizens.

    Example: folkekommune publication replicate --to for-citizens
    """
    installation = load_installation(find_home(home))
    chosen = to or installation.extra.get("replicate", {}).get("folder")
    if not chosen:
        raise UsageError("replica.no-folder")
    listing = make_copy(installation, Path(str(chosen)))
    if output is Format.JSON:
        give_data({"folder": str(chosen), "files": len(listing.files), "content": listing.digest})
    else:
        give(text("replica.made", language(), count=len(listing.files), folder=str(chosen)))
