"""The queue and its workers: one child process a run.

A run lives in the control database (``access.run_records``), so it survives that its page is left and
that the server is stopped. The child opens the installation by itself; the server holds no engine.
"""
