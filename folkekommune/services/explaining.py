"""Explain a script: the methods paragraph it amounts to, with what disclosure control does to its results."""

from __future__ import annotations

from typing import Any

from folkekommune.disclosure.policy import Policy
from folkekommune.script.binder import bind_text
from folkekommune.script.explanation import explain
from folkekommune.script.faults import ScriptFault
from folkekommune.script.session import Session
from folkekommune.texts import Language, text

PARTS = ("data", "population", "preparation", "analyses", "disclosure")


def methods(
    script: str, session: Session, policy: Policy, *, language: Language
) -> tuple[dict[str, str], tuple[ScriptFault, ...]]:
    """Give the paragraph by its parts, or the faults that must be mended first."""
    faults = bind_text(script, session).faults
    if faults:
        return {}, faults
    told = explain(script, session, language)
    analyses = "; ".join(told.analyses)
    parts = {
        "data": " ".join(told.data),
        "population": " ".join(told.population),
        "preparation": " ".join(told.preparation),
        "analyses": text("explain.analyses", language, analyses=analyses) if analyses else "",
        "disclosure": disclosure(policy, language) if analyses else "",
    }
    return {part: content for part, content in parts.items() if content}, ()


def disclosure(policy: Policy, language: Language) -> str:
    """Say how results are protected, from the policy itself."""
    floors = policy.floors
    return text(
        "explain.disclosure",
        language,
        policy=policy.label,
        band=floors.band,
        last=floors.band - 1,
        numeric=floors.numeric,
        low=100 * policy.noise.clip_low,
        high=100 * policy.noise.clip_high,
        population=floors.population,
        small=floors.population_small,
        large=floors.large_databank,
    )


def methods_as_text(parts: dict[str, str], language: Language) -> str:
    """Write the paragraph with its headings, as Markdown."""
    return "\n\n".join(f"**{text(f'explain.part-{part}', language)}.** {parts[part]}" for part in parts)


def methods_as_data(parts: dict[str, str], language: Language) -> dict[str, Any]:
    """Give the paragraph as plain data."""
    return {"language": language, "parts": parts, "text": methods_as_text(parts, language)}
