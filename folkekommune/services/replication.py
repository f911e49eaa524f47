"""What everyone may see of an installation, as the files that a server for citizens alone is given.

The public figures with their history, what official tables the pages of citizens hold beside them, the
definitions of the installation's own databanks, and what the pages say of the municipalities. Not the finer
figures of the municipalities themselves, and nothing that was withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

from folkekommune.disclosure.shares import Audience
from folkekommune.official.descriptions import Description, Use
from folkekommune.official.library import FIGURES, RECEIPT, OfficialTables, Receipt
from folkekommune.published import register
from folkekommune.published.cube_files import FILES
from folkekommune.published.manifest import FILE as MANIFEST
from folkekommune.published.manifest import damaged, read_manifest
from folkekommune.published.register import read_register
from folkekommune.published.states import State
from folkekommune.settings import CONFIGURATION, Installation

_OF_DATABANKS = ("databank.toml", "indicators/*.toml", "questions/*.toml", "official/*.toml")
_SAID = ("contact", "accessibility_statement")

Found = Iterator[tuple[str, bytes]]


def for_everyone(
    installation: Installation, *, tables: OfficialTables, shown: Callable[[Receipt], bool]
) -> dict[str, bytes]:
    """Give the files by their paths.

    :param shown: says whether citizens are shown an official table.
    :raises InputError: ``published.damaged`` or ``official.damaged``: what is damaged is not passed on.
    """
    home = installation.home
    found = {CONFIGURATION: _configuration(installation).encode()}
    found |= dict(_publications(home.published))
    found |= dict(_official(home.official, tables, shown))
    for pattern in _OF_DATABANKS:
        for file in sorted(home.databanks.glob(f"*/{pattern}")):
            found[f"databanks/{file.relative_to(home.databanks).as_posix()}"] = file.read_bytes()
    return found


def shown_to_citizens(
    descriptions: Mapping[tuple[str, str], Description], own: Collection[str]
) -> Callable[[Receipt], bool]:
    """Say which tables citizens are shown: those held beside figures of ours, not indicators of their own.

    :param own: the codes of the indicators that we compute.
    """

    def shown(receipt: Receipt) -> bool:
        described = descriptions.get(receipt.subject)
        return described is not None and (described.use is not Use.BENCHMARK or described.code in own)

    return shown


def _publications(folder: Path) -> Found:
    """Give the register, and of each publication in it what is public; of a withdrawn one its manifest."""
    events = read_register(folder)
    if not events:
        return
    # What was laid down is never changed, and the register is read once: they fit each other.
    standing = {event.publication: event.state for event in events}
    yield f"published/{register.FILE}", register.encode_events(events)
    for identifier, state in standing.items():
        place = folder / "publications" / identifier
        manifest = read_manifest(place)
        yield f"published/publications/{identifier}/{MANIFEST}", manifest.encode()
        if state is State.WITHDRAWN:
            continue
        file = place / FILES[Audience.PUBLIC]
        try:
            content = file.read_bytes()
        except OSError:
            raise damaged(file) from None
        if sha256(content).hexdigest() != manifest.files[file.name]:
            raise damaged(file)
        yield f"published/publications/{identifier}/{file.name}", content


def _official(folder: Path, tables: OfficialTables, shown: Callable[[Receipt], bool]) -> Found:
    found = [receipt for receipt in tables.current() if shown(receipt)]
    for receipt in found:
        tables.read(receipt)  # which sees that it is whole
        name = f"{receipt.databank}/{receipt.code}/{receipt.number}"
        # Who took it in is nobody's business there.
        told = json.dumps(asdict(replace(receipt, kept_by="")), ensure_ascii=False, sort_keys=True, indent=1)
        yield f"official/{name}/{RECEIPT}", told.encode()
        yield f"official/{name}/{FIGURES}", (folder / name / FIGURES).read_bytes()
    if found:
        yield "official/changed", b""


def _configuration(installation: Installation) -> str:
    """Write the part of the configuration that pages for citizens show."""
    lines = [
        f'mode = "{installation.mode.value}"',
        f"name = {_quoted(installation.name)}",
        f"synthetic = {str(installation.synthetic).lower()}",
    ]
    if address := str(installation.extra.get("web", {}).get("address", "")):
        lines += ["[web]", f"address = {_quoted(address)}"]
    for each in installation.municipalities:
        lines += [f'[municipalities."{each.number}"]', f"name = {_quoted(each.name)}"]
        lines += [f"languages = {json.dumps(each.languages)}"]
        lines += [f"{name} = {_quoted(getattr(each, name))}" for name in _SAID]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
