"""Tasks as users would say them, and the walk that solves each: ``tasks/<kind>.toml``.

A step is a sentence: «Skriv … i …», «Klikk …», «Velg … i …», «Kryss av …», «Last ned …», «Skriv skriptet».
Every press counts as a click, a choice from a list too; writing does not, and logging in is counted apart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[3]
FOLDER = Path(__file__).parent / "tasks"
KINDS = ("innbygger", "planlegger", "forsker")
MOST_CLICKS = 4
_QUOTED = r"«(.+?)»"


@dataclass(frozen=True)
class Task:
    """What somebody wants, how they get it, and what they see at the end.

    :param says: in the user's own words, :param en: the same in English.
    :param script: what a researcher writes.
    :param quick: whether it is walked in every run of the tests.
    """

    kind: str
    name: str
    says: str
    en: str
    steps: tuple[str, ...]
    sees: tuple[str, ...]
    script: str = ""
    quick: bool = False

    @property
    def account(self) -> str:
        """Who logs in; nobody for citizens."""
        return "" if self.kind == "innbygger" else self.kind


def tasks() -> tuple[Task, ...]:
    """Read all tasks, in their order."""
    found = []
    for kind in KINDS:
        content = tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))
        for name, entry in content.items():
            entry |= {"steps": tuple(entry["steps"]), "sees": tuple(entry["sees"])}
            found.append(Task(kind, name, **entry))
    return tuple(found)


@dataclass
class Walk:
    """A task under way in a browser."""

    page: Page
    task: Task
    clicks: int = 0
    downloaded: str = ""
    _verbs: dict[str, Callable[..., None]] = field(init=False)

    def __post_init__(self) -> None:
        self._verbs = {
            rf"Klikk {_QUOTED}": self._press,
            rf"Klikk {_QUOTED} under {_QUOTED}": self._press,
            rf"Velg {_QUOTED} i {_QUOTED}": self._choose,
            rf"Kryss av {_QUOTED}": self._tick,
            rf"Skriv {_QUOTED} i {_QUOTED}": self._write,
            rf"Last ned {_QUOTED}": self._download,
            "Skriv skriptet": self._write_script,
        }

    def go(self) -> None:
        """Take every step."""
        for step in self.task.steps:
            found = [
                (verb, match) for form, verb in self._verbs.items() if (match := re.fullmatch(form, step))
            ]
            assert found, f"no such step: {step}"
            verb, match = found[-1]
            verb(*match.groups())

    def _press(self, name: str, under: str = "") -> None:
        self._pressable(name, under).click()
        self.clicks += 1

    def _choose(self, option: str, label: str) -> None:
        self.page.get_by_label(label).select_option(label=option)
        self.clicks += 1

    def _tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()
        self.clicks += 1

    def _write(self, text: str, label: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def _download(self, name: str) -> None:
        with self.page.expect_download() as download:
            self._pressable(name).click()
        self.downloaded = download.value.path().read_text(encoding="utf-8-sig")
        self.clicks += 1

    def _write_script(self) -> None:
        self.page.locator(".cm-content").wait_for()
        self.page.locator("textarea[data-editor]").evaluate(
            "(area, text) => area.dispatchEvent(new CustomEvent('editor:set', {detail: text}))",
            self.task.script,
        )

    def _pressable(self, name: str, under: str = "") -> Locator:
        """Find the first thing to press whose name begins so, perhaps in the part with a heading."""
        begins = re.compile(rf"^\s*{re.escape(name)}")
        where: Page | Locator = self.page
        if under:
            heading = self.page.get_by_role("heading", name=under)
            where = self.page.locator("section, nav, article, form, fieldset").filter(has=heading).last
        roles = [where.get_by_role(role, name=begins) for role in ("link", "button")]
        found = roles[0].or_(roles[1]).or_(where.locator("summary").filter(has_text=begins))
        return found.filter(visible=True).first
