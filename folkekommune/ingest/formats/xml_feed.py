"""Read XML piece by piece, in memory that does not grow with it, and nothing but plain data.

The parser is Python's own expat. A document type declaration is refused where it begins, so that no entity
can be declared, expanded or fetched; so are an encoding that is not one of the usual ones, elements inside
each other without end, and a tag or text that does not end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol
from xml.parsers import expat

from folkekommune.errors import InputError, Place

LONGEST = 1024 * 1024
"""The longest tag or text, in bytes."""
DEEPEST = 64
CHUNK = 64 * 1024
_ENCODINGS = {"utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252"}


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
TooDeep = Callable[[], InputError]


class BrokenXmlError(Exception):
    """What should be XML is not."""


class Handler(Protocol):
    """What is told of the elements; a name is the namespace, a blank, and the name in it."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, with the text since the last tag."""


class DirectHandler(ABC):
    """What the parser tells itself, without a go-between, because there are millions of elements.

    It sees to two things that :class:`XmlFeed` else sees to: the text since the last tag, which is all that
    ``text`` holds, and the depth, by raising ``too_deep`` beyond ``DEEPEST``.
    """

    @abstractmethod
    def elements(self, text: list[str], too_deep: TooDeep) -> tuple[Start, End]:
        """Give what is called at the start and at the end of each element."""


class XmlFeed:
    """One document on its way to a handler."""

    def __init__(self, handler: Handler | DirectHandler, place: Place) -> None:
        self._place = place
        self._fed = 0
        self._text: list[str] = []
        parser: Any = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler, parser.EndElementHandler = self._elements(handler)
        self._parser = parser

    def feed(self, content: bytes, *, last: bool = False) -> None:
        """Parse the next piece.

        :raises BrokenXmlError: when it is not XML.
        :raises InputError: when it is what only hostile or damaged files hold.
        """
        self._fed += len(content)
        try:
            self._parser.Parse(content, last)
        except expat.ExpatError:
            raise BrokenXmlError from None
        waiting = self._fed - max(self._parser.CurrentByteIndex, 0)
        if waiting > LONGEST + len(content) or sum(map(len, self._text)) > LONGEST:
            raise InputError("archives.xml-long", place=self._place)

    def feed_all(self, stream: BinaryIO) -> Iterator[None]:
        """Parse a stream, giving way after each piece so that what was found can be taken."""
        while content := stream.read(CHUNK):
            self.feed(content)
            yield
        self.feed(b"", last=True)
        yield

    def _elements(self, handler: Handler | DirectHandler) -> tuple[Start, End]:
        """Give what the parser calls for every element; closures, since it calls them for each."""
        depth, text = 0, self._text
        if isinstance(handler, DirectHandler):
            return handler.elements(text, self._too_deep)
        take_start, take_end = handler.start, handler.end

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise self._too_deep()
            if text:
                text.clear()
            take_start(name, attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            if text:
                whole = "".join(text)
                text.clear()
                take_end(name, whole)
            else:
                take_end(name, "")

        return start, end

    def _too_deep(self) -> InputError:
        return InputError("archives.xml-deep", place=self._place)

    def _doctype(self, *_declared: object) -> None:
        raise InputError("archives.xml-doctype", place=self._place)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in _ENCODINGS:
            raise InputError("archives.xml-encoding", place=self._place)
