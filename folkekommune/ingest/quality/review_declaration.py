"""What ``quality.toml`` declares for the review of a draft: who recorded what, and how people change."""

from __future__ import annotations

from dataclasses import dataclass, field

from folkekommune.ingest.mappings.toml_tables import TomlTable

STANDARDS = ("who-weight", "who-height", "body-mass-index", "own")
_INDEX_ITEMS = 2


@dataclass(frozen=True)
class ReviewItems:
    """Which items tell of the visit and the person.

    :param attended: the item that tells whether anyone came, and the codes that say so.
    :param sex: the fact of the person; :param beside: items whose answers missingness is held against.
    """

    site: str = ""
    recorder: str = ""
    district: str = ""
    sex: str = ""
    attended: str = ""
    attended_codes: tuple[int, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """How a measure goes on from visit to visit in one person.

    :param logarithm: whether it varies by shares rather than by steps.
    :param most_fall: how much less it may be than the time before; :param free_fall: how much more about
        the day when the way of measuring changes.
    :param most_growth: how much it may grow in a month, from an age on.
    :param copied_from_days: from which age the same value twice is suspicious; None for never.
    """

    item: str
    logarithm: bool = False
    most_fall: float | None = None
    free_fall: float = 0.0
    free_at_days: float = 0.0
    most_growth: float | None = None
    growth_from_days: float = 0.0
    copied_from_days: float | None = None


@dataclass(frozen=True)
class ScoreLimits:
    """Items held against a growth standard, and the z-scores that no one has.

    :param usual_spread: the standard deviations of z that a place may have.
    """

    items: tuple[str, ...]
    standard: str
    lowest: float
    highest: float
    usual_spread: tuple[float, float] | None = None


@dataclass(frozen=True)
class Logic:
    """Answers that cannot be: at an age, after another answer, or beside a number.

    :param codes: the answers; :param from_days: impossible from this age on.
    :param after: impossible when the answer before was one of these.
    :param beside: an item in months of age that must not lie before the visit.
    :param excludes: whether the answer is taken out, or only counted.
    """

    rule: str
    item: str
    codes: tuple[int, ...]
    from_days: float | None
    after: tuple[int, ...]
    beside: str
    excludes: bool


@dataclass(frozen=True)
class Reviewed:
    """Everything that the review of a draft is told."""

    items: ReviewItems = field(default_factory=ReviewItems)
    courses: tuple[Course, ...] = ()
    scores: tuple[ScoreLimits, ...] = ()
    logic: tuple[Logic, ...] = ()


def read_reviewed(top: TomlTable, items: set[str]) -> Reviewed:
    """Read ``[review]``, ``[[courses]]``, ``[[scores]]`` and ``[[logic]]``.

    :param items: the items of the databank.
    :raises InputError: with the file and the key that is wrong.
    """
    return Reviewed(
        items=_items(top.table("review"), items),
        courses=tuple(_course(table, items) for table in top.tables("courses")),
        scores=tuple(_scores(table, items) for table in top.tables("scores")),
        logic=tuple(_logic(table, items) for table in top.tables("logic")),
    )


def _items(table: TomlTable, items: set[str]) -> ReviewItems:
    found = ReviewItems(
        site=table.text("site", ""),
        recorder=table.text("recorder", ""),
        district=table.text("district", ""),
        sex=table.text("sex", ""),
        attended=table.text("attended", ""),
        attended_codes=tuple(int(code) for code in table.numbers("attended_codes")),
        beside=table.texts("beside"),
    )
    named_items = {
        "site": found.site,
        "recorder": found.recorder,
        "district": found.district,
        "attended": found.attended,
    }
    for key, named in named_items.items():
        if named and named not in items:
            raise table.fault(key, "ingest.target-unknown")
    if not set(found.beside) <= items:
        raise table.fault("beside", "ingest.target-unknown")
    table.close()
    return found


def _course(table: TomlTable, items: set[str]) -> Course:
    course = Course(
        item=_item(table, items),
        logarithm=table.flag("logarithm", default=False),
        most_fall=_optional(table, "most_fall"),
        free_fall=table.number("free_fall", 0.0),
        free_at_days=table.number("free_at_days", 0.0),
        most_growth=_optional(table, "most_growth"),
        growth_from_days=table.number("growth_from_days", 0.0),
        copied_from_days=_optional(table, "copied_from_days"),
    )
    table.close()
    return course


def _scores(table: TomlTable, items: set[str]) -> ScoreLimits:
    named = table.texts("items")
    standard = table.choice("standard", STANDARDS)
    if (
        not named
        or not set(named) <= items
        or (standard == "body-mass-index") != (len(named) == _INDEX_ITEMS)
    ):
        raise table.fault("items", "ingest.target-unknown")
    limits, usual = table.numbers("z"), table.numbers("usual_spread")
    for key, pair in (("z", limits), ("usual_spread", usual)):
        if (pair or key == "z") and (len(pair) != 2 or pair[0] >= pair[1]):  # noqa: PLR2004 - low and high
            raise table.fault(key, "ingest.key-not-numbers")
    table.close()
    return ScoreLimits(named, standard, limits[0], limits[1], (usual[0], usual[1]) if usual else None)


def _logic(table: TomlTable, items: set[str]) -> Logic:
    logic = Logic(
        rule=table.text("rule"),
        item=_item(table, items),
        codes=tuple(int(code) for code in table.numbers("codes")),
        from_days=_optional(table, "from_days"),
        after=tuple(int(code) for code in table.numbers("after")),
        beside=table.text("beside", ""),
        excludes=table.choice("action", ("exclude", "warn")) == "exclude",
    )
    if logic.beside and logic.beside not in items:
        raise table.fault("beside", "ingest.target-unknown")
    table.close()
    return logic


def _item(table: TomlTable, items: set[str]) -> str:
    item = table.text("item")
    if item not in items:
        raise table.fault("item", "ingest.target-unknown")
    return item


def _optional(table: TomlTable, key: str) -> float | None:
    return table.number(key) if key in table else None
