"""Indicator definitions, their compilation to queries, the verdict."""
