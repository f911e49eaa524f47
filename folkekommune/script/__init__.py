"""The script language: text to syntax tree to query."""
