"""Ask axe what is wrong with a page as it stands on the screen."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# The rules that can judge the same page differently in another colour scheme.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_RUN = """(rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }).then((found) =>
    found.violations.map((fault) => `${fault.id}: ${fault.nodes[0].html}`))"""


def axe_faults(page: Page, rules: dict[str, object] = EVERYTHING) -> list[str]:
    """Give the broken rules, each with the first place it is broken."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_RUN, rules)
    return found
