"""The only wiring: from an installation to the things that work in it."""

from folkekommune.bootstrap.wiring import Wiring, open_engine, open_wiring

__all__ = ["Wiring", "open_engine", "open_wiring"]
