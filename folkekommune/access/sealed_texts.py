"""Which texts of the control database are sealed, and what they are sealed for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from folkekommune.access.tables import comments, vault_tasks


def of_comments(municipality: str) -> str:
    """Give what a municipality's comments are sealed for."""
    return f"comments {municipality}"


def of_task_results(municipality: str) -> str:
    """Give what the results of a municipality's orders are sealed for."""
    return f"task results {municipality}"


SEALED: Mapping[str, Callable[[str], str]] = {
    comments.name: of_comments,
    vault_tasks.name: of_task_results,
}
"""By table; the column ``sealed`` holds the text as base64, nothing where there is none."""
