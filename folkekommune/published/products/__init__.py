"""The files of a publication, one kind a file: made of its protected cells alone, the same in all of them.

What every file holds is laid down once, in ``rows.py`` and ``table.py``. A cell that is not shown has its
sign as ``status`` and no number, in every file.
"""
