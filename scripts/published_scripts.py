"""Record how far the published scripts came, and write it for ``docs/compatibility.md``.

``make compat`` runs a folder of scripts; the published ones are no part of the project: ``manual/`` and
``chapters/NN_…/`` in a folder of one's own. With ``folkekommune compat DIR --metadata
docs/language/published-databanks.toml --format json > run.json`` the run is written down, and
``python scripts/published_scripts.py run.json`` keeps how far each script came in
``docs/language/published.json``: by number, since neither their text nor their titles are ours. Why one is
not whole, where that is no fault of the language, stands in ``docs/language/published.toml``. A record that
was put together in another way than by one run says so under ``note``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "language"
RECORD = FOLDER / "published.json"
NOTES = FOLDER / "published.toml"
_COMMAND = "make compat SCRIPTS=DIR METADATA=docs/language/published-databanks.toml"
_NUMBER = re.compile(r"(?P<folder>manual|\d+)[^/]*/(?P<number>\d+)_[^/]*\Z")


def record(run: dict[str, Any]) -> dict[str, Any]:
    """Give what is kept of a run: for each script its number, how far it came and why it stopped."""
    scripts = [
        {"script": _numbered(each["script"])}
        | {key: each[key] for key in ("lines", "reached", "whole", "persons", "reason")}
        for each in run["scripts"]
    ]
    return {"date": run["date"], "persons": run["persons"], "scripts": sorted(scripts, key=_place)}


def section() -> list[str]:
    """Write the part of the document that tells of the published scripts."""
    kept = json.loads(RECORD.read_text(encoding="utf-8"))
    notes = {name: each["reason"] for name, each in tomllib.loads(NOTES.read_text(encoding="utf-8")).items()}
    scripts = kept["scripts"]
    stopped = [each for each in scripts if not each["whole"]]
    if stale := sorted(set(notes) - {each["script"] for each in stopped}):
        sys.exit(f"docs/language/published.toml tells of scripts that are whole: {', '.join(stale)}")
    whole = len(scripts) - len(stopped)
    lines = [
        "## Published scripts",
        "",
        f"**{whole} of {len(scripts)}** published scripts run from first to last line on invented databanks:",
        "those of the user manual, and chapters 01 to 08 of the examples. They are no part of the project.",
        f"Run on {kept['date']} with {kept['persons']:,} invented persons each, and with sixty times as many",
        f"where an output was refused: `{_COMMAND}`,",
        "recorded by `scripts/published_scripts.py`.",
        *([kept["note"]] if "note" in kept else []),
        "",
        "| scripts | whole | of | lines | with more persons |",
        "|---|---|---|---|---|",
    ]
    for folder, group in groupby(scripts, key=lambda each: _folder(each["script"])):
        found = list(group)
        lines.append(
            f"| {folder} | {sum(each['whole'] for each in found)} | {len(found)}"
            f" | {sum(each['lines'] for each in found)} | {sum(bool(each['persons']) for each in found)} |"
        )
    if stopped:
        lines += ["", "| not whole | line | of | told | why it stays so |", "|---|---|---|---|---|"]
        lines += [
            f"| {each['script']} | {each['reached'] + 1} | {each['lines']} | {_cell(each['reason'])}"
            f" | {_cell(notes.get(each['script'], '–'))} |"
            for each in stopped
        ]
    return lines


def _numbered(path: str) -> str:
    found = _NUMBER.search(path)
    if found is None:
        sys.exit(f"neither a script of the manual nor of a chapter: {path}")
    return f"{found['folder']} {found['number']}"


def _folder(script: str) -> str:
    folder = script.split(" ", maxsplit=1)[0]
    return folder if folder == "manual" else f"chapter {folder}"


def _place(each: dict[str, Any]) -> tuple[bool, str]:
    return not each["script"].startswith("manual"), each["script"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def main() -> None:
    """Record a run."""
    run = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    RECORD.write_text(json.dumps(record(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
