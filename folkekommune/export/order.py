"""What is exported, where it goes, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from folkekommune.catalogue.model import Databank
from folkekommune.store.released import Release


@dataclass(frozen=True)
class Destination:
    """Where an export goes.

    :param workplace: a folder of the installation for clear files, for as long as the work takes.
    :param out: the folder the results appear in, :param public_key_dir: the receiver's key, for packages.
    """

    workplace: Path
    out: Path
    public_key_dir: Path | None = None


@dataclass(frozen=True)
class Exported:
    """One exported dataset.

    :param sha256: the digest of its clear data file, which the package states too.
    :param dataset: its folder, in test mode; :param package: its package, if one was asked for.
    """

    name: str
    rows: int
    sha256: str
    dataset: Path | None
    package: Path | None


@dataclass(frozen=True)
class Export:
    """What an export came to.

    :param left_out: names that were not asked for and stay behind, each with the code of the reason.
    """

    datasets: tuple[Exported, ...]
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Order:
    """What is exported.

    :param databank: the catalogue's words and codes, usually the release's own definition.
    :param variables: person facts, items, or items at an occasion; none for all that may leave.
    :param parts: the municipalities that approved.
    :param approvers: who approved it.
    """

    release: Release
    databank: Databank
    variables: tuple[str, ...]
    parts: tuple[str, ...]
    approvers: tuple[str, ...] = ()
