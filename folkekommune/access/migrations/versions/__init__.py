"""One file a change; the number gives the order."""
