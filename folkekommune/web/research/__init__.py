"""The researchers' workbench."""
