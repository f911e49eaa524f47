"""Change the master key without changing a single figure.

Noise, pseudonyms and seals are derived from the *root*: the first master key. At the first change the root is
written sealed with the new master key, and from then on the master key only opens the root. So a change
makes earlier master keys, shares of them and passphrases given to people useless; it does not help against
someone who has already read the root, for then all that is sealed must be sealed anew and figures change.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from folkekommune.keys import KEY_BYTES, MASTER, ROOT, ROOT_PURPOSE, Keys, load_keys, write_secret


def rotate_master(folder: Path) -> bytes:
    """Give the installation another master key, and give it back.

    The sealed root and the key are replaced in turn, each in one step. Whoever is stopped in between finds
    the new key in ``master.key.new``, which :func:`finish_rotation` puts in place.

    :raises UsageError: as ``load_keys``.
    """
    finish_rotation(folder)
    root = load_keys(folder).master
    master = secrets.token_bytes(KEY_BYTES)
    (folder / f"{ROOT}.new").unlink(missing_ok=True)
    write_secret(folder / f"{ROOT}.new", Keys(master).seal(root, ROOT_PURPOSE))
    write_secret(folder / f"{MASTER}.new", master)
    _sync(folder)
    (folder / f"{ROOT}.new").replace(folder / ROOT)
    _sync(folder)
    finish_rotation(folder)
    return master


def finish_rotation(folder: Path) -> None:
    """Put the key of a change that was cut short in place, or forget it if the change had not begun."""
    new = folder / f"{MASTER}.new"
    if not new.exists():
        return
    if (folder / f"{ROOT}.new").exists():
        new.unlink()
        (folder / f"{ROOT}.new").unlink()
    else:
        new.replace(folder / MASTER)
    _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
