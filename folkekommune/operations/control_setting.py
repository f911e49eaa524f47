"""Write in a configuration where control data lie, and leave the rest as people wrote it."""

from __future__ import annotations

import json
import re
import tomllib

from folkekommune.errors import UsageError

_SECTION = re.compile(r"^\[control\][^\n]*\n?", re.MULTILINE)
_SETTING = re.compile(r"^[ \t]*database[ \t]*=[^\n]*\n?", re.MULTILINE)
_NEXT = re.compile(r"^\[", re.MULTILINE)


def with_control(configuration: str, address: str) -> str:
    """Give a configuration whose control data lie at an address; an empty one means a file of the home.

    :raises UsageError: ``control.setting-by-hand`` when the setting is written in a way of its own.
    """
    line = f"database = {json.dumps(address)}\n" if address else ""
    section = _SECTION.search(configuration)
    if section is None:
        written = configuration.rstrip("\n") + f"\n\n[control]\n{line}" if address else configuration
    else:
        following = _NEXT.search(configuration, section.end())
        end = following.start() if following else len(configuration)
        inside = _SETTING.sub("", configuration[section.end() : end])
        head = section.group().rstrip("\n") + "\n"
        written = configuration[: section.start()] + head + line + inside + configuration[end:]
    try:
        found = tomllib.loads(written).get("control", {}).get("database", "")
    except (tomllib.TOMLDecodeError, AttributeError):
        found = None
    if found != address:
        raise UsageError("control.setting-by-hand")
    return written
