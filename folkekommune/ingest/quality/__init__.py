"""One quality check a file; found by folder."""
