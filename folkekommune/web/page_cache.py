"""Keep the pages for everyone, ready-made and compressed, as long as the publication is the same.

Only the compressed form is kept, a fifth of the plain one; the few who cannot read it wait for its unpacking.
"""

from __future__ import annotations

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkekommune.web.addresses import is_public

# Only addresses that our own links lead to are kept, so that made-up ones cannot push them out.
_KEPT_QUERY = re.compile(rb"(kommune=\d{4})?")
_SECONDS_AT_BROWSER = 60
_BYTES = 32 * 1024 * 1024
"""Room for the pages of a county in three languages."""


@dataclass(frozen=True)
class KeptPage:
    """A finished page, compressed."""

    packed: bytes
    tag: str
    media_type: str
    language: str


class PageCache:
    """Answer from memory, else from the app, and remember its good answers.

    :param size: bytes that are kept at most; pages nobody has asked for longest go first.
    """

    def __init__(self, app: ASGIApp, *, publication: Callable[[], str], size: int = _BYTES) -> None:
        self._app = app
        self._publication = publication
        self._size = size
        self._held = 0
        self._pages: OrderedDict[tuple[str, bytes], KeptPage] = OrderedDict()
        self._of = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not _may_keep(scope):
            await self._app(scope, receive, send)
            return
        publication = self._publication()
        if publication != self._of:
            self._pages.clear()
            self._held = 0
            self._of = publication
        key = (scope["path"], scope["query_string"])
        page = self._pages.get(key)
        if page is None:
            page = await self._make(scope, receive, send)
            if page is None:
                return
            if publication == self._of:
                self._keep(key, page)
        else:
            self._pages.move_to_end(key)
        await _answer(page, Headers(scope=scope))(scope, receive, send)

    def _keep(self, key: tuple[str, bytes], page: KeptPage) -> None:
        # Two may have asked for it at once.
        before = self._pages.pop(key, None)
        self._pages[key] = page
        self._held += len(page.packed) - (len(before.packed) if before else 0)
        while self._held > self._size:
            _, oldest = self._pages.popitem(last=False)
            self._held -= len(oldest.packed)

    async def _make(self, scope: Scope, receive: Receive, send: Send) -> KeptPage | None:
        """Ask the app; pass anything but a good page on as it is."""
        start: Message = {}
        body: list[bytes] = []
        passed_on = False

        async def gather(message: Message) -> None:
            nonlocal start, passed_on
            if message["type"] == "http.response.start":
                start = message
                passed_on = message["status"] != HTTPStatus.OK
            if passed_on:
                await send(message)
            elif message["type"] == "http.response.body":
                body.append(message.get("body", b""))

        await self._app({**scope, "method": "GET"}, receive, gather)
        if passed_on:
            return None
        headers, plain = Headers(raw=start["headers"]), b"".join(body)
        return KeptPage(
            packed=gzip.compress(plain, 6, mtime=0),
            tag=f'"{sha256(plain).hexdigest()[:32]}"',
            media_type=headers["content-type"],
            language=headers.get("content-language", ""),
        )


def _may_keep(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and is_public(scope["path"])
        and _KEPT_QUERY.fullmatch(scope["query_string"]) is not None
    )


def _answer(page: KeptPage, asked: Headers) -> Response:
    headers = {
        "Cache-Control": f"public, max-age={_SECONDS_AT_BROWSER}",
        "ETag": page.tag,
        "Vary": "Accept-Encoding",
    }
    if page.language:
        headers["Content-Language"] = page.language
    if page.tag in asked.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(page.packed, headers=headers, media_type=page.media_type)
    return Response(gzip.decompress(page.packed), headers=headers, media_type=page.media_type)
