"""Which pages there are pictures of, and the chapter of the manual that shows them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("pages.toml")
FOLDER = ROOT / "docs" / "pictures" / "pages"
KINDS = ("innbygger", "planlegger", "forsker", "forvalter", "administrator")
SCHEMES = ("light", "dark")
CHAPTERS = {"nb": ROOT / "docs" / "sider.nb.md", "en": ROOT / "docs" / "pages.en.md"}
WORDS = {
    "nb": {
        "title": "Sidene, i lyst og mørkt",
        "lead": (
            "Slik ser hver side ut i installasjonen som `make demo` lager, med oppdiktede barn. Den øverste "
            "delen av siden er vist, til venstre i lyst og til høyre i mørkt. Nettleseren velger etter "
            "innstillingen på maskinen din. `make pictures` tar bildene på nytt."
        ),
        "innbygger": "For innbyggere",
        "planlegger": "For kommunen",
        "forsker": "For forskere",
        "forvalter": "For dataforvaltere",
        "administrator": "For administratorer",
        "alt": "{title}, i {scheme}",
        "light": "lyst",
        "dark": "mørkt",
    },
    "en": {
        "title": "The pages, light and dark",
        "lead": (
            "This is what every page looks like in the installation that `make demo` makes, with invented "
            "children, in Norwegian. The upper part of each is shown, light to the left and dark to the "
            "right. The browser chooses by the setting of your machine. `make pictures` takes them anew."
        ),
        "innbygger": "For citizens",
        "planlegger": "For the municipality",
        "forsker": "For researchers",
        "forvalter": "For data stewards",
        "administrator": "For administrators",
        "alt": "{title}, {scheme}",
        "light": "light",
        "dark": "dark",
    },
}


@dataclass(frozen=True)
class Pictured:
    """A page there is a picture of.

    :param kind: who meets it, :param path: its address, with what is made for it in braces.
    :param route: the pattern of the page; empty where the address is of none.
    """

    kind: str
    name: str
    path: str
    nb: str
    en: str
    route: str = ""

    @property
    def account(self) -> str:
        """Who is logged in; nobody for citizens."""
        return "" if self.kind == "innbygger" else self.kind

    def file(self, scheme: str) -> str:
        """Name its picture in a scheme."""
        return f"{self.kind}-{self.name}-{scheme}.webp"


def pictured() -> tuple[Pictured, ...]:
    """Read the list."""
    content = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return tuple(Pictured(kind, **entry) for kind in KINDS for entry in content[kind])


def chapter(language: str) -> str:
    """Write the chapter in a language."""
    words = WORDS[language]
    parts = [f"# {words['title']}", words["lead"]]
    for kind in KINDS:
        parts.append(f"## {words[kind]}")
        for page in (page for page in pictured() if page.kind == kind):
            title = page.nb if language == "nb" else page.en
            alts = [words["alt"].format(title=title, scheme=words[scheme]) for scheme in SCHEMES]
            cells = [
                f"![{alt}](pictures/pages/{page.file(scheme)})"
                for alt, scheme in zip(alts, SCHEMES, strict=True)
            ]
            heads = " | ".join(words[scheme] for scheme in SCHEMES)
            parts += [f"### {title}", f"| {heads} |\n|---|---|\n| {' | '.join(cells)} |"]
    return "\n\n".join(parts) + "\n"
