"""How a verdict is drawn: by the shape of its sign, and by a colour that says the same.

The verdict is not made here. Whoever asks for a picture hands over its sign, its tone and its word, so that
every picture shows what the one verdict says. An open dot is not tested; what is not different has no colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.rendering.charts import Ink

_SHAPES = {"▲": "triangle-up", "▼": "triangle-down"}
_OPEN = "○"
_INKS = {"better": Ink.BETTER, "worse": Ink.WORSE}
_FILLS = {"better": Ink.FILL_BETTER, "worse": Ink.FILL_WORSE, "similar": Ink.FILL_SIMILAR}
_ABSENT = frozenset({":", "..", "."})


@dataclass(frozen=True)
class Mark:
    """A verdict to be drawn.

    :param sign: ``▲``, ``▼``, ``●`` or ``○``, or the sign of a value that is not there.
    :param tone: ``better``, ``worse``, ``similar`` or ``none``. :param word: the verdict in a word or two.
    """

    sign: str = _OPEN
    tone: str = "none"
    word: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether there is no value."""
        return self.sign in _ABSENT

    @property
    def shape(self) -> str:
        """The shape of the point in Vega."""
        return _SHAPES.get(self.sign, "circle")

    @property
    def ink(self) -> Ink:
        """The colour of its outline."""
        return _INKS.get(self.tone, Ink.OTHER)

    @property
    def inside(self) -> str:
        """The colour that fills the point; that of the page where it is open."""
        return (Ink.HALO if self.sign == _OPEN else self.ink).stand_in

    @property
    def fill(self) -> Ink:
        """The colour of an area or cell with the verdict."""
        return Ink.HATCH if self.is_absent else _FILLS.get(self.tone, Ink.HALO)

    @property
    def label(self) -> str:
        """Sign and word, as they stand in a cell."""
        return f"{self.sign} {self.word}".strip()


NOT_TESTED = Mark()
