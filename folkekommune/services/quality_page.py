"""A quality report in words: as text for a terminal, and as an HTML document of its own with pictures."""

from __future__ import annotations

from html import escape

from folkekommune.disclosure.results import SafeTable
from folkekommune.rendering.html import grid_html
from folkekommune.rendering.protection import protection_sentences
from folkekommune.rendering.quality_charts import completeness_chart, drift_chart
from folkekommune.rendering.steward_grid import steward_grid
from folkekommune.rendering.terminal import grid_text
from folkekommune.services.quality_report import QualityReport
from folkekommune.texts import Language, text

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}caption{text-align:left;font-weight:600}"
    "th,td{padding:.25rem .75rem;border-bottom:1px solid;text-align:right;vertical-align:top}"
    "th[scope=row]{text-align:left;font-weight:400}thead th:not(.fk-number){text-align:left}"
    "figure{margin:1rem 0;overflow-x:auto}.region{overflow-x:auto;max-height:32rem}"
    ".ds-sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
)
_PICTURES = {"places": completeness_chart, "drift": drift_chart}


def report_text(report: QualityReport, language: Language) -> str:
    """Write a report for a terminal."""
    lines = [_title(report, language)]
    for name, table in report.sections.items():
        if table.cells:
            heading = text(f"quality.section-{name}", language)
            lines += ["", heading, "=" * len(heading), grid_text(steward_grid(table, language))]
    lines += ["", _touched(report, language)]
    lines += [f"  {one.name.in_language(language)} ({', '.join(one.checks)})" for one in report.touched]
    return "\n".join([*lines, "", *_protection(report, language)])


def report_html(report: QualityReport, language: Language, *, synthetic: bool) -> str:
    """Write a report as a document that needs nothing beside it."""
    title = _title(report, language)
    warning = f"<p><strong>{escape(text('common.synthetic', language))}</strong></p>" if synthetic else ""
    touched = "".join(
        f"<li>{escape(one.name.in_language(language))} ({escape(', '.join(one.checks))})</li>"
        for one in report.touched
    )
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            f'<head><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head>',
            f"<body><main><h1>{escape(title)}</h1>{warning}",
            f"<p>{escape(_touched(report, language))}</p><ul>{touched}</ul>",
            *(_section(name, table, language) for name, table in report.sections.items() if table.cells),
            *(f"<p>{escape(sentence)}</p>" for sentence in _protection(report, language)),
            "</main></body></html>",
        ]
    )


def _section(name: str, table: SafeTable, language: Language) -> str:
    heading = text(f"quality.section-{name}", language)
    lines = [f"<section><h2>{escape(heading)}</h2>"]
    lines.append(f"<p>{escape(text(f'quality.about-{name}', language))}</p>")
    if name in _PICTURES:
        lines.append(f'<figure role="img" aria-label="{escape(heading)}">')
        lines.append(f"{_PICTURES[name](table, language=language)}</figure>")
    grid = grid_html(steward_grid(table, language), language, caption=heading)
    lines.append(
        f'<div class="region" role="region" tabindex="0" aria-label="{escape(heading)}">{grid}</div>'
    )
    return "\n".join([*lines, "</section>"])


def _title(report: QualityReport, language: Language) -> str:
    about = report.release or text("quality.draft", language)
    return text(
        "quality.title", language, databank=report.databank, municipality=report.municipality, version=about
    )


def _touched(report: QualityReport, language: Language) -> str:
    return text("quality.touched", language, n=len(report.touched), all=report.indicators)


def _protection(report: QualityReport, language: Language) -> tuple[str, ...]:
    table = next(iter(report.sections.values()))
    return protection_sentences(table.protection, language)
