"""What those who keep projects and read the audit trail work with, and where comments lie."""

from __future__ import annotations

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.operating import Operating
from folkekommune.services.audit_reading import AuditReading
from folkekommune.services.comments import CommentBook
from folkekommune.services.project_keeping import ProjectKeeping, importable_variables


def project_keeping(base: Foundations) -> ProjectKeeping:
    """Give the use cases on projects and members."""
    return ProjectKeeping(
        base.projects,
        base.accounts,
        databanks=lambda: {name: package.databank.title for name, package in base.packages.items()},
        variables=lambda name: importable_variables(base.packages[name].databank),
    )


def audit_reading(base: Foundations) -> AuditReading:
    """Give the use cases on the audit trail."""
    return AuditReading(
        base.audit, hold=Operating(base).hold_audit, people=base.accounts.all, projects=base.projects.all
    )


def comment_book(base: Foundations) -> CommentBook:
    """Give the use cases on comments."""
    return CommentBook(base.comments, base.keys)
