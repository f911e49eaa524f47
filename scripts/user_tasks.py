"""Write the page of tasks, ``docs/oppgaver.nb.md`` and ``docs/tasks.en.md``.

``python scripts/user_tasks.py`` writes it from the tasks (``tests/functional/web/tasks``) and the clicks
and seconds that were counted last (``docs/tasks.json``); ``--check`` ends with 1 when it is stale.
``--walk`` first walks all tasks in the browser, which counts them anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TASKS = ROOT / "tests" / "functional" / "web" / "tasks"
COUNTED = ROOT / "docs" / "tasks.json"
WALKED = "FOLKEKOMMUNE_TASKS"
KINDS = ("innbygger", "planlegger", "forsker")
PAGES = {"nb": ROOT / "docs" / "oppgaver.nb.md", "en": ROOT / "docs" / "tasks.en.md"}
WORDS = {
    "nb": {
        "title": "Tretti oppgaver",
        "lead": (
            "Dette vil folk ha svar på, slik de ville sagt det selv. Hver oppgave begynner på "
            "forsiden og løses i en nettleser av en test, i installasjonen som `make demo` lager. "
            "Ingen trenger mer enn fire klikk eller bruksanvisningen. Å velge i en liste er et klikk, "
            "å skrive er ikke det, og å logge inn er ikke regnet med. Sekundene er nettleserens, uten "
            "tiden et menneske bruker på å lese."
        ),
        "innbygger": "Innbyggeren",
        "planlegger": "Planleggeren i kommunen",
        "forsker": "Forskeren",
        "head": "| Oppgave | Slik | Klikk | Sekunder |",
        "made": "Siden er skrevet av `scripts/user_tasks.py`.",
    },
    "en": {
        "title": "Thirty tasks",
        "lead": (
            "This is what people want to know, as they would say it. Each task begins on the front "
            "page and is solved in a browser by a test, in the installation that `make demo` makes. "
            "None needs more than four clicks, or the manual. A choice from a list is a click; "
            "writing and logging in are not. The seconds are the browser's, without the time a human "
            "takes to read. The steps are given in Norwegian, as they stand on the pages."
        ),
        "innbygger": "The citizen",
        "planlegger": "The planner in a municipality",
        "forsker": "The researcher",
        "head": "| Task | Steps | Clicks | Seconds |",
        "made": "This page is written by `scripts/user_tasks.py`.",
    },
}


def page(language: str) -> str:
    """Write the page in a language."""
    words = WORDS[language]
    counted = json.loads(COUNTED.read_text(encoding="utf-8"))
    parts = [f"# {words['title']}", words["lead"]]
    for kind in KINDS:
        rows = [_row(task, counted[name], language) for name, task in _tasks(kind).items()]
        parts += [f"## {words[kind]}", "\n".join([words["head"], "|---|---|---:|---:|", *rows])]
    return "\n\n".join([*parts, words["made"]]) + "\n"


def walk() -> None:
    """Solve every task in the browser and keep what was counted."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "walked"
        command = [sys.executable, "-m", "pytest", "-q", "tests/functional/web/test_tasks_in_browser.py"]
        subprocess.run(command, cwd=ROOT, check=True, env=os.environ | {WALKED: str(file)})  # noqa: S603 - our tests
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = {line["name"]: {"clicks": line["clicks"], "seconds": line["seconds"]} for line in lines}
    ordered = {name: found[name] for kind in KINDS for name in _tasks(kind)}
    COUNTED.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")
    for name, count in ordered.items():
        print(f"{name:28} {count['clicks']} {count['seconds']:6.1f} s")


def _tasks(kind: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((TASKS / f"{kind}.toml").read_text(encoding="utf-8"))


def _row(task: dict[str, Any], counted: dict[str, Any], language: str) -> str:
    says = task["says"] if language == "nb" else task["en"]
    seconds = "–" if counted["seconds"] is None else str(counted["seconds"])
    if language == "nb":
        seconds = seconds.replace(".", ",")
    return f"| {says} | {'. '.join(task['steps'])}. | {counted['clicks']} | {seconds} |"


def main() -> None:
    """Write the pages, or check them."""
    if "--walk" in sys.argv[1:]:
        walk()
    stale = [
        path
        for language, path in PAGES.items()
        if not path.exists() or path.read_text(encoding="utf-8") != page(language)
    ]
    if "--check" in sys.argv[1:]:
        if stale:
            sys.exit(f"stale: {', '.join(path.name for path in stale)}: run python scripts/user_tasks.py")
        return
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
