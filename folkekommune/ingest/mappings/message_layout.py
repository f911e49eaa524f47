"""Where in a message what stands: the section ``[message]`` of a mapping.

A path names elements from the outermost one inwards, ``m:MsgInfo/m:Patient``, with an attribute at the end
where that is what is meant, ``m:Type/@V``. What stands before a colon is a namespace of the section.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from folkekommune.errors import InputError, Place
from folkekommune.ingest.mappings.mapping import Mapping
from folkekommune.ingest.mappings.toml_tables import TomlTable

KIND, GENERATED, IDENTITY, IDENTIFIER = "kind", "generated", "identity", "identifier"
VISIT, QUESTION, ANSWER = "visit", "question", "answer"
TEXTS = (KIND, GENERATED, IDENTITY, IDENTIFIER)
ELEMENTS = (VISIT, QUESTION, ANSWER)
_ATTRIBUTES = ("occasion", "withdrawn", "name", "value", "absent", "unit")


@dataclass
class Node:
    """What is wanted of an element: its text, some attributes, or all that it is.

    :param texts: what its text is, by the names of what is wanted; :param attributes: the same of each.
    :param element: which of ``ELEMENTS`` it is.
    """

    children: dict[str, Node] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    element: str = ""


@dataclass(frozen=True)
class MessageLayout:
    """A kind of message.

    :param kind: what stands where the kind of the message does; :param identifiers: kinds of identity number,
        the preferred first; :param tree: what is wanted, from the outside in.
    :param occasion, withdrawn: attributes of the visit; :param name: of a question; :param value, absent,
        unit: of an answer.
    """

    kind: str
    identifiers: tuple[str, ...]
    tree: Node
    occasion: str
    withdrawn: str
    name: str
    value: str
    absent: str
    unit: str


def read_layout(mapping: Mapping) -> MessageLayout:
    """Read the section.

    :raises InputError: with the key that is missing or wrong.
    """
    table = mapping.layout
    if table is None:
        raise InputError("ingest.key-missing", place=Place(file=str(mapping.file)), key="message")
    attributes = table.table("attributes")
    layout = MessageLayout(
        kind=table.text("kind"),
        identifiers=table.texts("identifiers"),
        tree=_tree(mapping, table),
        **{name: attributes.text(name) for name in _ATTRIBUTES},
    )
    attributes.close()
    table.close()
    return layout


def _tree(mapping: Mapping, table: TomlTable) -> Node:
    namespaces, paths = table.table("namespaces"), table.table("paths")
    known = {prefix: namespaces.text(prefix) for prefix in namespaces}
    tree = Node()
    for key in (*TEXTS, *ELEMENTS):
        path = paths.text(key)
        try:
            node, attribute = _place(tree, path, known)
        except KeyError:
            raise paths.fault(key, "messages.prefix-unknown", known=", ".join(sorted(known))) from None
        if key in ELEMENTS and not attribute:
            node.element = key
        elif key in ELEMENTS:
            raise paths.fault(key, "messages.path-not-element")
        elif attribute:
            node.attributes.setdefault(attribute, []).append(key)
        else:
            node.texts.append(key)
    paths.close()
    for name in mapping.labels.fields:
        if "/" not in name:
            continue
        try:
            node, attribute = _place(tree, name, known)
        except KeyError:
            raise table.fault("namespaces", "messages.field-prefix-unknown", field=name) from None
        wanted = node.attributes.setdefault(attribute, []) if attribute else node.texts
        wanted.append(name)
    return tree


def _place(tree: Node, path: str, namespaces: dict[str, str]) -> tuple[Node, str]:
    """Give the node that a path leads to, made where it is not there yet, and the attribute at its end."""
    node = tree
    *steps, last = path.split("/")
    attribute = last[1:] if last.startswith("@") else ""
    for step in steps if attribute else (*steps, last):
        prefix, colon, name = step.rpartition(":")
        full = f"{namespaces[prefix]} {name}" if colon else name
        node = node.children.setdefault(full, Node())
    return node, attribute
