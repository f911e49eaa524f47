"""Choose the project a script runs in. Every analysis runs in one."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.access.projects import Project, ProjectState
from folkekommune.errors import UsageError


def choose_project(projects: Sequence[Project], code: str | None) -> Project:
    """Give the project with a code; without one, the only open project.

    :raises UsageError: when it is not clear which.
    """
    opened = {project.code: project for project in projects if project.state is ProjectState.OPEN}
    if code is None and len(opened) == 1:
        return next(iter(opened.values()))
    if code not in opened:
        raise UsageError("services.project-needed", known=", ".join(sorted(opened)) or "-")
    return opened[code]
