"""Files of the published figures, made once for each publication and then given as they are."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from threading import Lock

from fastapi import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.published.figures import FigureSet
from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Services
from folkekommune.web.product_files import ProductFiles

_MOST = 200


class Downloads:
    """Finished files of the figures that everyone sees; forgotten when the figures change."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = Lock()
        self._of = ""
        self._files: dict[tuple[str, ...], bytes] = {}

    @property
    def published(self) -> FigureSet:
        """The figures as they were published."""
        read = self._services.published
        return read() if read is not None else FigureSet()

    def products(self) -> ProductFiles:
        """Give what makes files of the figures as they are now."""
        return ProductFiles(self.published, self._services.citizen_figures)

    def keep(self, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        """Give a file, made the first time it is asked for. One is made at a time."""
        with self._lock:
            publication = self._services.citizen_figures.publication
            current = publication.state if publication else ""
            if current != self._of or len(self._files) >= _MOST:
                self._files.clear()
                self._of = current
            if key not in self._files:
                self._files[key] = make()
            return self._files[key]


def downloads_of(request: Request) -> Downloads:
    """Find the server's files."""
    state = request.app.state
    if not hasattr(state, "downloads"):
        state.downloads = Downloads(pages_of(request).services)
    found: Downloads = state.downloads
    return found


def file_answer(content: bytes | None, *, media: str, name: str = "") -> Response:
    """Answer with a file for everyone, wherever the program runs that asks for it."""
    if content is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Access-Control-Allow-Origin": "*"}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=media, headers=headers)
