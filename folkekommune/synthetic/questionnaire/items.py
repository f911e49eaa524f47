"""Items and occasions of the questionnaire, read from ``items.csv`` and ``occasions.csv``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from folkekommune.synthetic.questionnaire.marginals import (
    BOY,
    GIRL,
    Shares,
    Spec,
    parse_by_occasion,
    parse_marginal,
    parse_spec,
)
from folkekommune.synthetic.source import Source

_LIMITS = re.compile(r"([\d.]+?)\.\.([\d.]+)(?: \S+)?")
_SEXES = {"": None, "both": None, "boy": BOY, "girl": GIRL}
YES_OR_NO = "janei"


@dataclass(frozen=True)
class Occasion:
    """A consultation: when it is due, how the actual age spreads, how many are recorded, and where."""

    name: str
    title: str
    due: int
    spread: float
    attendance: float
    attendance_years: dict[int, float] = field(hash=False)
    place: str

    @property
    def at_school(self) -> bool:
        """Whether it takes place at a school."""
        return self.place.startswith("S")


@dataclass(frozen=True)
class Offer:
    """Who was asked an item, when not everyone was."""

    from_date: date | None
    sex: int | None
    born_from: int | None


@dataclass(frozen=True)
class Item:
    """One item of the questionnaire."""

    name: str
    kind: str
    code_list: str | None
    limits: tuple[float, float] | None
    occasions: tuple[str, ...]
    specs: dict[tuple[str, int], Spec] = field(hash=False)
    profiles: dict[str, tuple[tuple[int, Shares], ...]] = field(hash=False)
    effects: dict[str, float] = field(hash=False)
    adverse_low: bool
    scale: str
    score: tuple[str, float] | None
    role: str
    missing: dict[str, float] = field(hash=False)
    decimals: dict[str, int] = field(hash=False)
    labels: dict[str, str] = field(hash=False)
    offers: tuple[Offer, ...]

    @property
    def coded(self) -> bool:
        """Whether the answer is a code of a list."""
        return self.code_list is not None


@dataclass(frozen=True)
class Questionnaire:
    """Everything that is asked, and when."""

    occasions: tuple[Occasion, ...]
    items: tuple[Item, ...]

    def occasion(self, name: str) -> Occasion:
        """Give an occasion by name."""
        return next(occasion for occasion in self.occasions if occasion.name == name)

    def item(self, name: str) -> Item:
        """Give an item by name."""
        return next(item for item in self.items if item.name == name)

    def with_role(self, role: str) -> Item:
        """Give the item with a role."""
        return next(item for item in self.items if item.role == role)

    def answered_at(self, occasion: str) -> tuple[Item, ...]:
        """Give the items that are answered at an occasion, in the order of the form."""
        return tuple(item for item in self.items if occasion in item.occasions and item.specs)

    def measured(self, name: str, occasion: str) -> Item | None:
        """Give the item that records a measurement at an occasion."""
        for item in self.answered_at(occasion):
            spec = item.specs[occasion, BOY]
            if getattr(spec, "name", None) == name:
                return item
        return None


def load_questionnaire(source: Source) -> Questionnaire:
    """Read the questionnaire."""
    occasions = tuple(_occasion(row) for row in source.rows("occasions.csv"))
    order = tuple(occasion.name for occasion in occasions)
    offers: dict[str, list[Offer]] = {}
    for row in source.rows("offered.csv"):
        offers.setdefault(row["item"], []).append(_offer(row))
    profiles: dict[tuple[str, str], list[tuple[int, Shares]]] = {}
    for row in source.rows("time_profiles.csv"):
        spec = parse_spec(row["shares"])
        assert isinstance(spec, Shares)  # noqa: S101 - the table holds shares only
        profiles.setdefault((row["item"], row["occasion"]), []).append((int(row["year"]), spec))
    items = []
    for row in source.rows("items.csv"):
        own = {at: tuple(knots) for (item, at), knots in profiles.items() if item == row["name"]}
        items.append(_item(row, order, profiles=own, offers=tuple(offers.get(row["name"], ()))))
    return Questionnaire(occasions, tuple(items))


def expand_occasions(text: str, order: tuple[str, ...]) -> tuple[str, ...]:
    """Read ``HB..M18|A2`` or ``all`` as occasions."""
    if text == "all":
        return order
    found: list[str] = []
    for part in text.split("|"):
        first, dots, last = part.partition("..")
        if dots:
            found.extend(order[order.index(first) : order.index(last) + 1])
        else:
            found.append(first)
    return tuple(found)


def _occasion(row: dict[str, str]) -> Occasion:
    years = dict(pair.split("=") for pair in row["attendance_years"].split(",") if pair)
    return Occasion(
        name=row["name"],
        title=row["nb"],
        due=int(row["due"]),
        spread=float(row["sd"]),
        attendance=float(row["attendance"]),
        attendance_years={int(year): float(share) for year, share in years.items()},
        place=row["place"],
    )


def _offer(row: dict[str, str]) -> Offer:
    return Offer(
        from_date=date.fromisoformat(row["from_date"]) if row["from_date"] else None,
        sex=_SEXES[row["sex"]],
        born_from=int(row["born_from"]) if row["born_from"] else None,
    )


def _item(
    row: dict[str, str],
    order: tuple[str, ...],
    *,
    profiles: dict[str, tuple[tuple[int, Shares], ...]],
    offers: tuple[Offer, ...],
) -> Item:
    occasions = expand_occasions(row["visits"], order)
    limits = _LIMITS.fullmatch(row["domain"])
    key, _, correlation = row["score"].partition(":")
    decimals = _by_occasion(row["decimals"] or "0", occasions, order)
    missing = _by_occasion(row["missing"], occasions, order)
    return Item(
        name=row["name"],
        kind=row["type"],
        code_list={"code": row["domain"], "bool": YES_OR_NO}.get(row["type"]),
        limits=(float(limits[1]), float(limits[2])) if limits else None,
        occasions=occasions,
        specs=_specs(row["marginal"], occasions, order),
        profiles=profiles,
        effects={name: float(value) for name, value in (e.split() for e in row["effects"].split(",") if e)},
        adverse_low=row["adverse"] == "low",
        scale=row["scale"],
        score=(key, float(correlation)) if key else None,
        role=row["role"],
        missing={at: float(share) for at, share in missing.items()},
        decimals={at: int(number) for at, number in decimals.items()},
        labels=_by_occasion(row["label"], occasions, order),
        offers=offers,
    )


def _specs(text: str, occasions: tuple[str, ...], order: tuple[str, ...]) -> dict[tuple[str, int], Spec]:
    specs: dict[tuple[str, int], Spec] = {}
    parts = sorted(parse_marginal(text), key=lambda part: part.occasions is not None)
    for part in parts:
        for at in occasions if part.occasions is None else expand_occasions(part.occasions, order):
            for sex in (BOY, GIRL) if part.sex is None else (part.sex,):
                specs[at, sex] = part.spec
    missing = [at for at in occasions for sex in (BOY, GIRL) if specs and (at, sex) not in specs]
    if missing:
        raise ValueError(text)
    return specs


def _by_occasion(text: str, occasions: tuple[str, ...], order: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for where, value in sorted(parse_by_occasion(text), key=lambda part: part[0] is not None):
        found.update(dict.fromkeys(occasions if where is None else expand_occasions(where, order), value))
    return {at: found[at] for at in occasions}
