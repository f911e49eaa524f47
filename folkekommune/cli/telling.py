"""How the command line speaks: language, faults, results."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from folkekommune.errors import UserError
from folkekommune.texts import LANGUAGES, Language, text


def language() -> Language:
    """Choose the language: ``FOLKEKOMMUNE_LANG``, else the system's, else bokmål."""
    wanted = os.environ.get("FOLKEKOMMUNE_LANG") or os.environ.get("LANG", "")
    short = wanted[:2]
    return next((known for known in LANGUAGES if known == short), "nb" if short == "no" else "en")


def tell_fault(fault: UserError) -> None:
    """Tell what is wrong, where, and what to do."""
    say(fault_sentence(fault, language()))


def fault_sentence(fault: UserError, tongue: Language) -> str:
    """Write what is wrong, where, and what to do."""
    place = fault.place
    told = []
    if place:
        for part in ("file", "line", "row", "column"):
            value = getattr(place, part)
            if value is not None:
                told.append(text(f"common.place-{part}", tongue, **{part: str(value)}))
    where = ", ".join(told)
    sentence = text(fault.code, tongue, **fault.parameters)
    if fault.suggestion:
        sentence += " " + text("cli.suggestion", tongue, suggestion=fault.suggestion)
    return f"{where}: {sentence}" if where else sentence


def tell_own_fault(fault: BaseException) -> None:
    """Tell of a fault of ours: its kind and where in the code, never its message or values."""
    frames = traceback.extract_tb(fault.__traceback__)
    last = next((f for f in reversed(frames) if "folkekommune" in f.filename), frames[-1] if frames else None)
    where = f"{Path(last.filename).name}:{last.lineno}" if last else "-"
    say(text("cli.own-fault", language(), kind=type(fault).__name__, where=where))


def say(sentence: str) -> None:
    """Write to standard error."""
    print(sentence, file=sys.stderr)  # noqa: T201 - the command line's own voice


def give(written: str) -> None:
    """Write a result to standard output."""
    print(written)  # noqa: T201 - the command line's result


def give_data(data: Any) -> None:
    """Write a result as JSON to standard output."""
    give(json.dumps(data, ensure_ascii=False, indent=2))
