"""A disk that fails on purpose: a small file system in a file, that fills, turns read-only, or slows.

It takes root and a loop device. Who has neither cannot try it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep

_MEGABYTES = 1024
_GROUP = Path("/sys/fs/cgroup/blkio/folkekommune-slow-disk")
_WRITES_A_SECOND = 20
_NEEDED = ("mkfs.ext4", "mount", "umount", "losetup")


def can_make_disks() -> bool:
    """Say whether such a disk can be made here."""
    return os.getuid() == 0 and Path("/dev/loop-control").exists() and all(map(shutil.which, _NEEDED))


@dataclass(frozen=True)
class Disk:
    """A file system at a folder, on a device of its own."""

    folder: Path
    device: Path

    def take(self, home: Path) -> Path:
        """Copy an installation to the disk, and see that it is written through; give where it lies."""
        copy = self.folder / "home"
        shutil.copytree(home, copy)
        os.sync()
        return copy

    @contextmanager
    def full(self) -> Iterator[None]:
        """Have no room at all while a block lasts."""
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(1 << 16))
        try:
            yield
        finally:
            ballast.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Turn read-only as a disk does that has met a fault, also under who is writing; then mend it.

        What was written and not yet written through is gone then, as after a power cut.
        """
        trigger = Path("/sys/fs/ext4") / self.device.name / "trigger_fs_error"
        trigger.write_text("1\n", encoding="ascii")
        try:
            yield
        finally:
            self._mend()

    @contextmanager
    def slow(self, process: int) -> Iterator[None]:
        """Let a process, and those it starts from now on, write only so often while a block lasts."""
        _GROUP.mkdir()
        number = (Path("/sys/block") / self.device.name / "dev").read_text(encoding="ascii").strip()
        limit = _GROUP / "blkio.throttle.write_iops_device"
        limit.write_text(f"{number} {_WRITES_A_SECOND}\n", encoding="ascii")
        (_GROUP / "cgroup.procs").write_text(f"{process}\n", encoding="ascii")
        try:
            yield
        finally:
            limit.write_text(f"{number} 0\n", encoding="ascii")
            for left in (_GROUP / "cgroup.procs").read_text(encoding="ascii").split():
                with suppress(ProcessLookupError):
                    (_GROUP.parent / "cgroup.procs").write_text(f"{left}\n", encoding="ascii")
            _GROUP.rmdir()

    def _mend(self) -> None:
        """Take the disk off, check it as a start does, and put it back."""
        for _ in range(100):
            if subprocess.run(["umount", str(self.folder)], capture_output=True, check=False).returncode == 0:
                break
            sleep(0.1)
        # 1: faults were mended, as is meant.
        checked = subprocess.run(["fsck.ext4", "-p", str(self.device)], capture_output=True, check=False)
        if checked.returncode > 1:
            raise RuntimeError("fsck.ext4", checked.returncode)
        _run("mount", "-o", "errors=remount-ro", str(self.device), str(self.folder))


def can_slow() -> bool:
    """Say whether this machine's control groups can slow a disk down."""
    return can_make_disks() and os.access(_GROUP.parent / "cgroup.procs", os.W_OK)


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """Make a disk, with a folder to reach it by, while a block lasts."""
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(_MEGABYTES << 20)
    _run("mkfs.ext4", "-q", "-F", "-m", "0", str(image))
    device = _run("losetup", "--find", "--show", str(image)).strip()
    try:
        _run("mount", "-o", "errors=remount-ro", device, str(place))
        try:
            yield Disk(place, Path(device))
        finally:
            _run("umount", str(place))
    finally:
        _run("losetup", "--detach", device)
        image.unlink()


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
