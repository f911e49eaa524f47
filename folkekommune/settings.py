"""An installation ("home"): its folders and its configuration file ``folkekommune.toml``.

Everything an installation decides stands in that one file: mode, languages, municipalities with
names and contact, engine, and who answers for the volume. Secrets do not: keys are files of their
own under ``keys/``, or come from the environment.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from folkekommune.errors import InputError, Place, UsageError

CONFIGURATION = "folkekommune.toml"


class Mode(Enum):
    """Whether real persons may be loaded. Test refuses real numbers, production synthetic ones."""

    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True)
class MunicipalitySettings:
    """What an installation decides about one municipality."""

    number: str
    name: str
    languages: tuple[str, ...] = ("nb", "nn", "en")
    contact: str = ""
    accessibility_statement: str = ""


class ChosenEngine(Enum):
    """What answers queries: DuckDB in the process itself, or Spark, which a cluster may stand behind."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@dataclass(frozen=True)
class SparkSettings:
    """Where Spark works, when it is the engine.

    :param master: ``local[*]`` for all cores of this machine, or the address of a cluster's master.
    :param options: given to Spark as they are, such as ``spark.executor.memory``.
    """

    master: str = "local[*]"
    options: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def local(self) -> bool:
        """Whether it works on this machine alone."""
        return self.master.startswith("local")


@dataclass(frozen=True)
class VaultSettings:
    """The vault as a process of its own: where it listens, and which users may ask it for keys."""

    socket: Path
    answering: tuple[str, ...]

    @classmethod
    def understand(cls, content: Mapping[str, Any]) -> VaultSettings:
        """Read the section ``[vault]``.

        :raises ValueError: when it says no absolute path, or not a list of names.
        """
        socket, answering = Path(content["socket"]), content["answering"]
        if not socket.is_absolute() or not isinstance(answering, list) or not answering:
            raise ValueError("vault")
        return cls(socket, tuple(map(str, answering)))


@dataclass(frozen=True)
class ReplicaSettings:
    """A host that shows a copy of what everyone may see, and has nothing else.

    :param incoming: where the copy comes in. :param kept: where whole ones are kept.
    :param max_age_hours: how old a copy may be before it is told.
    """

    incoming: Path
    kept: Path
    max_age_hours: int = 26

    @classmethod
    def understand(cls, root: Path, content: Mapping[str, Any]) -> ReplicaSettings:
        """Read the section ``[replica]``."""
        hours = int(content.get("max_age_hours", cls.max_age_hours))
        return cls(root / str(content.get("incoming", "incoming")), root / "kept", hours)


@dataclass(frozen=True)
class Home:
    """The folders of an installation."""

    root: Path

    @property
    def configuration(self) -> Path:
        """The configuration file."""
        return self.root / CONFIGURATION

    @property
    def keys(self) -> Path:
        """Key files; readable by the owner alone."""
        return self.root / "keys"

    @property
    def vault(self) -> Path:
        """Linkage and correction lists, encrypted, apart from the store."""
        return self.root / "vault"

    @property
    def store(self) -> Path:
        """Pseudonymised data: drafts and releases."""
        return self.root / "store"

    @property
    def ledger(self) -> Path:
        """What has been answered, encrypted."""
        return self.root / "ledger"

    @property
    def published(self) -> Path:
        """Published cubes."""
        return self.root / "published"

    @property
    def official(self) -> Path:
        """Official tables that were taken in."""
        return self.root / "official"

    @property
    def control(self) -> Path:
        """The control database: users, projects, runs, audit trail."""
        return self.root / "control.sqlite"

    @property
    def databanks(self) -> Path:
        """Databank packages of the installation, beside those that ship."""
        return self.root / "databanks"

    @property
    def operations(self) -> Path:
        """What operating the installation leaves: notes of backups and of files, the stop switch."""
        return self.root / "operations"

    @property
    def temporary(self) -> Path:
        """Scratch space; emptied at start."""
        return self.root / "tmp"


@dataclass(frozen=True)
class Installation:
    """A home and its configuration, read once at start."""

    home: Home
    mode: Mode = Mode.TEST
    name: str = "FolkeKommune"
    synthetic: bool = True
    municipalities: tuple[MunicipalitySettings, ...] = ()
    engine: ChosenEngine = ChosenEngine.DUCKDB
    spark: SparkSettings = SparkSettings()
    memory_limit: str = "4GB"
    threads: int = 2
    vault: VaultSettings | None = None
    replica: ReplicaSettings | None = None
    extra: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def deliveries(self) -> Path:
        """Where deliveries lie ready, by municipality; ``[deliveries] folder`` says where."""
        return self.home.root / str(self.extra.get("deliveries", {}).get("folder", "deliveries"))

    @property
    def control(self) -> Path | str:
        """Where control data lie: a file of the home, or where ``[control] database`` says on PostgreSQL."""
        return str(self.extra.get("control", {}).get("database", "")) or self.home.control

    def municipality(self, number: str) -> MunicipalitySettings | None:
        """Find a municipality of this installation by its number."""
        return next((m for m in self.municipalities if m.number == number), None)


def find_home(path: str | Path | None) -> Home:
    """Choose the home: the option, else ``FOLKEKOMMUNE_HOME``.

    :raises UsageError: when neither is given.
    """
    chosen = path or os.environ.get("FOLKEKOMMUNE_HOME")
    if not chosen:
        raise UsageError("settings.no-home")
    return Home(Path(chosen).expanduser().resolve())


def load_installation(home: Home) -> Installation:
    """Read an installation's configuration.

    :raises UsageError: when the home has not been made with ``folkekommune init``.
    :raises InputError: when the file cannot be understood, with the place.
    """
    try:
        content = tomllib.loads(home.configuration.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError("settings.not-initialised", home=str(home.root)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError("settings.unreadable", place=Place(file=str(home.configuration))) from None
    try:
        return _installation(home, content)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError("settings.incomplete", place=Place(file=str(home.configuration))) from None


def share(path: Path) -> None:
    """Give the group what the owner may, where the folder that something lies in is shared with its group.

    A folder is shared when its setgid bit is set: so those who operate an installation say that two users
    work on it, the vault's and the one of web and runs. What the other one made is left as it is. A link is
    never followed: what it leads to, its maker could have chosen.
    """
    with suppress(OSError):
        if not path.parent.stat().st_mode & stat.S_ISGID:
            return
        # By its place alone: to open and close a database would let go of the locks on it.
        descriptor = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISLNK(mode):
                shared = stat.S_IMODE(mode) | (mode & stat.S_IRWXU) >> 3
                os.chmod(f"/proc/self/fd/{descriptor}", shared)  # noqa: PTH101 - the file that was looked at
        finally:
            os.close(descriptor)


def _installation(home: Home, content: dict[str, Any]) -> Installation:
    municipalities = tuple(
        MunicipalitySettings(
            number=number,
            name=entry["name"],
            languages=tuple(entry.get("languages", ("nb", "nn", "en"))),
            contact=entry.get("contact", ""),
            accessibility_statement=entry.get("accessibility_statement", ""),
        )
        for number, entry in content.get("municipalities", {}).items()
    )
    known = {"mode", "name", "synthetic", "municipalities", "engine", "spark", "memory_limit", "threads"}
    vault, replica = content.get("vault"), content.get("replica")
    mode = Mode(content["mode"])
    return Installation(
        home=home,
        mode=mode,
        name=content.get("name", "FolkeKommune"),
        synthetic=bool(content.get("synthetic", mode is Mode.TEST)),
        municipalities=municipalities,
        engine=ChosenEngine(content.get("engine", "duckdb")),
        spark=_spark(content.get("spark", {})),
        memory_limit=content.get("memory_limit", "4GB"),
        threads=int(content.get("threads", os.cpu_count() or 2)),
        vault=None if vault is None else VaultSettings.understand(vault),
        replica=None if replica is None else ReplicaSettings.understand(home.root, replica),
        extra={key: value for key, value in content.items() if key not in known | {"vault", "replica"}},
    )


def _spark(content: Mapping[str, Any]) -> SparkSettings:
    options = {str(name): _option(value) for name, value in content.get("options", {}).items()}
    return SparkSettings(str(content.get("master", SparkSettings.master)), options)


def _option(value: object) -> str:
    """Write a value as Spark reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
