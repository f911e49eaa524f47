"""Does the data lie on an encrypted volume? What cannot be seen counts as not encrypted.

Seen are dm-crypt and LUKS: the device itself, or all it is built upon. Encrypted folders of a file system
(fscrypt) are not seen. Whoever encrypts in another way (the hypervisor, the disk itself, fscrypt) says so in
the configuration, in words of their own, and answers for it (disclosure-rules.md, section 9).
"""

from __future__ import annotations

from pathlib import Path

from folkekommune.errors import UsageError
from folkekommune.settings import Installation, Mode

MOUNTS = Path("/proc/self/mountinfo")
BLOCKS = Path("/sys/dev/block")
_CRYPT = "CRYPT-"
_FEWEST_WORDS = 4
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


def check_volume(installation: Installation, *, mounts: Path = MOUNTS, blocks: Path = BLOCKS) -> None:
    """Refuse production on a volume that is not seen to be encrypted, unless someone answers for it.

    :raises UsageError: ``persons.volume-open``, with the folder.
    """
    if installation.mode is not Mode.PRODUCTION or is_answered_for(installation):
        return
    home = installation.home
    inside = (home.root, home.store, home.vault, home.keys, home.ledger, home.published, home.temporary)
    for folder in (*inside, installation.deliveries):
        if not is_encrypted(folder, mounts=mounts, blocks=blocks):
            raise UsageError("persons.volume-open", folder=str(folder))


def is_answered_for(installation: Installation) -> bool:
    """Tell whether the configuration says, in words, who answers for the volume."""
    section = installation.extra.get("volume")
    words = section.get("answered_for") if isinstance(section, dict) else None
    return isinstance(words, str) and len(words.split()) >= _FEWEST_WORDS


def is_encrypted(folder: Path, *, mounts: Path = MOUNTS, blocks: Path = BLOCKS) -> bool:
    """Tell whether a folder is seen to lie on an encrypted device."""
    device = _device_of(folder, mounts)
    return device is not None and _is_crypt(blocks / device)


def _device_of(folder: Path, mounts: Path) -> str | None:
    """Give ``major:minor`` of the device that the innermost mount of a folder is from."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    real = folder.resolve()
    best: tuple[int, str] | None = None
    for line in lines:
        fields = line.split()
        if len(fields) <= 4:  # noqa: PLR2004 - the fifth field is the mount point
            continue
        point = Path(_plain(fields[4]))
        # Of mounts at one place the last one listed is on top.
        if real.is_relative_to(point) and (best is None or len(point.parts) >= best[0]):
            best = len(point.parts), fields[2]
    return best[1] if best else None


def _plain(escaped: str) -> str:
    for written, meant in _ESCAPES.items():
        escaped = escaped.replace(written, meant)
    return escaped


def _is_crypt(block: Path) -> bool:
    """Tell whether a device, or everything it is built upon, is a crypt device."""
    try:
        if (block / "dm" / "uuid").read_text(encoding="ascii").startswith(_CRYPT):
            return True
    except (OSError, UnicodeDecodeError):
        pass
    try:
        below = sorted((block / "slaves").iterdir())
    except OSError:
        return False
    return bool(below) and all(_is_crypt(device) for device in below)
