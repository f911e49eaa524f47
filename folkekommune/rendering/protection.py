"""How a result was protected, in a sentence or two of the reader's language."""

from __future__ import annotations

from folkekommune.disclosure.results import Protection, Refusal
from folkekommune.texts import Language, number, text


def protection_sentences(protection: Protection, language: Language) -> tuple[str, ...]:
    """Tell what was done to a result and how large the noise is."""
    told = []
    if protection.noise_sd:
        told.append(text("disclosure.noise", language, sd=number(protection.noise_sd, language, 1)))
    told += [text(f"disclosure.{note.code}", language, **dict(note.parameters)) for note in protection.notes]
    return tuple(told)


def refusal_sentence(refusal: Refusal, language: Language) -> str:
    """Tell which rule refused, and what would help."""
    return text(f"disclosure.refusal.{refusal.rule}", language, **dict(refusal.parameters))
