"""Read one message: what it is, whom it is about, and what the visit in it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from folkekommune.errors import InputError, Place
from folkekommune.ingest.formats.xml_feed import (
    DEEPEST,
    BrokenXmlError,
    DirectHandler,
    End,
    Start,
    TooDeep,
    XmlFeed,
)
from folkekommune.ingest.mappings.message_layout import (
    ANSWER,
    GENERATED,
    IDENTIFIER,
    IDENTITY,
    KIND,
    QUESTION,
    TEXTS,
    VISIT,
    MessageLayout,
    Node,
)

ABSENT_WORD = "null:"
NO_INFORMATION = "NI"
_TRUE = {"true", "1"}
_NOWHERE = Node()
_DEEPEST_PATH = DEEPEST + 1
"""With the place outside the outermost element."""


@dataclass
class Message:
    """What a message says.

    :param texts: what stands at the paths of the layout, each as often as it is there.
    :param fields: what the visit says, by the name of the field: ``@`` and the name of an attribute, the name
        of a question, or a path; :param units: the unit beside an answer.
    """

    texts: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    occasion: str = ""
    withdrawn: bool = False
    visits: int = 0

    @property
    def kind(self) -> str:
        """Give the kind of the message; empty when it does not say."""
        return next(iter(self.texts.get(KIND, ())), "")

    @property
    def generated(self) -> str:
        """Give when the message was made, as it is written."""
        return next(iter(self.texts.get(GENERATED, ())), "")

    def identities(self, kinds: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
        """Give the identity number of the kind that is preferred, and those of the other kinds."""
        told = zip(self.texts.get(IDENTIFIER, ()), self.texts.get(IDENTITY, ()), strict=False)
        by_kind = dict(told)
        numbers = tuple(by_kind[kind] for kind in kinds if by_kind.get(kind))
        return (numbers[0], numbers[1:]) if numbers else (None, ())


def read_message(content: bytes, layout: MessageLayout, place: Place) -> Message:
    """Read a message.

    :raises BrokenXmlError: when it is not XML, or does not hold one visit.
    :raises InputError: when it is hostile, in another encoding than it says, or another kind of message.
    """
    reading = _Reading(layout)
    try:
        XmlFeed(reading, place).feed(content, last=True)
    except BrokenXmlError:
        if reading.message.visits == 0 and not _is_utf8(content) and not _declares_another(content):
            raise InputError("messages.encoding-wrong", place=place) from None
        raise
    message = reading.message
    if message.kind != layout.kind or message.visits == 0:
        raise InputError("messages.other-message", place=place)
    if message.visits > 1:
        raise BrokenXmlError
    return message


class _Reading(DirectHandler):
    """Takes from the elements of a message what the layout wants."""

    def __init__(self, layout: MessageLayout) -> None:
        self.message = Message()
        self._layout = layout
        self._question = ""

    def elements(self, text: list[str], too_deep: TooDeep) -> tuple[Start, End]:
        """Give what is called at the start and at the end of each element."""
        path = [self._layout.tree]
        begin, leave = path.append, path.pop
        answer, name_of_question = self._answer, self._layout.name

        def start(name: str, attributes: dict[str, str]) -> None:
            if text:
                text.clear()
            node = path[-1].children.get(name, _NOWHERE)
            begin(node)
            if len(path) > _DEEPEST_PATH:
                raise too_deep()
            if node.attributes:
                self._take(node, attributes)
            element = node.element
            if element == ANSWER:
                answer(attributes)
            elif element == QUESTION:
                self._question = attributes.get(name_of_question, "")
            elif element == VISIT:
                self._visit(attributes)

        def end(_name: str) -> None:
            texts = leave().texts
            if texts:
                word = "".join(text).strip()
                for key in texts:
                    self._keep(key, word)
            if text:
                text.clear()

        return start, end

    def _take(self, node: Node, attributes: dict[str, str]) -> None:
        """Take the attributes that the layout wants."""
        for attribute, keys in node.attributes.items():
            if attribute in attributes:
                for key in keys:
                    self._keep(key, attributes[attribute])

    def _keep(self, key: str, text: str) -> None:
        if key in TEXTS:
            self.message.texts.setdefault(key, []).append(text)
        elif text:
            self._say(key, text)

    def _visit(self, attributes: dict[str, str]) -> None:
        message, layout = self.message, self._layout
        message.visits += 1
        for name, value in attributes.items():
            if name == layout.occasion:
                message.occasion = value
            elif name == layout.withdrawn:
                message.withdrawn = value in _TRUE
            elif " " not in name:
                message.fields[f"@{name}"] = value

    def _answer(self, attributes: dict[str, str]) -> None:
        value = attributes.get(self._layout.value, "")
        absent = attributes.get(self._layout.absent, NO_INFORMATION)
        if not value and absent != NO_INFORMATION:
            value = f"{ABSENT_WORD}{absent}"
        if not value:
            # The question was there, so its field is known to be in the message.
            self.message.fields.setdefault(self._question, "")
            return
        self._say(self._question, value)
        if unit := attributes.get(self._layout.unit):
            self.message.units[self._question] = unit

    def _say(self, name: str, word: str) -> None:
        """Keep an answer; several are put together, so that no one chooses between them."""
        earlier = self.message.fields.get(name)
        self.message.fields[name] = f"{earlier}|{word}" if earlier else word


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declares_another(content: bytes) -> bool:
    """Tell whether the first line declares another encoding than UTF-8."""
    declaration = content[:200].partition(b"?>")[0].lower()
    return b"encoding" in declaration and b"utf-8" not in declaration
