"""A script that asks of too few invented persons is tried on more of them."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.disclosure.gate import refuse
from folkekommune.disclosure.policy import load_policy
from folkekommune.script.faults import ScriptFault
from folkekommune.script.places import Span
from folkekommune.services.compatibility import Attempt, attempt_as_text, attempts

WHOLE = Attempt("a", 3, 3)
REFUSED = Attempt("a", 3, 2, refusal=refuse(load_policy(), "population.floor", floor=300))
FAULTY = replace(REFUSED, faults=(ScriptFault("script.unknown-variable", Span(3, 1, 3, 2), {"name": "x"}),))
BY_DESIGN = replace(REFUSED, refusal=refuse(load_policy(), "collapse.identifier"))


def tried(first: Attempt) -> list[Attempt]:
    told: list[Attempt] = []
    more = replace(WHOLE, persons=600_000)
    attempts({"a": ""}, lambda _name, _script: first, again=lambda _name, _script: more, told=told.append)
    return told


def test_a_refused_script_is_tried_on_more_persons():
    (found,) = tried(REFUSED)
    assert found.whole
    assert attempt_as_text(found, "en") == "a: all of it, 3 lines (with 600,000 invented persons)"


def test_what_is_whole_or_faulty_or_refused_whatever_the_data_is_not():
    assert tried(WHOLE) == [WHOLE]
    assert tried(FAULTY) == [FAULTY]
    assert tried(BY_DESIGN) == [BY_DESIGN]
