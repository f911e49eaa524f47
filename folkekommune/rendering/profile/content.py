"""What stands in the profile of a municipality or a district: finished words, numbers and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.texts import Language


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, and what it shows, in words."""

    svg: str
    description: str


@dataclass(frozen=True)
class ProfileRow:
    """An indicator: its newest figure, the verdict on it, and what is said of it.

    :param value: the written value, or nothing where ``sign`` and ``word`` say why there is none.
    :param sign: :param word: :param tone: of the verdict; ``against`` is what it was held against.
    :param strip: where the place lies among the districts; :param trend: the years before.
    """

    name: str
    period: str
    value: str
    interval: str
    sign: str
    word: str
    tone: str
    against: str = ""
    strip: Picture | None = None
    trend: Picture | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileTheme:
    """A theme with its indicators."""

    heading: str
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True)
class ProfileMap:
    """A map of the districts with what its marks mean and whose borders it shows."""

    heading: str
    picture: Picture
    legend: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Profile:
    """The whole profile.

    :param findings: what stands out, most certain first.
    :param meanings: each sign and what it means; :param about: how to read the figures, line by line;
        :param about_strips: how to read the pictures beside them.
    :param origin: which publication it is, and when it was made; :param warning: of synthetic persons.
    """

    language: Language
    title: str
    place: str
    origin: str
    lead: str
    findings: tuple[str, ...]
    themes: tuple[ProfileTheme, ...]
    meanings: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    about_strips: str = ""
    map: ProfileMap | None = None
    warning: str = ""

    @property
    def against(self) -> str:
        """What figures are held against, if it is the same for all."""
        found = {row.against for theme in self.themes for row in theme.rows if row.against}
        return found.pop() if len(found) == 1 else ""
