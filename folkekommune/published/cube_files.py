"""Protected cubes as bytes: the files of a publication, and what is sealed before one is proposed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import SafeCube, outer_plain
from folkekommune.disclosure.shares import Audience

FILES = {Audience.MUNICIPALITY: "municipal.json", Audience.PUBLIC: "public.json"}
"""The file of each audience: what the municipality itself sees, and what everyone sees."""

_FORMAT = 1


def encode_cubes(cubes: Iterable[SafeCube]) -> bytes:
    """Write cubes; the same cubes give the same bytes."""
    content = {"format": _FORMAT, "cubes": list(cubes)}
    return encode_json(content)


def decode_cubes(written: bytes) -> tuple[SafeCube, ...]:
    """Read cubes back.

    :raises ValueError: when the bytes are not what :func:`encode_cubes` wrote.
    """
    try:
        content = json.loads(written)
        if content["format"] != _FORMAT:
            raise ValueError
        restored = tuple(restore(plain) for plain in content["cubes"])
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError):
        raise ValueError from None
    cubes = tuple(result for result in restored if isinstance(result, SafeCube))
    if len(cubes) != len(restored):
        raise ValueError
    return cubes


def encode_json(content: dict[str, Any]) -> bytes:
    """Write plain data, and what is protected in it, in one way only."""
    written = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=outer_plain
    )
    return written.encode()
