"""A script for microdata.no: the same commands, without what only this language has."""

from __future__ import annotations

from folkekommune.script.translation import to_microdata


def test_commands_stay_and_extensions_go() -> None:
    script = "configure folkekommune\nconfigure alpha\nkeep   if a==1 // why\n"
    script += "collapse (p25) x -> q, by(g)\nfor i in 1 2\n"
    script += "  collapse (mean) p25, by(g)\n  collapse (p75) x, by(g)\nend\n"
    translation = to_microdata(script)
    assert [line for line in translation.text.splitlines() if line] == [
        "configure alpha",
        "keep if a == 1  // why",
        "for i in 1 2",
        "    collapse (mean) p25, by(g)",
        "end",
    ]
    assert [(each.line, each.code) for each in translation.without] == [
        (1, "script.translate-extension"),
        (4, "script.translate-statistic"),
        (7, "script.translate-statistic"),
    ]


def test_what_cannot_be_read_is_left_out() -> None:
    translation = to_microdata("generate x = (1\ntabulate x\n")
    assert translation.text == "tabulate x\n"
    assert [each.code for each in translation.without] == ["script.translate-unreadable"]
