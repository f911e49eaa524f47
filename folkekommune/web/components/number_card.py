"""Tall-kort: one figure with everything needed to read it right. The same card everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.verdict import Tone


@dataclass(frozen=True)
class Tag:
    """A verdict in words, with its sign. The colour never stands alone: sign and words say the same."""

    text: str
    symbol: str
    tone: Tone = Tone.NONE

    @property
    def colour(self) -> str:
        """The design system's name of the colour."""
        return _COLOURS.get(self.tone, "neutral")


_COLOURS = {Tone.BETTER: "info", Tone.WORSE: "warning"}


@dataclass(frozen=True)
class NumberCard:
    """What a card shows.

    :param value: the written value, or None when it is hidden or missing: then ``reason`` says why.
    :param interval: the interval in words, :param period: the year or years.
    :param comparison: a sentence, :param coverage: how complete the recording is, in words.
    :param href: the page about the figure.
    """

    title: str
    period: str
    href: str
    value: str | None = None
    unit: str = ""
    interval: str = ""
    comparison: str = ""
    coverage: str = ""
    tag: Tag | None = None
    reason: str = ""
