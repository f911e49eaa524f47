"""Check a script: all its faults, from metadata alone. Nothing is run."""

from __future__ import annotations

from typing import Any

from folkekommune.script.binder import bind_text
from folkekommune.script.faults import ScriptFault
from folkekommune.script.session import Session
from folkekommune.services.run_report import fault_as_data
from folkekommune.texts import Language


def check_script(text: str, session: Session) -> tuple[ScriptFault, ...]:
    """Give the faults of a script, in the order of the text."""
    return bind_text(text, session).faults


def faults_as_data(faults: tuple[ScriptFault, ...], language: Language) -> list[dict[str, Any]]:
    """Give faults as plain data, for the editor and the command line."""
    return [fault_as_data(fault, language) for fault in faults]
