"""The quality report as the dashboard asks for it (:class:`folkekommune.web.ports.QualityInsight`).

Every table has passed disclosure control. Who may read it is asked by the use case itself, and every look is
in the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping

from folkekommune.access.users import User
from folkekommune.disclosure.results import SafeTable
from folkekommune.services.ordered_stewardship import NothingOrdered
from folkekommune.services.stewards import Stewards


class ReportedQuality:
    """The report of the draft of the first databank in use."""

    def __init__(self, stewards: Stewards) -> None:
        self._stewards = stewards

    def tables(self, user: User, municipality: str) -> Mapping[str, SafeTable] | None:
        """Give the tables of the report by section; none where there is no report."""
        found = self._stewards.choose()
        try:
            report = found[1].quality(user, municipality, None) if found else None
        except NothingOrdered:
            return None
        return {name: table for name, table in report.sections.items() if table.cells} if report else None
