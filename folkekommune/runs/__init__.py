"""The queue of script runs and the worker; one child process a run."""
