"""Every sentence stands in three languages, alike in form, and every code in the program has one."""

from __future__ import annotations

import re
import string
from functools import cache

import pytest
from tracked_files import texts

from folkekommune.texts import LANGUAGES, catalogue

OPEN_SUBJECTS = {
    "script": "faults, notices and confirmations name their text without the subject, some with -nearest",
    "disclosure": "notes and refusals are named by their rule",
    "rendering": "figures of a table are named as in the query, with percentiles as p and a number",
    "demo": "steps are named without the subject",
    "analyses": "figures and tests are named as in the query",
    "models": "methods, figures and parts of a model are named as the estimators name them",
    "explain": "words of the methods paragraph are named without the subject",
    "forecast": "what is likely to be refused is named without the subject",
    "charting": "faults name their text without the subject",
    "presentations": "words of a picture are named without the subject",
    "products": "words of the files are named without the subject",
    "profile": "a profile of a district has a title of its own",
    "official": "faults of a file name their text without the subject",
    "attacks": "verdicts and words of the table are named without the subject",
}
"""Subjects whose texts are found by a name that the program holds without the subject before it."""

PREFIXES = {
    "ingest.excluded-": "reasons a load counts, shown to stewards by kind",
    "ingest.noted-": "the same",
    "ingest.remark-": "the same",
    "common.no": "the other word of common.yes",
    "functions.": "a text for each function of the language, by its name",
    "web.http-fault": "a page for a fault has a text and a title",
    "web.not-found": "the same",
    "attacks.a": "what each attack does, by its name",
    "models.figure-": "fit statistics, by the estimator's name for them",
    "models.test-": "tests, by the estimator's name for them",
}
"""Beginnings of codes that the program puts together of parts."""

NOT_TEXTS = re.compile(r".+\.(md|json|csv|toml|html|txt|sqlite|parquet|js|css|svg)")
_SUBJECTS = sorted({code.split(".")[0] for code in catalogue()})
_CODE = re.compile(
    r"""(?<![\w./])f?["'](?P<code>(?:"""
    + "|".join(_SUBJECTS)
    + r""")\.[A-Za-z0-9](?:[\w.-]|\{[^{}]*\})*)["']"""
)


def named() -> dict[str, str]:
    """Give each code that stands in program or page, with a file where it stands."""
    found = {}
    for path, content in texts(".py", ".html", under="folkekommune/"):
        for match in _CODE.finditer(content):
            if not NOT_TEXTS.fullmatch(match["code"]):
                found[match["code"]] = str(path)
    return found


def fits(written: str, code: str) -> bool:
    """Whether a code can come of what is written: the same, a pattern with gaps, or a beginning."""
    return pattern(written).fullmatch(code) is not None


@cache
def pattern(written: str) -> re.Pattern[str]:
    """Give the pattern of a code with gaps, or of its beginning."""
    pieces = [re.escape(piece) for piece in re.split(r"\{[^{}]*\}", written)]
    return re.compile(".+".join(pieces) + (".+" if written.endswith("-") else ""))


def sentences(entry: object) -> list[str]:
    """Give the forms of a text: one, or one for each number."""
    return [entry] if isinstance(entry, str) else list(entry.values()) if isinstance(entry, dict) else []


def placeholders(sentence: str) -> set[str]:
    """Give the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("subject", _SUBJECTS)
def test_every_text_stands_in_three_languages(subject):
    for code, entry in catalogue().items():
        if code.split(".")[0] == subject:
            assert set(entry) == set(LANGUAGES), code
            for language in LANGUAGES:
                forms = sentences(entry[language])
                assert forms, code
                assert all(isinstance(form, str) and form.strip() for form in forms), code


@pytest.mark.parametrize("subject", _SUBJECTS)
def test_languages_have_the_same_placeholders(subject):
    for code, entry in catalogue().items():
        if code.split(".")[0] == subject:
            names = {
                language: set().union(*(placeholders(form) for form in sentences(entry[language])))
                for language in LANGUAGES
            }
            assert names["nb"] == names["nn"] == names["en"], code


def test_a_text_with_forms_has_both_forms():
    for code, entry in catalogue().items():
        for language in LANGUAGES:
            if isinstance(entry[language], dict):
                assert set(entry[language]) == {"one", "other"}, code


def test_every_code_in_the_program_has_a_text():
    missing = {
        written: path
        for written, path in named().items()
        if written not in catalogue() and not any(fits(written, code) for code in catalogue())
    }
    assert missing == {}


def test_every_text_is_used():
    written = named()
    program = "\n".join(content for _, content in texts(".py", under="folkekommune/"))
    names = set(re.findall(r"""["']@?([\w.-]+)["']""", program))
    gaps = [entry for entry in written if "{" in entry or entry.endswith("-")]
    unused = []
    for code in catalogue():
        subject, name = code.split(".", 1)
        bare = name.removesuffix("-nearest").removesuffix("-person").removeprefix("refusal.")
        if (
            code in written
            or any(fits(gap, code) for gap in gaps)
            or any(code.startswith(prefix) for prefix in PREFIXES)
            or (subject in OPEN_SUBJECTS and (bare in names or re.fullmatch(r"p\d+", bare)))
        ):
            continue
        unused.append(code)
    assert unused == []


def test_nothing_is_allowed_without_need():
    codes = list(catalogue())
    assert [prefix for prefix in PREFIXES if not any(code.startswith(prefix) for code in codes)] == []
    assert [subject for subject in OPEN_SUBJECTS if subject not in _SUBJECTS] == []
