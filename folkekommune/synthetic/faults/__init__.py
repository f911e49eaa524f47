"""Planted errors (E01-E24), each with its truth in the log."""
