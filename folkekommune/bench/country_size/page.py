"""The manual's page of a country: when one machine is enough, and what it costs to move to Spark.

What was measured is kept beside the pages as data, so that they can be written anew in other words. Every
figure on a page is taken or computed from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from folkekommune.bench.country_size.growth import (
    ENGINES,
    LIMIT,
    WRITING,
    Growth,
    different,
    first_times,
    growths,
    seconds_of,
    unfinished,
)
from folkekommune.texts import Language, number, text

DATA = "national.json"
PAGES: dict[Language, str] = {"nb": "nasjonalt.nb.md", "nn": "nasjonalt.nn.md", "en": "national.en.md"}
_HEAVY = ("import", "indicators")
"""Steps that go through many answers, by which engines are told apart."""

_FEW, _SECOND = 0.1, 10.0
_HOUR, _GIGABYTE = 3600, 1000
_COUNTED = ("import", "two-way", "four-way", "door", "regress", "logit", "indicators")
_REASONS = ("fits", "slow", "outgrown", "cluster")

Data = Mapping[str, Any]


def write_pages(folder: Path, data: Data) -> None:
    """Write what was measured as data, and the page of it in each language; of unfinished sizes nothing."""
    kept = dict(data) | {"sizes": [size for size in data["sizes"] if size["finished"]]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for language, name in PAGES.items():
        (folder / name).write_text(written(kept, language), "utf-8")


def written(data: Data, language: Language) -> str:
    """Write the page in a language."""
    return "\n\n".join(_page(data, language)) + "\n"


def _page(data: Data, language: Language) -> Iterator[str]:
    largest = data["sizes"][-1]
    yield f"# {text('national.title', language)}"
    yield text(
        "national.intro",
        language,
        date=data["date"],
        machine=data["machine"],
        children=largest["children"],
        answers=largest["writing"]["answers"],
    )
    if largest["scale"] != 1:
        yield text("national.not-whole", language, share=number(largest["scale"], language))
    if not _has_spark(largest):
        yield text("national.no-spark", language)
    yield f"## {text('national.short-heading', language)}"
    yield "\n".join(f"- {line}" for line in _short(data, language))
    yield f"## {text('national.when-heading', language)}"
    yield _when(data, language)
    yield f"## {text('national.steps-heading', language)}"
    yield text("national.steps", language)
    yield _steps(largest, language)
    yield text("national.release-heading", language)
    yield _release(data["sizes"], language)
    yield f"## {text('national.growth-heading', language)}"
    yield from _growth(data["sizes"], language)
    yield f"## {text('national.counted-heading', language)}"
    yield "\n".join(
        f"- **{text(f'national.step-{step}', language)}**: {text(f'national.counted-{step}', language)}"
        for step in _COUNTED
    )
    yield text("national.not-counted", language)
    yield f"## {text('national.load-heading', language)}"
    yield _load(data, language)
    yield f"## {text('national.limits-heading', language)}"
    yield text("national.limits", language, **_settings(data))


def _settings(data: Data) -> dict[str, object]:
    return {
        "threads": data["threads"],
        "duckdb": data["limits"]["duckdb"].removesuffix("GB"),
        "spark": data["limits"]["spark"].removesuffix("GB"),
        "partitions": data["partitions"],
    }


def _short(data: Data, language: Language) -> Iterator[str]:
    """Tell in a few lines what the figures say."""
    largest = data["sizes"][-1]
    ended = {step: each for step, each in largest["engines"]["duckdb"].items() if each["state"] == "ended"}
    slowest = max(ended, key=lambda step: seconds_of(ended[step]))
    writing = largest["writing"]
    yield text(
        "national.one-machine",
        language,
        step=text(f"national.step-{slowest}", language),
        seconds=_seconds(seconds_of(ended[slowest]), language),
        peak=_gigabytes(max(each["peak"] for each in ended.values()), language),
        disk=_gigabytes(writing["archive"] + writing["serving"], language),
    )
    if not _has_spark(largest):
        return
    spark = [each for each in largest["engines"]["spark"].values() if each["state"] == "ended"]
    ratios = list(_ratios(largest).values())
    yield text(
        "national.spark-slower",
        language,
        least=_times(min(ratios), language),
        most=_times(max(ratios), language),
        peak=_gigabytes(max(each["peak"] for each in spark), language),
    )
    opened = largest["engines"]["spark"]["open"]
    installed = data["installed"]
    if opened["state"] == "ended":
        yield text(
            "national.spark-costs",
            language,
            spark=number(installed["spark"], language, 0),
            java=number(installed["java"], language, 0),
            duckdb=number(installed["duckdb"], language, 0),
            seconds=_seconds(seconds_of(opened), language),
            disk=number(max(each["disk"] for each in spark), language, 0),
        )
    differ = different(data["sizes"])
    if differ:
        yield text("national.different", language, steps="; ".join(differ))
    else:
        yield text("national.same", language)
    left = unfinished(data["sizes"])
    if left:
        yield text("national.unfinished", language, steps=_left(data["sizes"], language))


def _left(sizes: Sequence[Data], language: Language) -> str:
    """Name what did not end in the page's own words."""
    return "; ".join(
        f"{text(f'national.step-{step}', language)} ({text(f'national.engine-{engine}', language)}, "
        f"{number(size['writing']['answers'], language)} {text('national.answers', language)}: "
        f"{_state(found, language)})"
        for size in sizes
        for engine, steps in size["engines"].items()
        for step, found in steps.items()
        if found["state"] != "ended"
    )


def _when(data: Data, language: Language) -> str:
    """Tell for each situation what to do."""
    largest = data["sizes"][-1]
    heavy = [ratio for step, ratio in _ratios(largest).items() if step in _HEAVY]
    cores = max(heavy, default=0.0) * data["threads"]
    known = "known" if heavy else "unknown"
    told: dict[str, object] = {
        "answers": largest["writing"]["answers"],
        "cores": number(cores, language, 0),
        "duckdb": data["limits"]["duckdb"].removesuffix("GB"),
    }
    advice = {each: f"national.then-{each}" for each in _REASONS} | {
        "cluster": f"national.then-cluster-{known}"
    }
    heads = (text("national.column-when", language), text("national.column-then", language))
    rows = (
        (text(f"national.when-{each}", language, **told), text(advice[each], language, **told))
        for each in _REASONS
    )
    return _table(heads, rows)


def _steps(size: Data, language: Language) -> str:
    engines = [engine for engine in ENGINES if size["engines"].get(engine)]
    heads = [text("national.column-step", language)]
    for engine in engines:
        name = text(f"national.engine-{engine}", language)
        heads += [
            f"{name}, {text(f'national.column-{column}', language)}" for column in ("first", "again", "peak")
        ]
    ratios = _ratios(size)
    if "spark" in engines:
        heads += [text("national.column-disk", language), text("national.column-ratio", language)]
    writing = size["writing"]
    blank = ["–"] * (len(heads) - 4)
    rows = [
        [
            text(f"national.step-{WRITING}", language),
            _seconds(writing["first"], language),
            "–",
            number(writing["peak"], language, 0),
            *blank,
        ]
    ]
    for step in size["engines"][engines[0]]:
        row = [text(f"national.step-{step}", language)]
        for engine in engines:
            row += _cells(size["engines"][engine][step], language)
        if "spark" in engines:
            found = size["engines"]["spark"][step]
            row.append(number(found["disk"], language, 0) if found["state"] == "ended" else "–")
            row.append(_times(ratios[step], language) if step in ratios else "–")
        rows.append(row)
    return _table(heads, rows)


def _release(sizes: Sequence[Data], language: Language) -> str:
    """Tell what the files of a release take at each size."""
    heads = [text("national.column-files", language), *_of_sizes(sizes, language)[1:]]
    rows = (
        (
            text(f"national.release-{kind}", language),
            *(number(size["writing"][kind], language, 0) for size in sizes),
        )
        for kind in ("archive", "serving")
    )
    return _table(heads, rows)


def _cells(found: Data, language: Language) -> list[str]:
    if found["state"] != "ended":
        return [_state(found, language), "–", "–"]
    again = "–" if found["again"] is None else _seconds(found["again"], language)
    return [_seconds(found["first"], language), again, number(found["peak"], language, 0)]


def _state(found: Data, language: Language) -> str:
    if found["state"] == "not-ended":
        return text("national.not-ended", language, minutes=number(found["minutes"], language))
    return text("national.failed", language)


def _growth(sizes: Sequence[Data], language: Language) -> Iterator[str]:
    """Tell time and memory at each size, and the powers."""
    found = growths(sizes)
    if not found:
        yield text("national.no-growth", language)
        return
    limit = number(LIMIT, language)
    yield text("national.growth", language, limit=limit, n=len(sizes))
    over = [each for each in found if each.worst > LIMIT]
    names = "; ".join(
        f"{_name(each, language)} ({text(f'national.what-{each.what}', language)} "
        f"{number(each.worst, language, 2)})"
        for each in over
    )
    yield (
        text("national.growth-over", language, limit=limit, names=names)
        if over
        else text("national.growth-within", language, limit=limit)
    )
    first = max(first_times(sizes), key=lambda each: each.worst, default=None)
    if first is not None:
        step, exponent = _name(first, language), number(first.worst, language, 2)
        yield text("national.growth-first", language, step=step, exponent=exponent)
    for what in ("time", "memory"):
        yield f"### {text(f'national.growth-{what}', language)}"
        heads = _of_sizes(sizes, language)
        heads += [text(f"national.column-{column}", language) for column in ("last", "whole")]
        rows = (
            (
                _name(each, language),
                *(_measure(size, each, language) for size in sizes),
                number(each.last, language, 2),
                number(each.whole, language, 2),
            )
            for each in found
            if each.what == what
        )
        yield _table(heads, rows)
    if _has_spark(sizes[-1]):
        yield f"### {text('national.ratios-heading', language)}"
        yield text("national.ratios", language)
        yield _ratio_table(sizes, language)


def _ratio_table(sizes: Sequence[Data], language: Language) -> str:
    """Tell how many times as long Spark takes at each size."""
    found = [_ratios(size) for size in sizes]
    rows = (
        (
            text(f"national.step-{step}", language),
            *(_times(ratios[step], language) if step in ratios else "–" for ratios in found),
        )
        for step in _COUNTED
    )
    return _table(_of_sizes(sizes, language), rows)


def _of_sizes(sizes: Sequence[Data], language: Language) -> list[str]:
    """Give the heads of a column of steps, and of one for each size."""
    answers = (
        f"{number(size['writing']['answers'], language)} {text('national.answers', language)}"
        for size in sizes
    )
    return [text("national.column-step", language), *answers]


def _name(growth: Growth, language: Language) -> str:
    step = text(f"national.step-{growth.step}", language)
    return f"{step}, {text(f'national.engine-{growth.engine}', language)}" if growth.engine else step


def _measure(size: Data, growth: Growth, language: Language) -> str:
    found = size["engines"].get(growth.engine, {}).get(growth.step) if growth.engine else size["writing"]
    if found is None or found["state"] != "ended":
        return "–"
    if growth.what == "memory":
        return number(found["peak"], language, 0)
    return _seconds(seconds_of(found), language)


def _load(data: Data, language: Language) -> str:
    load = data["load"]
    if load is None:
        return text("national.load-unknown", language)
    answers = data["sizes"][-1]["writing"]["answers"]
    return text(
        "national.load",
        language,
        date=load["date"],
        speed=number(load["speed"], language, 0),
        growth=number(load["growth"], language, 2),
        memory=number(load["memory"], language, 0),
        answers=answers,
        hours=number(answers / load["speed"] / _HOUR, language, 1),
    )


def _has_spark(size: Data) -> bool:
    return bool(size["engines"].get("spark"))


def _ratios(size: Data) -> dict[str, float]:
    """Give how many times as long Spark takes, for what both have done."""
    spark = size["engines"].get("spark") or {}
    return {
        step: seconds_of(spark[step]) / seconds_of(found)
        for step, found in size["engines"]["duckdb"].items()
        if step != "open" and step in spark and found["state"] == spark[step]["state"] == "ended"
    }


def _times(ratio: float, language: Language) -> str:
    return number(ratio, language, 0 if ratio >= _SECOND else 1)


def _seconds(seconds: float, language: Language) -> str:
    return number(seconds, language, 3 if seconds < _FEW else 1 if seconds >= _SECOND else 2)


def _gigabytes(megabytes: float, language: Language) -> str:
    return number(megabytes / _GIGABYTE, language, 1)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
