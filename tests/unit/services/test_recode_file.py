"""A recode command made of a file of codes."""

from __future__ import annotations

import pytest
from script_worlds import bound

from folkekommune.errors import InputError
from folkekommune.services.recode_file import recode_command

pytestmark = pytest.mark.feature(502)


def test_numbers_become_one_rule_for_each_new_value() -> None:
    """Old values with the same new value and label stand together; the heading is passed over."""
    file = b"\xef\xbb\xbfgammel;ny;tekst\r\n1;1;Sover godt\r\n2;1;Sover godt\r\n9;0;\r\n"
    command = recode_command("sleep", file)
    assert command == "recode sleep (1 2 = 1 'Sover godt') \\\n    (9 = 0)\n"
    assert bound(command).faults == ()


@pytest.mark.parametrize("divider", [";", ",", "\t"])
def test_codes_of_text_are_quoted(divider: str) -> None:
    rows = [["0301", "03", "Oslo"], ["4601", "46", "Vestland"], ["*", "99", ""]]
    file = "\n".join(divider.join(row) for row in rows).encode()
    assert recode_command("place", file) == (
        "recode place ('0301' = '03' 'Oslo') \\\n    ('4601' = '46' 'Vestland') \\\n    (* = '99')\n"
    )


def test_numbers_are_text_when_that_is_said() -> None:
    assert recode_command("place", b"4601;46", as_text=True) == "recode place ('4601' = '46')\n"
    assert recode_command("sleep", b"1/2;1") == "recode sleep (1/2 = 1)\n"


def test_files_of_old_spreadsheets_are_read() -> None:
    assert "'Bjørnafjorden'" in recode_command("x", "1;1;Bjørnafjorden".encode("cp1252"))


@pytest.mark.parametrize(
    ("variable", "file", "code"),
    [
        ("x", b"", "recode-empty"),
        ("x", b"1;1\n2\n", "recode-row"),
        ("x", b"1;1;a;b\n", "recode-row"),
        ("x", b"1;1\n1;2\n", "recode-twice"),
        ("x y", b"1;1\n", "recode-variable"),
        ("", b"1;1\n", "recode-variable"),
        ("x", b"1;1\n" * 100_000, "recode-large"),
    ],
)
def test_what_cannot_be_read_is_told(variable: str, file: bytes, code: str) -> None:
    """By row, never by what stands in it."""
    with pytest.raises(InputError) as fault:
        recode_command(variable, file)
    assert fault.value.code == f"workbench.{code}"
    assert not {"a", "b"} & {str(value) for value in fault.value.parameters.values()}


def test_a_text_cannot_end_the_quotes_around_it() -> None:
    """Whatever a file holds, one command comes of it."""
    command = recode_command("sleep", b"1;1;it's \"so\"\n2;2;') drop if (x\n")
    found = bound(command)
    assert [each.command for each in found.commands][-1] == "recode"
    assert found.faults == ()
