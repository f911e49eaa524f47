"""Relational exports: what their tables mean, how they are opened safely, and how they are asked."""
