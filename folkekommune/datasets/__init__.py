"""Datasets in microdata.no's format: what one says of itself, its rows, and whether it may pass.

A dataset is a folder ``NAME`` with ``NAME.json`` (one variable's metadata) and ``NAME.csv`` (its rows:
identifier, value, start, stop, attribute). The check reaches the verdicts of microdata.no's own tool,
microdata-tools 2.2.3, and is stricter where ``docs/microdata-format.md`` says so. Import and export both
stand on this room.
"""
