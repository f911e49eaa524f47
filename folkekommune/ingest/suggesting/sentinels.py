"""Words for answers outside the scale, such as ``-`` for not assessed: no title says what they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from folkekommune.catalogue.model import CodeList, Databank
from folkekommune.ingest.suggesting.matching import Matched
from folkekommune.ingest.suggesting.survey import quoted
from folkekommune.texts import Language, text

_BEGINNINGS = ("-", "absent:", "null:")


def is_sentinel(word: str) -> bool:
    """Tell whether a word is of the kind that stands for an answer outside the scale."""
    return word.startswith(_BEGINNINGS)


def sentinel_lines(
    matched: Matched, databank: Databank, known: Mapping[str, int], *, fewest: int, language: Language
) -> list[str]:
    """Give the section of such words, all of them unsure.

    :param known: what they stand for in other mappings of the databank.
    :param fewest: the rows that a word must stand in.
    """
    rows: Counter[str] = Counter()
    for proposal in matched.proposals.values():
        if proposal.case and proposal.case.reading:
            values = matched.values[proposal.column.name]
            for word, count in values.counts.items():
                if is_sentinel(word) and not values.personal:
                    rows[word] += count
    words = sorted(word for word, count in rows.items() if count >= fewest)
    if not words:
        return []
    lines = [
        f"# {quoted(word)} = {known.get(word, '?')}    # {_told(word, known, language)}" for word in words
    ]
    outside = dict(sorted(_outside(databank, language), key=str))
    return ["", "[writing.sentinels]", f"# {codes_text(outside, language)}", *lines]


def list_line(code_list: CodeList, language: Language) -> str:
    """Give the codes of a list, as a comment to choose from."""
    codes = {code.value: code.title.in_language(language) for code in code_list.codes}
    return f"# {codes_text(codes, language)}"


def codes_text(codes: Mapping[int | str, str], language: Language) -> str:
    """Give codes with their titles in one line."""
    listed = ", ".join(f"{value} {title}" for value, title in codes.items())
    return text("suggesting.codes", language, codes=listed)


def _told(word: str, known: Mapping[str, int], language: Language) -> str:
    return text("suggesting.sentinel-known" if word in known else "suggesting.code-unknown", language)


def _outside(databank: Databank, language: Language) -> Iterator[tuple[int | str, str]]:
    for code_list in databank.code_lists.values():
        for code in code_list.codes:
            if code.sentinel:
                yield code.value, code.title.in_language(language)
