"""What a server reads when it begins, so that those who come first wait for little of it."""

from __future__ import annotations

import logging
from threading import Thread

from folkekommune.bootstrap import Wiring
from folkekommune.disclosure.shares import Audience
from folkekommune.published.history import FigureHistory
from folkekommune.query.columns import ReleaseRef
from folkekommune.script.registry import command_files

_log = logging.getLogger(__name__)


def begin_reading_ahead(wiring: Wiring, history: FigureHistory) -> None:
    """Read while the first are answered; whoever asks for what is being read waits for the rest of it."""
    Thread(target=_read, args=(wiring, history), name="ahead", daemon=True).start()


def _read(wiring: Wiring, history: FigureHistory) -> None:
    for read in (_figures, _tables, _databanks):
        try:
            read(wiring, history)
        except Exception as fault:  # noqa: BLE001 - it is told to whoever asks for it; here nobody waits
            _log.warning("reading ahead: %s", type(fault).__name__)


def _figures(wiring: Wiring, history: FigureHistory) -> None:
    for figures in wiring.figures.values():
        figures.now()
    for municipality in wiring.figures[Audience.PUBLIC].now().municipalities():
        history.of_municipality(municipality)


def _tables(wiring: Wiring, _: FigureHistory) -> None:
    for databank in wiring.packages:
        wiring.official.tables(databank)


def _databanks(wiring: Wiring, _: FigureHistory) -> None:
    command_files()
    for databank in wiring.store.databanks():
        if versions := wiring.store.releases(databank):
            wiring.described.of(ReleaseRef(databank, versions[-1]))
