"""The bundles of the front end, read once into memory, compressed once, cached for ever by browsers.

A bundle's name holds the hash of its content; ``manifest.json`` says which name is today's.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from folkekommune.errors import UsageError

DIST = Path(__file__).parent / "static" / "dist"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_ALREADY_COMPRESSED = frozenset({".woff2"})


@dataclass(frozen=True)
class Asset:
    """A file to serve; ``packed`` is its gzip form when that is smaller."""

    content: bytes
    packed: bytes | None
    media_type: str


class Assets:
    """All bundles of one build."""

    def __init__(self, folder: Path = DIST) -> None:
        try:
            manifest: dict[str, str] = json.loads((folder / "manifest.json").read_bytes())
        except FileNotFoundError:
            raise UsageError("web.not-built") from None
        self._names = manifest
        self._files = {path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in _TYPES}

    def address(self, name: str) -> str:
        """Give the address of a bundle, such as ``app.css``."""
        return f"/static/{self._names[name]}"

    async def serve(self, request: Request) -> Response:
        """Answer a request for a bundle."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        if asset.packed is not None:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["Content-Encoding"] = "gzip"
                return Response(asset.packed, headers=headers, media_type=asset.media_type)
        return Response(asset.content, headers=headers, media_type=asset.media_type)


@cache
def _read(path: Path) -> Asset:
    """Read and compress a bundle once in a process: its name changes whenever its content does."""
    content = path.read_bytes()
    packed = None if path.suffix in _ALREADY_COMPRESSED else gzip.compress(content, 9, mtime=0)
    return Asset(content, packed, _TYPES[path.suffix])
