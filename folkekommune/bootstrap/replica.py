"""Copies of what everyone may see: made of an installation, and opened where there is nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from folkekommune import __version__
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.errors import UsageError
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.keys import Keys
from folkekommune.official.description_files import load_descriptions
from folkekommune.official.library import OfficialTables
from folkekommune.published.replica import LIST, Listing, write_copy
from folkekommune.services.replication import for_everyone, shown_to_citizens
from folkekommune.settings import Home, Installation, load_installation


class NoKeys(Keys):
    """The keys of who has none."""

    def __init__(self) -> None:
        super().__init__(b"")

    def derive(self, purpose: str) -> NoReturn:  # noqa: ARG002 - whatever it is for
        """Refuse: whoever asks works with what is not here.

        :raises UsageError: always.
        """
        raise UsageError("replica.only-shows")


def replicate(installation: Installation, to: Path) -> Listing:
    """Bring a copy of what everyone may see up to date. No key is read for it.

    :raises UsageError: when the folder is the installation's own, or holds what is no copy.
    """
    root = installation.home.root
    if to.resolve() == root or root in to.resolve().parents or to.resolve() in root.parents:
        raise UsageError("replica.own-folder")
    _check_only_copies(to)
    at = datetime.now(UTC)
    packages = load_packages(shipped_folder(), installation.home.databanks).values()
    own = {code for package in packages for code in load_definitions(package)}
    descriptions = {
        (each.databank, each.code): each
        for package in packages
        for each in load_descriptions(package).values()
    }
    tables = OfficialTables(installation.home.official)
    files = for_everyone(installation, tables=tables, shown=shown_to_citizens(descriptions, own))
    return write_copy(to, files, version=__version__, at=at)


def open_copy(folder: Path) -> Foundations:
    """Open a whole copy. It holds publications, definitions, names and official tables, and no keys."""
    return Foundations(load_installation(Home(folder)), NoKeys())


def _check_only_copies(folder: Path) -> None:
    """See that bringing a folder up to date removes nothing that somebody else laid there."""
    if folder.exists() and any(folder.iterdir()) and not (folder / LIST).exists():
        raise UsageError("replica.other-content", folder=str(folder))
