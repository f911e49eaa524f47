"""Make an installation: configuration, keys, control database. Nothing that exists is overwritten."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.access.copying import make_control_database
from folkekommune.errors import InputError, UsageError
from folkekommune.keys import create_keys
from folkekommune.municipalities.division import municipality as find_municipality
from folkekommune.settings import Home, Mode


def initialise(
    home: Home, *, name: str, mode: Mode, municipalities: Sequence[str], control: str | None = None
) -> None:
    """Make an installation in a folder.

    :param control: the address of an empty PostgreSQL database for the control data, instead of a file.
    :raises UsageError: when there is one already; it is left as it is.
    :raises InputError: when a municipality number is not known.
    """
    if home.configuration.exists() or (home.keys / "master.key").exists():
        raise UsageError("services.already-initialised", home=str(home.root))
    sections = [_section(number) for number in municipalities]
    if control:
        make_control_database(control)  # what does not answer, or is in use, is found before anything is made
    home.root.mkdir(parents=True, exist_ok=True)
    create_keys(home.keys)
    for folder in (home.vault, home.ledger):
        folder.mkdir(mode=0o700, exist_ok=True)
    for folder in (home.store, home.published, home.databanks):
        folder.mkdir(exist_ok=True)
    if not control:
        make_control_database(home.control)
    # The configuration comes last: an installation that was cut short has none, and can be made again
    # once its folder is removed.
    lines = [f'mode = "{mode.value}"', f"name = {_quoted(name)}", ""]
    if control:
        lines += ["[control]", f"database = {_quoted(control)}", ""]
    home.configuration.write_text("\n".join([*lines, *sections]), encoding="utf-8")


def _section(number: str) -> str:
    found = find_municipality(number)
    if found is None:
        raise InputError("services.unknown-municipality", number=number)
    return f'[municipalities."{number}"]\nname = {_quoted(found.name)}\n'


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
