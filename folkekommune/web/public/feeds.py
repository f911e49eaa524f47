"""Atom feeds (RFC 4287) of what has changed in public: for a municipality, and for one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedEntry:
    """Something that happened: a sentence or two, when, and the page about it."""

    identifier: str
    title: str
    summary: str
    at: datetime
    href: str


def atom(title: str, *, language: str, address: str, page: str, entries: Sequence[FeedEntry]) -> bytes:
    """Write a feed; links are relative to where it is read, so that it holds no name of a machine.

    :param address: path of the feed, by which it is also known; :param page: the page it is about.
    """
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _text(feed, "title", title)
    _text(feed, "id", _name(address))
    _text(feed, "updated", max((entry.at for entry in entries), default=_EPOCH).isoformat())
    SubElement(feed, "link", {"rel": "self", "href": address})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _text(SubElement(feed, "author"), "name", title)
    for entry in entries:
        told = SubElement(feed, "entry")
        _text(told, "title", entry.title)
        _text(told, "id", _name(f"{address} {entry.identifier}"))
        _text(told, "updated", entry.at.isoformat())
        SubElement(told, "link", {"rel": "alternate", "type": "text/html", "href": entry.href})
        _text(told, "summary", entry.summary)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: Element, name: str, content: str) -> None:
    SubElement(parent, name).text = content


def _name(of: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, of)}"
