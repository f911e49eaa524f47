"""One command a file; found by folder."""
