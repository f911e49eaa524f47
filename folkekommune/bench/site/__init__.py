"""A running server with people on it, for measurements: the demonstration, its server, those who visit it.

What loads the server runs in a process of its own (``crowd``, ``steady``, ``browser``), started as
``python -m``, for it needs what only the development extra brings.
"""
