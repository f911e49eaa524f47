"""Faults done to an installation at work, one kind of trouble a file; all on this machine, and undone."""
