"""Published aggregates from elsewhere: read, understood, kept with their source, never mixed with our counts.

A file from a statistics bank becomes declared denominators or benchmarks. Nothing here is ever added to a
number that FolkeKommune counted itself.
"""
