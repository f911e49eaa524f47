"""A small graph of statements, in two forms: Turtle and JSON-LD. No statement is about a nameless thing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Iri(NamedTuple):
    """A thing by its address."""

    address: str


class Words(NamedTuple):
    """A text, in a language if it has one."""

    text: str
    language: str = ""


class Typed(NamedTuple):
    """A value of a type, such as ``xsd:date``."""

    text: str
    type: str


Value = Iri | Words | Typed


@dataclass
class Graph:
    """Statements by what they are about, in the order they were made."""

    about: dict[str, list[tuple[str, Value]]] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, *values: Value) -> None:
        """State something; ``a`` is the type, given by its short name."""
        self.about.setdefault(subject, []).extend((predicate, value) for value in values)


def turtle(graph: Graph) -> bytes:
    """Write a graph as Turtle (https://www.w3.org/TR/turtle/)."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    for subject, statements in graph.about.items():
        told = " ;\n    ".join(
            f"{predicate} {_turtle_value(predicate, value)}" for predicate, value in statements
        )
        lines.append(f"\n<{_safe(subject)}>\n    {told} .")
    return ("\n".join(lines) + "\n").encode()


def json_ld(graph: Graph) -> bytes:
    """Write a graph as JSON-LD (https://www.w3.org/TR/json-ld11/) that needs no other file."""
    things = [_thing(subject, statements) for subject, statements in graph.about.items()]
    content = {"@context": dict(PREFIXES), "@graph": things}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _turtle_value(predicate: str, value: Value) -> str:
    match value:
        case Iri(address) if predicate == "a":
            return address
        case Iri(address):
            return f"<{_safe(address)}>"
        case Words(text, language):
            return f'"{text.translate(_ESCAPES)}"' + (f"@{language}" if language else "")
        case Typed(text, kind):
            return f'"{text.translate(_ESCAPES)}"^^{kind}'


def _thing(subject: str, statements: list[tuple[str, Value]]) -> dict[str, Any]:
    thing: dict[str, Any] = {"@id": _safe(subject)}
    for predicate, value in statements:
        if predicate == "a" and isinstance(value, Iri):
            thing.setdefault("@type", []).append(value.address)
        else:
            thing.setdefault(predicate, []).append(_json_value(value))
    return thing


def _json_value(value: Value) -> dict[str, str]:
    match value:
        case Iri(address):
            return {"@id": _safe(address)}
        case Words(text, language):
            return {"@value": text, "@language": language} if language else {"@value": text}
        case Typed(text, kind):
            return {"@value": text, "@type": kind}


def _safe(address: str) -> str:
    """Write an address so that nothing in it can end it."""
    return "".join(f"%{ord(sign):02X}" if sign in '<>"{}|^`\\ ' else sign for sign in address)
