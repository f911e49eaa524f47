"""What web and runs may ask the vault for: the closed list of purposes, in groups.

Left out, and thereby refused, is all that tells who anyone is: pseudonyms, record keys, the linkage, people
who object, the logs that correction lists are made of, the keys of single files, backups, and the root.
"""

from __future__ import annotations

_WORDS = {
    "fingerprint": "identity of the keys",
    "audit": "audit trail",
    "access/outside": "log-in",
    "web/forms": "forms",
    "ledger": "answers",
    "ledger digest": "answers",
    "ledger groups": "answers",
    "watch": "budgets",
    "watch digest": "budgets",
    "exposure": "budgets",
    "exposure digest": "budgets",
    "cube registry": "cubes",
    "cubes unchanged": "cubes",
}
_BEGINNINGS = {
    "noise/": "noise",
    "audit/": "audit of differences",
    "prepared cubes ": "cubes",
    "county sums ": "cubes",
    "measures ": "measures",
    "comments ": "comments",
    "task results ": "task results",
}
_FILES = {"store/summary/": "summaries of deliveries"}


def group_of(purpose: str) -> str | None:
    """Give the group of a purpose whose key may be given out; None for one that may not."""
    return _WORDS.get(purpose) or _beginning(purpose, _BEGINNINGS)


def file_group_of(purpose: str) -> str | None:
    """Give the group of a purpose whose files may be opened, though their keys are given to nobody."""
    return _beginning(purpose, _FILES)


def _beginning(purpose: str, known: dict[str, str]) -> str | None:
    return next((group for words, group in known.items() if purpose.startswith(words)), None)
