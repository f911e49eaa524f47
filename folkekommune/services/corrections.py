"""The correction list of a municipality: for its stewards, who pass it on to those who keep the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from folkekommune.access.audit import AuditEvent
from folkekommune.access.checks import check_can_load_delivery
from folkekommune.access.users import User
from folkekommune.ingest.corrections import Correction
from folkekommune.texts import Language, text


@dataclass(frozen=True)
class CorrectionCount:
    """How many records of a delivery have one field to correct by one rule.

    :param closed: how many a later delivery has put right.
    """

    rule: str
    field: str
    delivery: int
    open: int
    closed: int


def read_corrections(
    user: User,
    corrections: Callable[[], Sequence[Correction]],
    *,
    municipality: str,
    audit: Callable[[AuditEvent], None],
    everything: bool = False,
) -> tuple[Correction, ...]:
    """Give what is to be corrected to a steward of the municipality, who handles its deliveries.

    :param everything: also what a later delivery has put right.
    :raises PermissionRefused: for anyone else.
    """
    check_can_load_delivery(user, municipality)
    audit(AuditEvent("corrections-read", actor=str(user.identifier), municipality=municipality))
    return chosen_corrections(corrections(), everything=everything)


def chosen_corrections(corrections: Sequence[Correction], *, everything: bool) -> tuple[Correction, ...]:
    """Leave out what is closed, unless everything is asked for."""
    return tuple(one for one in corrections if everything or one.closed_by is None)


def count_corrections(corrections: Sequence[Correction]) -> tuple[CorrectionCount, ...]:
    """Count what is to be corrected, the most first."""
    counts = Counter((one.rule, one.field, one.delivery, one.closed_by is None) for one in corrections)
    places = {place[:3] for place in counts}
    found = [CorrectionCount(*place, counts[*place, True], counts[*place, False]) for place in places]
    return tuple(sorted(found, key=lambda one: (-one.open, one.rule, one.field, one.delivery)))


def corrections_csv(corrections: Sequence[Correction], language: Language) -> str:
    """Write a list for the record system's staff: semicolons, one line a record, field and rule."""
    heads = ("record", "field", "rule", "what", "delivery", "closed-by")
    lines = [";".join(text(f"quality.correction-{head}", language) for head in heads)]
    for one in corrections:
        closed = str(one.closed_by or "")
        what = rule_text(one.rule, language)
        field = field_text(one.field, language)
        cells = (one.record, field, one.rule, what, str(one.delivery), closed)
        lines.append(";".join(_cell(cell) for cell in cells))
    return "\r\n".join([*lines, ""])


def rule_text(rule: str, language: Language) -> str:
    """Say what a rule is about, in a sentence without values."""
    for code in (f"ingest.reason-{rule}", f"ingest.rule-{rule}", f"ingest.excluded-{rule}"):
        found = _text_or_none(code, language)
        if found is not None:
            return found
    return rule


def field_text(field: str, language: Language) -> str:
    """Name a field: an item as it is, what every record has in words."""
    return _text_or_none(f"quality.field-{field}", language) or field


def _text_or_none(code: str, language: Language) -> str | None:
    try:
        return text(code, language)
    except LookupError:
        return None


def _cell(written: str) -> str:
    """Quote a cell where it needs it, and keep a spreadsheet from reading it as a formula."""
    safe = f"'{written}" if written[:1] in {"=", "+", "-", "@", "\t"} else written
    return '"' + safe.replace('"', '""') + '"' if any(c in safe for c in ';"\r\n') else safe
