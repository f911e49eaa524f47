"""Words for answers outside the scale: put before the steward, never decided."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

from delivery_factory import PACKAGE

from folkekommune.ingest.suggesting.sentinels import list_line, sentinel_lines

BANK = PACKAGE.databank


def matched(**columns):
    """Make what was matched: coded columns with the rows of each word; a name in capitals is no coded one."""
    proposals = {
        name: SimpleNamespace(
            column=SimpleNamespace(name=name),
            case=None if name.isupper() else SimpleNamespace(reading=SimpleNamespace()),
        )
        for name in columns
    }
    values = {
        name: SimpleNamespace(counts=Counter(words), personal=name == "person")
        for name, words in columns.items()
    }
    return SimpleNamespace(proposals=proposals, values=values)


def test_words_in_enough_rows_are_told_with_what_other_mappings_say_and_all_as_comments():
    found = matched(a={"-": 6, "Ja": 90}, b={"-": 4, "null:NASK": 12, "null:RARE": 9})
    section, choice, *lines = sentinel_lines(found, BANK, {"-": 9}, fewest=10, language="en")[1:]
    assert section == "[writing.sentinels]"
    assert choice.startswith("# choose among ")
    assert [line.partition("    #")[0] for line in lines] == ['# "-" = 9', '# "null:NASK" = ?']


def test_words_of_columns_that_are_not_coded_or_may_tell_of_a_person_are_left_out():
    found = matched(FRITEKST={"-": 100}, person={"-12345": 100})
    assert sentinel_lines(found, BANK, {}, fewest=10, language="nb") == []


def test_the_codes_to_choose_among_are_those_of_the_list():
    line = list_line(BANK.code_lists["vurd"], "nb")
    assert line.startswith("# velg blant 1 normal, 2 usikker, 3 avvikende")
