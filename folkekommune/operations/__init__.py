"""Keep an installation running: backup and restore, damage found, what is wrong told, all answering stopped.

This room works on the files of an installation as they lie, and on keys and the audit trail. It reads
no data.
"""
